// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.latent.StudentDensity;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Values with Student's t distributions: {@code log p(x given z) = sum_d [log t((x_d - mu_d) / s_d)
 * - log s_d]}, t of nu degrees of freedom ({@link StudentDensity}). Values far from mu cost much
 * less than under a Normal, so that few outliers do not decide the fit. It tends to {@link
 * Gaussian} as nu grows.
 *
 * <p>Location and scale are those of {@link Gaussian}, with the same keys. A joint distribution has
 * one t of D dimensions for all values of a datum (Kim et al. 2024), which are far out together.
 * Learned degrees of freedom are one number for all data, {@code 1 + softplus(raw)}.
 *
 * @param normal has the location and the scale
 * @param degrees nu, or raw
 */
public record StudentT(Gaussian normal, Parameter degrees, boolean learned, boolean joint)
        implements Likelihood {

    @Cites("kim2024")
    @Part(
            value = "student-t",
            description = "a density of real values with heavy tails, with scales as gaussian has",
            paper = "Kim et al. (2024)")
    public record Settings(
            @Setting(
                            value =
                                    "where the scale comes from: fixed, shared, per-value (learned, the"
                                            + " same for all data) or per-pixel (the decoder)",
                            defaultValue = "shared")
                    Gaussian.ScaleChoice scale,
            @Setting(
                            value = "the fixed scale, or where a learned one starts, above 0",
                            defaultValue = "0.2")
                    double value,
            @Setting(value = "what a learned scale stays above, above 0", defaultValue = "0.001")
                    double least,
            @Setting(
                            value =
                                    "the degrees of freedom, at least 1, or where learned ones start",
                            defaultValue = "5")
                    double degrees,
            @Setting(value = "whether the degrees of freedom are learned", defaultValue = "false")
                    boolean learned,
            @Setting(
                            value =
                                    "whether all values of an example are far out together; otherwise they"
                                            + " are independent",
                            defaultValue = "false")
                    boolean joint)
            implements LikelihoodPart {

        public Settings {
            ofScale(scale, value, least);
            StudentDensity.requireDegrees(degrees, learned, StudentDensity.LEAST_LEARNED);
        }

        private static Gaussian.Settings ofScale(
                Gaussian.ScaleChoice scale, double value, double least) {
            return new Gaussian.Settings(scale, value, least);
        }

        @Override
        public Likelihood create(PartContext context) {
            return new StudentT(
                    (Gaussian) ofScale(scale, value, least).create(context),
                    StudentDensity.parameter(context.runtime(), degrees, learned),
                    learned,
                    joint);
        }
    }

    @Override
    public Set<ValueDomain> domains() {
        return normal.domains();
    }

    @Override
    public Head head(DataShape x) {
        return normal.head(x);
    }

    @Override
    public StudentT asGiven() {
        return new StudentT(normal.asGiven(), degrees, learned, joint);
    }

    @Override
    public List<HeadForm> forms(DataShape x) {
        return normal.forms(x);
    }

    @Override
    public void startAt(double[] mean, Decoder decoder) {
        normal.startAt(mean, decoder);
    }

    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>(normal.parameters());
        if (learned) {
            all.add(degrees);
        }
        return all;
    }

    @Override
    public OutputDistribution of(Tensor headOutput) {
        Map<String, Tensor> numbers = normal.of(headOutput).numbers();
        return new Values(
                Objects.requireNonNull(numbers.get("mean")),
                Objects.requireNonNull(numbers.get("logScale")),
                StudentDensity.degrees(degrees, learned),
                joint);
    }

    /** The log-scale broadcasts to the location; the degrees of freedom are a scalar. */
    private record Values(Tensor location, Tensor logScale, Tensor degrees, boolean joint)
            implements OutputDistribution {

        private int size() {
            return location.shape().extent(-1);
        }

        private Tensor standardized(Tensor x) {
            return x.sub(location).mul(logScale.neg().exp());
        }

        @Override
        public Tensor logProbability(Tensor x) {
            Tensor squares = standardized(x).square();
            // One scale may be that of all values.
            Tensor scales = logScale.sum(-1).mul((double) size() / logScale.shape().extent(-1));
            return joint
                    ? StudentDensity.of(squares.sum(-1), degrees, size()).sub(scales)
                    : StudentDensity.of(squares, degrees, 1).sum(-1).sub(scales);
        }

        @Override
        public Optional<Tensor> byValue(Tensor x) {
            return joint
                    ? Optional.empty()
                    : Optional.of(
                            StudentDensity.of(standardized(x).square(), degrees, 1).sub(logScale));
        }

        /** Empty for one degree of freedom: the mean of a Cauchy distribution does not exist. */
        @Override
        public Optional<Tensor> mean() {
            return degrees.readScalar() > 1 ? Optional.of(location) : Optional.empty();
        }

        /** The location, which is the most probable value. */
        @Override
        public Optional<Tensor> prediction() {
            return Optional.of(location);
        }

        @Override
        public Tensor sample(RandomKey key) {
            Shape shape = location.shape();
            Shape scales = joint ? shape.range(0, -1).append(1) : shape;
            Tensor noise =
                    location.runtime().normal(key.split("normal"), shape).cast(location.dtype());
            return noise.mul(StudentDensity.scales(key.split("gamma"), degrees, scales))
                    .mul(logScale.exp())
                    .add(location);
        }

        @Override
        public Map<String, Tensor> numbers() {
            Map<String, Tensor> numbers = new LinkedHashMap<>();
            numbers.put("location", location);
            numbers.put("logScale", logScale);
            numbers.put("degrees", degrees);
            return numbers;
        }

        @Override
        public Map<String, Tensor> numbersOf(Tensor offset, Tensor scale) {
            return new Values(
                            location.mul(scale).add(offset),
                            logScale.add(scale.log()),
                            degrees,
                            joint)
                    .numbers();
        }

        @Override
        public String howToDraw() {
            return StudentDensity.howToDraw(joint);
        }
    }
}
