// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.likelihood;

import org.vaelab.framework.data.Standardization;
import org.vaelab.framework.tensor.Tensor;

/**
 * The densities p(x given z) of data x, by a likelihood of their standardised values y ({@link
 * StandardizedOutput}).
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares likelihoods.
public record StandardizedLikelihood(Likelihood likelihood, double[] logDeviation)
        implements WrappedLikelihood {

    /** Creates the likelihood of x. */
    public StandardizedLikelihood(Likelihood likelihood, Standardization standardization) {
        this(likelihood, standardization.logDeviation());
    }

    @Override
    public OutputDistribution of(Tensor headOutput) {
        return new StandardizedOutput(likelihood.of(headOutput), logDeviation);
    }
}
