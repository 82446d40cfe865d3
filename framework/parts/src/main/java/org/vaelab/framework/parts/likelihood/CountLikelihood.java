// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.network.SoftBounds;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Independent counts: Poisson or negative binomial, with or without extra zeros (Lopez et al. 2018,
 * scVI; Eraslan et al. 2019, DCA). The decoder gives log m of each value, m the mean without extra
 * zeros.
 *
 * <p>The negative binomial has the variance m + m^2 / t. The inverse dispersion t is learned for
 * each value, the same for all data, or comes from the decoder. An extra zero has the probability
 * sigmoid(l), l from the decoder. Formulas and precision: {@link CountDensities}.
 *
 * <p>With an exposure n, the mean is n m: the decoder gives a rate, and z need not say how large n
 * is. Rates of the total are shares without extra zeros, a softmax of its outputs (Lopez et al.
 * 2018). log p(x) is given n, and does not compare with log p(x). An n of 0 counts as 1e-20.
 *
 * <p>With the total n, the values are not normalised over the x of that total, N being the sum of
 * the counts:
 *
 * <pre>
 *   sum over x of total n of p(x given z, n) = P(N = n given z, n) &lt; 1
 * </pre>
 *
 * <p>Of Poisson counts whose rates are shares it is the probability of n under Poisson(n), about (2
 * pi n)^-1/2, and p(x given z, n) over it is multinomial. Of other counts it is smaller, depends on
 * z, and has no closed form. So values of different families do not compare; each is below the
 * normalised log p(x given z, n).
 *
 * <p>log m is softly bounded to (-81, 18) and log t to (-16, 21), so that float32 is enough.
 *
 * @param dispersion of a negative binomial; null for Poisson
 * @param shared a tenth of log t before the soft bounds, [D]; empty where it is not learned for
 *     each value
 * @param extraZeros whether there are extra zeros
 * @param counted the exposure, if there is one
 * @param isGiven whether the decoder was trained elsewhere: then nothing is bounded, and densities
 *     are computed in float64
 */
public record CountLikelihood(
        @Nullable DispersionChoice dispersion,
        Optional<Parameter> shared,
        boolean extraZeros,
        Optional<Exposure> counted,
        boolean isGiven)
        implements Likelihood {

    static final double LEAST_LOG_MEAN = -80;
    static final double GREATEST_LOG_MEAN = 17;
    static final double LEAST_LOG_DISPERSION = -15;
    static final double GREATEST_LOG_DISPERSION = 20;

    /** Where a decoder's logit of an extra zero starts: a probability of 0.12. */
    private static final double START_OF_ZERO_LOGIT = -2;

    /** The least mean from which a decoder starts. */
    private static final double LEAST_START = 1e-4;

    /**
     * An optimiser moves a parameter by about its learning rate in a step, and log t is as far from
     * its start as the sum of many weights: unscaled, 3,000 Poisson counts of 40 values ended 16
     * nats lower after 400 steps.
     */
    private static final double SCALE = 10;

    /** The source of the inverse dispersion t. */
    public enum DispersionChoice {
        /** One learned number for each value, shared by all data. */
        @JsonProperty("shared")
        SHARED,
        /** The decoder, for each value of each datum. */
        @JsonProperty("decoder")
        DECODER
    }

    /** The settings of {@code poisson}. */
    @Cites("zhao2020")
    @Called("Poisson")
    @Part(
            value = "poisson",
            description = "independent Poisson counts",
            paper = "Zhao et al. (2020)")
    public record Poisson(
            @Setting(value = Exposure.SETTING, defaultValue = Exposure.NONE) String exposure)
            implements LikelihoodPart {

        @Override
        public Likelihood create(PartContext context) {
            return of(null, false, exposure, context);
        }
    }

    /** The settings of {@code zero-inflated-poisson}. */
    @Cites("lambert1992")
    @Called("zero inflated Poisson")
    @Part(
            value = "zero-inflated-poisson",
            description = "independent Poisson counts with extra zeros",
            paper = "Lambert (1992)")
    public record ZeroInflatedPoisson(
            @Setting(value = Exposure.SETTING, defaultValue = Exposure.NONE) String exposure)
            implements LikelihoodPart {

        @Override
        public Likelihood create(PartContext context) {
            return of(null, true, exposure, context);
        }
    }

    /** The settings of {@code negative-binomial}. */
    @Cites("lopez2018")
    @Part(
            value = "negative-binomial",
            description = "independent counts that vary more than Poisson ones",
            paper = "Lopez et al. (2018)")
    public record NegativeBinomial(
            @Setting(value = DISPERSION, defaultValue = "shared") DispersionChoice dispersion,
            @Setting(value = Exposure.SETTING, defaultValue = Exposure.NONE) String exposure)
            implements LikelihoodPart {

        static final String DISPERSION =
                "where the inverse dispersion comes from: shared (one learned number for each value)"
                        + " or decoder";

        @Override
        public Likelihood create(PartContext context) {
            return of(dispersion, false, exposure, context);
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
                    DispersionChoice dispersion,
            @Setting(value = Exposure.SETTING, defaultValue = Exposure.NONE) String exposure)
            implements LikelihoodPart {

        @Override
        public Likelihood create(PartContext context) {
            return of(dispersion, true, exposure, context);
        }
    }

    private static CountLikelihood of(
            @Nullable DispersionChoice dispersion,
            boolean extraZeros,
            String exposure,
            PartContext context) {
        CountLikelihood all = of(dispersion, extraZeros, context.runtime(), context.shape().size());
        return new CountLikelihood(
                dispersion, all.shared, extraZeros, Exposure.named(exposure, context), false);
    }

    /**
     * Returns the likelihood of so many values, without an exposure; what is learned for each
     * starts from log t = 0.
     */
    static CountLikelihood of(
            @Nullable DispersionChoice dispersion,
            boolean extraZeros,
            TensorRuntime runtime,
            int width) {
        Optional<Parameter> shared =
                Optional.ofNullable(dispersion)
                        .filter(choice -> choice == DispersionChoice.SHARED)
                        .map(
                                c ->
                                        Parameter.learned(
                                                "tenthOfLogDispersion",
                                                runtime.zeros(Shape.of(width))));
        return new CountLikelihood(dispersion, shared, extraZeros, Optional.empty(), false);
    }

    private boolean isOfDecoder() {
        return dispersion == DispersionChoice.DECODER;
    }

    @Override
    public Set<ValueDomain> domains() {
        return Set.of(ValueDomain.COUNTS);
    }

    @Override
    public Head head(DataShape x) {
        List<Head.Output> outputs =
                new ArrayList<>(List.of(Head.real(sharesTotal() ? "logits" : "logMean", x.size())));
        if (isOfDecoder()) {
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
        HeadForm form = HeadForm.of(head(x));
        return List.of(
                isGiven
                        ? form
                        : form.within("logMean", LEAST_LOG_MEAN, GREATEST_LOG_MEAN)
                                .within(
                                        "logDispersion",
                                        LEAST_LOG_DISPERSION,
                                        GREATEST_LOG_DISPERSION));
    }

    @Override
    public CountLikelihood asGiven() {
        return new CountLikelihood(dispersion, shared, extraZeros, counted, true);
    }

    private boolean sharesTotal() {
        return !extraZeros && counted.filter(Exposure::isTotal).isPresent();
    }

    private int outputs() {
        return 1 + (isOfDecoder() ? 1 : 0) + (extraZeros ? 1 : 0);
    }

    @Override
    public List<String> unnormalised() {
        String kind =
                (extraZeros ? "zero-inflated " : "")
                        + (dispersion == null ? "Poisson" : "negative binomial");
        return counted.filter(Exposure::isTotal).stream()
                .map(total -> "not normalised over " + kind + " counts of that total")
                .toList();
    }

    @Override
    public Optional<String> exposure() {
        return counted.map(Exposure::name);
    }

    @Override
    public OutputDistribution of(Tensor rate) {
        return ofRate(rate);
    }

    private CountValues ofRate(Tensor rate) {
        Tensor headOutput = isGiven ? rate.cast(DType.FLOAT64) : rate;
        int all = headOutput.shape().extent(-1);
        int size = all / outputs();
        Tensor first = headOutput.slice(-1, 0, size);
        return new CountValues(
                sharesTotal()
                        ? first.logSoftmax(-1)
                        : bounded(first, LEAST_LOG_MEAN, GREATEST_LOG_MEAN),
                logDispersion(headOutput, size),
                extraZeros ? Optional.of(headOutput.slice(-1, all - size, all)) : Optional.empty());
    }

    @Override
    public OutputDistribution of(Tensor rate, Map<String, Tensor> given) {
        CountValues each = ofRate(rate);
        return counted.<OutputDistribution>map(
                        n -> each.times(Objects.requireNonNull(given.get(n.name()), n.name())))
                .orElse(each);
    }

    private Optional<Tensor> logDispersion(Tensor headOutput, int size) {
        if (dispersion == null) {
            return Optional.empty();
        }
        Tensor raw =
                shared.map(of -> of.value().mul(SCALE))
                        .orElseGet(() -> headOutput.slice(-1, size, 2 * size));
        return Optional.of(bounded(raw, LEAST_LOG_DISPERSION, GREATEST_LOG_DISPERSION));
    }

    private Tensor bounded(Tensor raw, double least, double greatest) {
        return isGiven ? raw : SoftBounds.of(raw, least, greatest);
    }

    /**
     * {@inheritDoc} An inverse dispersion starts from 1, an extra zero from the probability 0.12.
     */
    @Override
    public void startAt(double[] mean, Decoder decoder) {
        decoder.startAt(mean, this::headOutputForMean);
    }

    private double[] headOutputForMean(double[] mean) {
        double share = extraZeros ? 1 / (1 + Math.exp(START_OF_ZERO_LOGIT)) : 1;
        double usual = counted.map(n -> n.usual(mean)).orElse(1.0);
        double[] start = Arrays.copyOf(mean, mean.length * outputs());
        for (int i = 0; i < mean.length; i++) {
            start[i] = Math.log(Math.max(mean[i], LEAST_START) / share / usual);
        }
        if (extraZeros) {
            Arrays.fill(start, start.length - mean.length, start.length, START_OF_ZERO_LOGIT);
        }
        return start;
    }

    @Override
    public List<Parameter> parameters() {
        return shared.stream().toList();
    }
}
