// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Independent Normal values: {@code log p(x given z) = -1/2 sum_d [ ((x_d - mu_d) / sigma_d)^2 + 2
 * log sigma_d + log 2 pi ]}. Here sigma is fixed, one learned parameter, one for each value, or an
 * output of the decoder for each value.
 *
 * <p>A learned scale stays above a least one by {@code log sigma = m + softplus(l - m)}, m = log of
 * the least scale (Rybkin et al. 2021, section 4.3). The map is smooth, with a gradient on both
 * sides. Without it log p(x) has no upper bound on data that repeat exactly, as grey levels do.
 *
 * <p>It is a density on R, so log p(x) may exceed 0 and depends on the scaling of the data. Grey
 * levels and values in the unit interval use the same density, with mass outside of [0, 1]. It
 * bounds no probability and gives no bits per level. Binary data are rejected.
 */
public record Gaussian(Scale scale) implements Likelihood {

    public enum ScaleChoice {
        /** The setting {@code value}. */
        @JsonProperty("fixed")
        FIXED,
        @JsonProperty("shared")
        SHARED,
        /** One for each value, learned, the same for all data. */
        @JsonProperty("per-value")
        PER_VALUE,
        /** The decoder, for each value. */
        @JsonProperty("per-pixel")
        PER_PIXEL
    }

    @Part(
            value = "gaussian",
            description =
                    "a density of real values, with a fixed, shared, per-value or per-pixel scale")
    public record Settings(
            @Setting(
                            value =
                                    "where the standard deviation comes from: fixed, shared, per-value"
                                            + " (learned, the same for all data) or per-pixel (the decoder)",
                            defaultValue = "shared")
                    ScaleChoice scale,
            @Setting(
                            value = "the fixed scale, or where a learned one starts, above 0",
                            defaultValue = "0.2")
                    double value,
            @Setting(value = "what a learned scale stays above, above 0", defaultValue = "0.001")
                    double least)
            implements LikelihoodPart {

        public Settings {
            Counts.positive("value", value);
            Counts.positive("least", least);
            if (scale != ScaleChoice.FIXED && !(value > least)) {
                throw new SettingException(
                        "value", "must be above least, " + least + ", is " + value);
            }
        }

        @Override
        public Likelihood create(PartContext context) {
            return switch (scale) {
                case FIXED -> new Gaussian(new Fixed(value));
                case SHARED -> shared(context.runtime(), value, least);
                case PER_VALUE -> perValue(context.runtime(), context.shape().size(), value, least);
                case PER_PIXEL -> new Gaussian(new PerPixel(value, least));
            };
        }
    }

    /** Raw log-scales of a decoder beyond these are bounded: draws stay finite. */
    private static final double LEAST_RAW = -100;

    private static final double GREATEST_RAW = 40;

    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    /** The source of the standard deviations. */
    public sealed interface Scale {}

    /**
     * One that does not change.
     *
     * @param sigma above 0
     */
    public record Fixed(double sigma) implements Scale {

        public Fixed {
            Counts.positive("scale", sigma);
        }
    }

    /**
     * One for all values, or one for each, learned.
     *
     * @param raw l, of shape [1] or [D]
     * @param least the scale that is never reached
     */
    public record Shared(Parameter raw, double least) implements Scale {

        public Shared {
            Counts.positive("least scale", least);
        }
    }

    /**
     * One for each value, from the decoder.
     *
     * @param initial where the decoder's bias starts, above {@code least}
     * @param least the scale that is never reached
     */
    public record PerPixel(double initial, double least) implements Scale {

        public PerPixel {
            requireStart(initial, least);
        }
    }

    /** One for each value, from a decoder that was trained elsewhere: no scale is too small. */
    public record Given() implements Scale {}

    /** Returns the family with one learned scale, which starts from a value. */
    public static Gaussian shared(TensorRuntime runtime, double initial, double least) {
        return perValue(runtime, 1, initial, least);
    }

    /** Returns the family with a learned scale for each value, which starts from a value. */
    static Gaussian perValue(TensorRuntime runtime, int width, double initial, double least) {
        requireStart(initial, least);
        Tensor raw = runtime.full(rawLogScale(initial, least), Shape.of(width));
        return new Gaussian(new Shared(Parameter.learned("logScale", raw), least));
    }

    private static void requireStart(double initial, double least) {
        Counts.positive("least scale", least);
        Counts.positive("initial scale", initial);
        if (!(initial > least)) {
            throw new IllegalArgumentException(
                    "initial scale must be above the least scale " + least + ", is " + initial);
        }
    }

    /** Returns l such that m + softplus(l - m) is the logarithm of the scale. */
    private static double rawLogScale(double scale, double least) {
        double above = Math.log(scale / least);
        return Math.log(least) + above + Math.log(-Math.expm1(-above));
    }

    private static Tensor above(Tensor raw, double least) {
        double logLeast = Math.log(least);
        return raw.sub(logLeast).softplus().add(logLeast);
    }

    @Override
    public Set<ValueDomain> domains() {
        return Set.of(ValueDomain.REAL, ValueDomain.UNIT_INTERVAL, ValueDomain.GREY_LEVELS);
    }

    @Override
    public Head head(DataShape x) {
        Head.Output mean = Head.real("mean", x.size());
        return scale instanceof PerPixel || scale instanceof Given
                ? Head.of(mean, Head.real("logScale", x.size()))
                : Head.of(mean);
    }

    @Override
    public Gaussian asGiven() {
        return scale instanceof PerPixel ? new Gaussian(new Given()) : this;
    }

    /**
     * Returns the mean; with a scale of the decoder's, also its logarithm, or that of the variance.
     */
    @Override
    public List<HeadForm> forms(DataShape x) {
        return scale instanceof Given
                ? List.of(
                        form(x, "logScale", HeadForm.Unit.LOG_SCALE, 1),
                        form(x, "logVariance", HeadForm.Unit.LOG_VARIANCE, 0.5))
                : List.of(new HeadForm(List.of(mean(x)), HeadForm::joined));
    }

    private static HeadForm.Parameter mean(DataShape x) {
        return HeadForm.Parameter.real("mean", x.size()).in(HeadForm.Unit.VALUE);
    }

    private static HeadForm form(DataShape x, String name, HeadForm.Unit unit, double factor) {
        return new HeadForm(
                List.of(mean(x), HeadForm.Parameter.real(name, x.size()).in(unit)),
                given -> HeadForm.joined(List.of(given.get(0), given.get(1).mul(factor))));
    }

    @Override
    public OutputDistribution of(Tensor headOutput) {
        if (!(scale instanceof PerPixel || scale instanceof Given)) {
            return new Values(headOutput, commonLogScale(headOutput));
        }
        int size = headOutput.shape().extent(-1) / 2;
        Tensor raw = headOutput.slice(-1, size, 2 * size);
        return new Values(
                headOutput.slice(-1, 0, size),
                scale instanceof PerPixel own
                        ? above(SoftBounds.of(raw, LEAST_RAW, GREATEST_RAW), own.least())
                        : raw);
    }

    private Tensor commonLogScale(Tensor headOutput) {
        if (scale instanceof Shared learned) {
            return above(learned.raw().value(), learned.least());
        }
        double sigma = ((Fixed) scale).sigma();
        return headOutput.runtime().full(Math.log(sigma), Shape.of(1)).cast(headOutput.dtype());
    }

    @Override
    public void startAt(double[] mean, Decoder decoder) {
        decoder.startAt(mean, this::headOutputForMean);
    }

    private double[] headOutputForMean(double[] mean) {
        if (!(scale instanceof PerPixel own)) {
            return mean.clone();
        }
        double[] start = Arrays.copyOf(mean, 2 * mean.length);
        Arrays.fill(start, mean.length, start.length, rawLogScale(own.initial(), own.least()));
        return start;
    }

    @Override
    public List<Parameter> parameters() {
        return scale instanceof Shared learned ? List.of(learned.raw()) : List.of();
    }

    /** The log-scale broadcasts to the location. */
    private record Values(Tensor location, Tensor logScale) implements OutputDistribution {

        @Override
        public Map<String, Tensor> numbers() {
            Map<String, Tensor> numbers = new LinkedHashMap<>();
            numbers.put("mean", location);
            numbers.put("logScale", logScale);
            return numbers;
        }

        @Override
        public Map<String, Tensor> numbersOf(Tensor offset, Tensor scale) {
            return new Values(location.mul(scale).add(offset), logScale.add(scale.log())).numbers();
        }

        @Override
        public String howToDraw() {
            return "independent Normals, `mean + exp(logScale) * noise` with standard Normal noise";
        }

        @Override
        public Tensor logProbability(Tensor x) {
            int size = location.shape().extent(-1);
            double constant = HALF_LOG_TWO_PI * size;
            Tensor deviation = x.sub(location);
            if (logScale.shape().size() == 1) {
                // A factor of all squares goes before their sum.
                Tensor precision = logScale.mul(-2).exp();
                return deviation
                        .square()
                        .sum(-1)
                        .mul(precision.mul(-0.5))
                        .sub(logScale.mul(size).add(constant));
            }
            Tensor standardized = deviation.mul(logScale.neg().exp());
            return standardized.square().mul(-0.5).sub(logScale).sum(-1).sub(constant);
        }

        @Override
        public Optional<Tensor> byValue(Tensor x) {
            Tensor standardized = x.sub(location).mul(logScale.neg().exp());
            return Optional.of(standardized.square().mul(-0.5).sub(logScale).sub(HALF_LOG_TWO_PI));
        }

        @Override
        public Optional<Tensor> mean() {
            return Optional.of(location);
        }

        @Override
        public Optional<Tensor> deviations() {
            return Optional.of(logScale.exp());
        }

        @Override
        public Tensor sample(RandomKey key) {
            Tensor noise = location.runtime().normal(key, location.shape()).cast(location.dtype());
            return noise.mul(logScale.exp()).add(location);
        }
    }
}
