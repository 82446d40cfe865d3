// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.likelihood;

import org.vaelab.framework.tensor.Tensor;

/**
 * The densities p(x given z) of data with missing values, by a likelihood whose values are independent
 * given z ({@link ObservedOutput}).
 */
public record ObservedLikelihood(Likelihood likelihood) implements WrappedLikelihood {

    @Override
    public OutputDistribution of(Tensor headOutput) {
        return new ObservedOutput(likelihood.of(headOutput));
    }
}
