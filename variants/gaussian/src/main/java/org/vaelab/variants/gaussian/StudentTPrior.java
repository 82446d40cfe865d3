// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.StudentDensity;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Student's t distribution on R^d with location 0, scale 1 and fixed or learned degrees of freedom,
 * joint or by coordinate as {@link StudentTDistribution}. Learned ones are {@code 1 +
 * softplus(raw)}.
 *
 * @param nu the degrees of freedom, or raw
 */
public record StudentTPrior(Euclidean space, Parameter nu, boolean learned, boolean joint)
        implements Prior {

    /** The keys of a config. */
    @Cites("kim2024")
    @Part(
            value = "student-t",
            description =
                    "Student's t distribution on R^d, with fixed or learned degrees of freedom",
            paper = "Kim et al. (2024)")
    public record Settings(
            @Setting(
                            value =
                                    "the degrees of freedom, at least 1, or where learned ones start",
                            defaultValue = "5")
                    double degrees,
            @Setting(value = "whether the degrees of freedom are learned", defaultValue = "false")
                    boolean learned,
            @Setting(
                            value =
                                    "whether all coordinates are far out together; otherwise they are"
                                            + " independent",
                            defaultValue = "true")
                    boolean joint)
            implements PriorPart {

        public Settings {
            StudentDensity.requireDegrees(degrees, learned, StudentDensity.LEAST_LEARNED);
        }

        @Override
        public Prior create(PriorContext context) {
            return new StudentTPrior(
                    context.space(Euclidean.class, "prior student-t"),
                    StudentDensity.parameter(context.runtime(), degrees, learned),
                    learned,
                    joint);
        }
    }

    /** Returns the degrees of freedom, a scalar. */
    private Tensor degrees() {
        return StudentDensity.degrees(nu, learned);
    }

    @Override
    public Optional<Tensor> symmetricAbout() {
        return Optional.of(nu.value().runtime().zeros(space.eventShape()));
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return joint
                ? StudentDensity.of(z.square().sum(-1), degrees(), space.dimension())
                : units(z).sum(-1);
    }

    private Tensor units(Tensor z) {
        return StudentDensity.of(z.square(), degrees(), 1);
    }

    @Override
    public Optional<UnaryOperator<Tensor>> byUnit() {
        return joint ? Optional.empty() : Optional.of(this::units);
    }

    @Override
    public Tensor sample(RandomKey key, int n) {
        Shape shape = Shape.of(n, space.dimension());
        Tensor noise = nu.value().runtime().normal(key.split("normal"), shape);
        Shape scales = joint ? Shape.of(n, 1) : shape;
        return noise.mul(StudentDensity.scales(key.split("gamma"), degrees(), scales));
    }

    @Override
    public double tailIndex() {
        return degrees().readScalar();
    }

    @Override
    public List<Parameter> parameters() {
        return learned ? List.of(nu) : List.of();
    }
}
