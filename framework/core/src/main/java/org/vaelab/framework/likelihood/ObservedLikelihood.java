// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.likelihood;

import java.util.List;
import java.util.Set;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.tensor.Tensor;

/**
 * The densities p(x given z) of data with missing values, by a likelihood whose values are independent
 * given z ({@link ObservedOutput}).
 */
public record ObservedLikelihood(Likelihood likelihood) implements Likelihood {

    @Override
    public Set<ValueDomain> domains() {
        return likelihood.domains();
    }

    @Override
    public boolean isProbability() {
        return likelihood.isProbability();
    }

    @Override
    public Head head(DataShape x) {
        return likelihood.head(x);
    }

    @Override
    public OutputDistribution of(Tensor headOutput) {
        return new ObservedOutput(likelihood.of(headOutput));
    }

    @Override
    public void startAt(double[] mean, Decoder decoder) {
        likelihood.startAt(mean, decoder);
    }

    @Override
    public List<Parameter> parameters() {
        return likelihood.parameters();
    }
}
