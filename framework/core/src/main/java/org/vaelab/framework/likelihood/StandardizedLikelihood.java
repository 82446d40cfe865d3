// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.likelihood;

import java.util.List;
import java.util.Set;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Standardization;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.tensor.Tensor;

/**
 * The densities p(x given z) of data x, by a likelihood of their standardised values y ({@link
 * StandardizedOutput}).
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares likelihoods.
public record StandardizedLikelihood(Likelihood likelihood, double[] logDeviation)
        implements Likelihood {

    /** Creates the likelihood of x. */
    public StandardizedLikelihood(Likelihood likelihood, Standardization standardization) {
        this(likelihood, standardization.logDeviation());
    }

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
        return new StandardizedOutput(likelihood.of(headOutput), logDeviation);
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
