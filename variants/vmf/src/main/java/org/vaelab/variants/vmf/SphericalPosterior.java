// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.special.ModifiedBessel;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.autodiff.Elementwise;

/** Distributions on S^{d-1}, each around a mean direction mu with a concentration kappa. */
public abstract class SphericalPosterior implements Posterior {

    /** Of the length of a direction in single precision, of any dimension. */
    private static final double ROUNDING = 1e-3;

    private final Sphere space;
    private final Tensor meanDirection;
    private final Tensor concentration;
    private double @Nullable [] kappa;

    SphericalPosterior(Tensor meanDirection, Tensor concentration) {
        if (meanDirection.shape().rank() != 2
                || !meanDirection.shape().range(0, 1).equals(concentration.shape())) {
            throw new IllegalArgumentException(
                    "mean direction %s and concentration %s are not [B, d] and [B]"
                            .formatted(meanDirection.shape(), concentration.shape()));
        }
        this.space = new Sphere(meanDirection.shape().extent(1));
        this.meanDirection = meanDirection;
        this.concentration = concentration;
    }

    /** Returns a head: a vector whose direction is mu, and the concentration over sqrt d. */
    static Head head(Sphere space) {
        return Head.of(
                Head.real("meanDirection", space.ambient()), Head.positive("concentration", 1));
    }

    /** Returns the mean direction, of any length, and the concentration itself. */
    static HeadForm form(Sphere space) {
        return new HeadForm(
                List.of(
                        HeadForm.Parameter.real("meanDirection", space.ambient()),
                        HeadForm.Parameter.nonNegative("concentration", 1)),
                given ->
                        HeadForm.joined(
                                List.of(
                                        MeanDirection.given(given.get(0)),
                                        HeadForm.inverseSoftplus(
                                                given.get(1)
                                                        .mul(1 / Math.sqrt(space.ambient()))))));
    }

    /** Returns the mean direction, of any length, where the concentration is fixed. */
    static HeadForm directionForm(Sphere space) {
        return new HeadForm(
                HeadForm.of(directionHead(space)).numbers(),
                given -> MeanDirection.given(given.get(0)));
    }

    /** Returns a head of mean directions alone, where the concentration is fixed. */
    static Head directionHead(Sphere space) {
        return Head.of(Head.real("meanDirection", space.ambient()));
    }

    /**
     * Returns the distributions for a network's output. The concentration is sqrt d times what the
     * network gives out.
     *
     * <p>For small concentrations the divergence from the uniform distribution is kappa^2 / 2d.
     * With the factor an untrained network starts at about (log 2)^2 / 2 = 0.24 nats on every
     * sphere.
     *
     * @param make from mu and kappa
     */
    static <P> P of(Sphere space, Tensor headOutput, BiFunction<Tensor, Tensor, P> make) {
        List<Tensor> parameters = head(space).split(headOutput);
        Tensor column = parameters.get(1);
        return make.apply(
                MeanDirection.of(parameters.get(0)),
                column.reshape(column.shape().range(0, -1)).mul(Math.sqrt(space.ambient())));
    }

    /**
     * Returns distributions whose parameters a program gives.
     *
     * @throws IllegalArgumentException if a mean direction has another length than 1, or a
     *     concentration is negative or infinite
     */
    static <P> P checked(Tensor mu, Tensor kappa, BiFunction<Tensor, Tensor, P> make) {
        P made = make.apply(mu, kappa);
        double[] lengths = mu.stopGradient().square().sum(-1).sqrt().readDoubles();
        double[] concentrations = kappa.readDoubles();
        for (int i = 0; i < lengths.length; i++) {
            if (!(Math.abs(lengths[i] - 1) < ROUNDING)) {
                throw new IllegalArgumentException(
                        "mean direction %s has length %s, expected 1".formatted(i, lengths[i]));
            }
            if (!(concentrations[i] >= 0 && concentrations[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "concentration %s is %s, expected a finite number of 0 or more"
                                .formatted(i, concentrations[i]));
            }
        }
        return made;
    }

    final Sphere space() {
        return space;
    }

    /** Returns mu, [B, d]. */
    public final Tensor meanDirection() {
        return meanDirection;
    }

    /** Returns kappa, [B]. */
    public final Tensor concentration() {
        return concentration;
    }

    /**
     * The concentrations; NaN outside [0, 1e100]. Read when first asked for: the location needs
     * none.
     */
    final double[] kappa() {
        double[] known = kappa;
        if (known == null) {
            known =
                    Arrays.stream(concentration.readDoubles())
                            .map(SphericalPosterior::inDomain)
                            .toArray();
            kappa = known;
        }
        return known;
    }

    private static double inDomain(double kappa) {
        return kappa >= 0 && kappa <= ModifiedBessel.LARGEST_ARGUMENT ? kappa : Double.NaN;
    }

    /** A function of each kappa with its derivative, [B]. */
    final Tensor ofConcentration(DoubleUnaryOperator value, DoubleUnaryOperator slope) {
        return Elementwise.of(
                concentration,
                Arrays.stream(kappa()).map(value).toArray(),
                () -> Arrays.stream(kappa()).map(slope).toArray());
    }

    /** Returns the mean resultant length |E[z]|, in [0, 1), [B]. */
    public abstract Tensor meanResultantLength();

    /** Returns the divergence from the uniform distribution in nats, [B]; 0 for kappa = 0. */
    public abstract Tensor klToUniform();

    /** Returns the entropy in nats, [B]. */
    @Override
    public Optional<Tensor> entropy() {
        return Optional.of(klToUniform().neg().add(space.logSurface()));
    }

    @Override
    public final Tensor location() {
        return meanDirection;
    }

    /** Returns the mean direction times the mean resultant length, in the ball; 0 for kappa = 0. */
    @Override
    public final Optional<Tensor> expectation() {
        return Optional.of(meanDirection.mul(meanResultantLength().expandDims(-1)));
    }

    /** Returns means over the rows: concentration, mean resultant length, KL to the uniform. */
    @Override
    public final Map<String, Double> signals(Draw draw) {
        return Map.of(
                VanishingConcentration.CONCENTRATION, concentration.mean().readScalar(),
                VanishingConcentration.LENGTH, meanResultantLength().mean().readScalar(),
                VanishingConcentration.KL_TO_UNIFORM, klToUniform().mean().readScalar());
    }

    /** Returns {@code meanDirection} and {@code concentration}. */
    @Override
    public final Map<String, Tensor> numbers() {
        Map<String, Tensor> numbers = new LinkedHashMap<>();
        numbers.put("meanDirection", meanDirection);
        numbers.put("concentration", concentration);
        return numbers;
    }
}
