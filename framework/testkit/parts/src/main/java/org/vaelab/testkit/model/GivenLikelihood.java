// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.model;

import java.util.Optional;
import java.util.Set;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.network.Decoder;
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
    public OutputDistribution of(Tensor headOutput) {
        return new GivenOutput(headOutput);
    }

    @Override
    public void startAt(double[] mean, Decoder decoder) {
        decoder.startAt(mean, double[]::clone);
    }

    private record GivenOutput(Tensor output) implements OutputDistribution {

        @Override
        public Tensor logProbability(Tensor x) {
            return output.reshape(output.shape().range(0, -1));
        }

        @Override
        public Optional<Tensor> mean() {
            return Optional.of(output);
        }

        @Override
        public Tensor sample(RandomKey key) {
            return output;
        }
    }
}
