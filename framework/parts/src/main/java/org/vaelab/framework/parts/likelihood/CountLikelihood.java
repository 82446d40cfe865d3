// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.network.SoftBounds;
import org.vaelab.framework.plugin.LikelihoodPart;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * Independent counts: Poisson or negative binomial, with or without extra zeros (Lopez et al. 2018, scVI;
 * Eraslan et al. 2019, DCA). The decoder gives log m of each value, m the mean without extra zeros.
 *
 * <p>The negative binomial has the variance m + m^2 / t. The inverse dispersion t is learned for each
 * value, the same for all data, or comes from the decoder. An extra zero has the probability
 * sigmoid(l), l from the decoder. Formulas and precision: {@link CountDensities}.
 *
 * <p>log m is softly bounded to (-26, 18) and log t to (-16, 21), so that float32 is enough.
 *
 * @param dispersion of a negative binomial; null for Poisson
 * @param extraZeros whether there are extra zeros
 */
public record CountLikelihood(@Nullable Dispersion dispersion, boolean extraZeros)
        implements Likelihood {

    static final double LEAST_LOG_MEAN = -25;
    static final double GREATEST_LOG_MEAN = 17;
    static final double LEAST_LOG_DISPERSION = -15;
    static final double GREATEST_LOG_DISPERSION = 20;

    /** Where a decoder's logit of an extra zero starts: a probability of 0.12. */
    private static final double START_OF_ZERO_LOGIT = -2;

    /** The least mean from which a decoder starts. */
    private static final double LEAST_START = 1e-4;

    /** The source of the inverse dispersion t. */
    public enum DispersionChoice {
        /** One learned number for each value, shared by all data. */
        @JsonProperty("shared")
        SHARED,
        /** The decoder, for each value of each datum. */
        @JsonProperty("decoder")
        DECODER
    }

    /** The source of log t. */
    sealed interface Dispersion {}

    /**
     * Learned for each value.
     *
     * @param raw before the soft bounds, [D]
     */
    record Shared(Parameter raw) implements Dispersion {}

    /** An output of the decoder. */
    record OfDecoder() implements Dispersion {}

    /** The settings of {@code poisson}. */
    @Cites("zhao2020")
    @Part(
            value = "poisson",
            description = "independent Poisson counts",
            paper = "Zhao et al. (2020)")
    public record Poisson() implements LikelihoodPart {

        @Override
        public Likelihood create(PartContext context) {
            return new CountLikelihood(null, false);
        }
    }

    /** The settings of {@code zero-inflated-poisson}. */
    @Cites("lambert1992")
    @Part(
            value = "zero-inflated-poisson",
            description = "independent Poisson counts with extra zeros",
            paper = "Lambert (1992)")
    public record ZeroInflatedPoisson() implements LikelihoodPart {

        @Override
        public Likelihood create(PartContext context) {
            return new CountLikelihood(null, true);
        }
    }

    /** The settings of {@code negative-binomial}. */
    @Cites("lopez2018")
    @Part(
            value = "negative-binomial",
            description = "independent counts that vary more than Poisson ones",
            paper = "Lopez et al. (2018)")
    public record NegativeBinomial(
            @Setting(value = DISPERSION, defaultValue = "shared") DispersionChoice dispersion)
            implements LikelihoodPart {

        static final String DISPERSION =
                "where the inverse dispersion comes from: shared (one learned number for each value)"
                        + " or decoder";

        @Override
        public Likelihood create(PartContext context) {
            return new CountLikelihood(
                    CountLikelihood.dispersion(
                            dispersion, context.runtime(), context.shape().size()),
                    false);
        }
    }

    /** The settings of {@code zero-inflated-negative-binomial}. */
    @Cites({"lopez2018", "eraslan2019"})
    @Part(
            value = "zero-inflated-negative-binomial",
            description = "independent counts that vary more than Poisson ones, with extra zeros",
            paper = "Lopez et al. (2018), Eraslan et al. (2019)")
    public record ZeroInflatedNegativeBinomial(
            @Setting(value = NegativeBinomial.DISPERSION, defaultValue = "shared")
                    DispersionChoice dispersion)
            implements LikelihoodPart {

        @Override
        public Likelihood create(PartContext context) {
            return new CountLikelihood(
                    CountLikelihood.dispersion(
                            dispersion, context.runtime(), context.shape().size()),
                    true);
        }
    }

    /** Returns log t = 0 of each value, or that of the decoder. */
    static Dispersion dispersion(DispersionChoice choice, TensorRuntime runtime, int width) {
        return choice == DispersionChoice.DECODER
                ? new OfDecoder()
                : new Shared(Parameter.learned("logDispersion", runtime.zeros(Shape.of(width))));
    }

    @Override
    public Set<ValueDomain> domains() {
        return Set.of(ValueDomain.COUNTS);
    }

    @Override
    public Head head(DataShape x) {
        List<Head.Output> outputs = new ArrayList<>(List.of(Head.real("logMean", x.size())));
        if (dispersion instanceof OfDecoder) {
            outputs.add(Head.real("logDispersion", x.size()));
        }
        if (extraZeros) {
            outputs.add(Head.real("zeroLogits", x.size()));
        }
        return Head.of(outputs.toArray(Head.Output[]::new));
    }

    /** Returns the head's parameters, whose logarithms have limits. */
    @Override
    public List<HeadForm> forms(DataShape x) {
        return List.of(
                HeadForm.of(head(x))
                        .within("logMean", LEAST_LOG_MEAN, GREATEST_LOG_MEAN)
                        .within("logDispersion", LEAST_LOG_DISPERSION, GREATEST_LOG_DISPERSION));
    }

    private int outputs() {
        return 1 + (dispersion instanceof OfDecoder ? 1 : 0) + (extraZeros ? 1 : 0);
    }

    @Override
    public OutputDistribution of(Tensor headOutput) {
        int all = headOutput.shape().extent(-1);
        int size = all / outputs();
        Tensor logMean =
                SoftBounds.of(headOutput.slice(-1, 0, size), LEAST_LOG_MEAN, GREATEST_LOG_MEAN);
        return new CountValues(
                logMean,
                logDispersion(headOutput, size),
                extraZeros ? Optional.of(headOutput.slice(-1, all - size, all)) : Optional.empty());
    }

    private Optional<Tensor> logDispersion(Tensor headOutput, int size) {
        if (dispersion == null) {
            return Optional.empty();
        }
        Tensor raw =
                dispersion instanceof Shared learned
                        ? learned.raw().value()
                        : headOutput.slice(-1, size, 2 * size);
        return Optional.of(SoftBounds.of(raw, LEAST_LOG_DISPERSION, GREATEST_LOG_DISPERSION));
    }

    /** {@inheritDoc} An inverse dispersion starts from 1, an extra zero from the probability 0.12. */
    @Override
    public void startAt(double[] mean, Decoder decoder) {
        decoder.startAt(mean, this::headOutputForMean);
    }

    private double[] headOutputForMean(double[] mean) {
        double share = extraZeros ? 1 / (1 + Math.exp(START_OF_ZERO_LOGIT)) : 1;
        double[] start = Arrays.copyOf(mean, mean.length * outputs());
        for (int i = 0; i < mean.length; i++) {
            start[i] = Math.log(Math.max(mean[i], LEAST_START) / share);
        }
        if (extraZeros) {
            Arrays.fill(start, start.length - mean.length, start.length, START_OF_ZERO_LOGIT);
        }
        return start;
    }

    @Override
    public List<Parameter> parameters() {
        return dispersion instanceof Shared learned ? List.of(learned.raw()) : List.of();
    }
}
