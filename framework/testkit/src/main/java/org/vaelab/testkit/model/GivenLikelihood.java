// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.model;

import java.util.Set;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.Observation;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/** The likelihood of data of one number for which the decoder's one output is log p(x given z). */
public record GivenLikelihood() implements Likelihood {

    @Override
    public Set<ValueDomain> domains() {
        return Set.of(ValueDomain.REAL);
    }

    @Override
    public Head head(DataShape x) {
        return Head.of(Head.real("logProbability", 1));
    }

    @Override
    public Observation of(Tensor headOutput) {
        return new Value(headOutput);
    }

    @Override
    public double[] headOutputForMean(DataShape x, double[] mean) {
        return mean.clone();
    }

    private record Value(Tensor output) implements Observation {

        @Override
        public Tensor logProbability(Tensor x) {
            return output.reshape(output.shape().range(0, -1));
        }

        @Override
        public Tensor mean() {
            return output;
        }

        @Override
        public Tensor sample(RandomKey key) {
            return output;
        }
    }
}
