// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.beta;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.plugin.EstimatorContext;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.LatentDimension;
import org.vaelab.framework.settings.PartChoice;

/** The beta variant. */
public final class BetaVariant implements Variant<BetaVariant.Settings> {

    /**
     * Settings. Exactly one of the last three is set.
     *
     * @param latent the dimension of the diagonal Normal; absent where the model names a posterior
     * @param beta the weight of the KL by step
     * @param capacity how much KL there is to be
     * @param constraint what must hold, at the least cost to the other term
     */
    public record Settings(
            @LatentDimension @Nullable Integer latent,
            @Nullable Schedule beta,
            @Nullable Capacity capacity,
            @Nullable Constraint constraint) {

        /** Checks all that can be checked without the rest of the model. */
        public Settings {
            long chosen = Stream.of(beta, capacity, constraint).filter(Objects::nonNull).count();
            if (chosen == 0) {
                throw new IllegalArgumentException(
                        "variant beta needs one of beta, capacity and constraint");
            }
            if (chosen > 1) {
                throw new IllegalArgumentException(
                        (beta == null ? "capacity" : "beta")
                                + " excludes "
                                + (capacity == null || beta == null ? "constraint" : "capacity")
                                + ": only one of beta, capacity and constraint holds the KL");
            }
            if (latent != null) {
                Counts.atLeastOne("latent", latent);
            }
            if (beta != null && !(beta.least() >= 0)) {
                throw new IllegalArgumentException(
                        "beta must not be negative, falls to " + beta.least());
            }
        }
    }

    @Override
    public Class<Settings> settingsType() {
        return Settings.class;
    }

    @Override
    public String description() {
        return "a weight, a capacity or a constraint on the KL of any posterior, by default a"
                + " diagonal Normal (Higgins et al. 2017)";
    }

    @Override
    public Optional<PartChoice> posterior(Settings settings) {
        return Optional.ofNullable(settings.latent())
                .map(d -> new PartChoice("diagonal-normal", Map.of("latent", d)));
    }

    @Override
    public KlRegularizer regularizer(Settings settings, EstimatorContext context) {
        if (settings.beta() != null) {
            return new KlWeight(product(settings.beta(), context.klWeight()));
        }
        if (!context.klWeight().equals(Schedule.constant(1))) {
            throw new IllegalArgumentException(
                    "training.klWeight and training.warmup weigh the KL, which "
                            + (settings.capacity() == null ? "the constraint" : "the capacity")
                            + " of this model does already\nleave them out for it:"
                            + " training: {klWeight: 1, warmup: 0}");
        }
        return settings.capacity() == null
                ? new ConstrainedKl(
                        context.runtime(),
                        Objects.requireNonNull(settings.constraint(), "one of the three is set"))
                : new KlCapacity(settings.capacity());
    }

    private static Schedule product(Schedule beta, Schedule training) {
        if (training instanceof Schedule.Constant constant) {
            return beta.times(constant.value());
        }
        if (beta instanceof Schedule.Constant constant) {
            return training.times(constant.value());
        }
        throw new IllegalArgumentException(
                "beta and the weight of training (klWeight or warmup) are multiplied, and both change"
                        + " with the step\nmake one of them constant");
    }
}
