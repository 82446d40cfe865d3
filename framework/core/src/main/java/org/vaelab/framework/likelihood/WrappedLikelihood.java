// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.likelihood;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.Likelihood.DecoderNetworks;
import org.vaelab.framework.likelihood.OutputDistribution.ObservedOutput;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.tensor.Tensor;

/**
 * A likelihood that changes the densities of another one, and nothing else.
 *
 * @param likelihood whose densities are changed
 * @param change from its densities
 */
public record WrappedLikelihood(Likelihood likelihood, UnaryOperator<OutputDistribution> change)
        implements Likelihood {

    /**
     * Returns the densities p(x given z) of data x, by a likelihood of their standardised values y
     * ({@link StandardizedOutput}).
     *
     * @param logDeviation log s_d
     */
    public static Likelihood ofStandardized(Likelihood likelihood, double[] logDeviation) {
        return new WrappedLikelihood(
                likelihood, y -> new StandardizedOutput(y, logDeviation, false));
    }

    /**
     * Returns the densities p(x given z) of data with missing values, by a likelihood whose values
     * are independent given z ({@link ObservedOutput}).
     */
    public static Likelihood ofObserved(Likelihood likelihood) {
        return new WrappedLikelihood(likelihood, ObservedOutput::new);
    }

    @Override
    public OutputDistribution of(Tensor headOutput) {
        return change.apply(likelihood.of(headOutput));
    }

    @Override
    public OutputDistribution of(Tensor headOutput, Map<String, Tensor> given) {
        return change.apply(likelihood.of(headOutput, given));
    }

    @Override
    public List<String> unnormalised() {
        return likelihood.unnormalised();
    }

    @Override
    public Optional<String> exposure() {
        return likelihood.exposure();
    }

    @Override
    public Set<ValueDomain> domains() {
        return likelihood.domains();
    }

    @Override
    public DataMeasure measure(DataShape x) {
        return likelihood.measure(x);
    }

    @Override
    public List<String> given() {
        return likelihood.given();
    }

    @Override
    public Head head(DataShape x) {
        return likelihood.head(x);
    }

    @Override
    public boolean takesMissingValues() {
        return likelihood.takesMissingValues();
    }

    @Override
    public Decoder decoder(DecoderNetworks networks) {
        return likelihood.decoder(networks);
    }

    @Override
    public long heldPerRow(DataShape x) {
        return likelihood.heldPerRow(x);
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
