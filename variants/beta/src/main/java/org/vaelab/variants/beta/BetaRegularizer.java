// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.beta;

import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.estimator.EstimatorContext;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.plugin.RegularizerPart;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;

/**
 * A weight, a capacity or a constraint on the KL. Exactly one of {@code beta}, {@code capacity} and
 * {@code constraint} is set.
 */
@Cites("higgins2017")
@Part(
        value = "beta",
        description = "a weight, a capacity or a constraint on the KL",
        paper = "Higgins et al. (2017)",
        variant = "beta")
public record BetaRegularizer(
        @Setting("the weight of the KL, a number or a schedule by step, never negative")
                @Nullable Schedule beta,
        @Setting("the target of the KL in nats") @Nullable Capacity capacity,
        @Setting("a bound on one term, while training optimises the other")
                @Nullable Constraint constraint)
        implements RegularizerPart {

    public BetaRegularizer {
        long chosen = Stream.of(beta, capacity, constraint).filter(Objects::nonNull).count();
        if (chosen == 0) {
            throw new IllegalArgumentException(
                    "regularizer beta needs one of beta, capacity and constraint");
        }
        if (chosen > 1) {
            throw new IllegalArgumentException(
                    (beta == null ? "capacity" : "beta")
                            + " excludes "
                            + (capacity == null || beta == null ? "constraint" : "capacity")
                            + ": only one of beta, capacity and constraint holds the KL");
        }
        if (beta != null) {
            Schedule.requireWithin("beta", beta, Counts.MOST_WEIGHT);
        }
    }

    /** Returns a constant weight. */
    public static BetaRegularizer weight(double beta) {
        return new BetaRegularizer(Schedule.constant(beta), null, null);
    }

    @Override
    public KlRegularizer create(EstimatorContext context) {
        if (beta != null) {
            return new KlWeight(product(beta, context.klWeight()));
        }
        if (!context.klWeight().equals(Schedule.constant(1))) {
            throw new IllegalArgumentException(
                    "training.klWeight and training.warmup weigh the KL, which "
                            + (capacity == null ? "the constraint" : "the capacity")
                            + " of this model does already\nleave them out for it:"
                            + " training: {klWeight: 1, warmup: 0}");
        }
        return capacity == null
                ? new ConstrainedKl(
                        context.runtime(),
                        Objects.requireNonNull(constraint, "one of the three is set"))
                : capacity;
    }

    private static Schedule product(Schedule beta, Schedule training) {
        if (training instanceof Schedule.Constant constant) {
            return beta.times(constant.value());
        }
        if (beta instanceof Schedule.Constant constant) {
            return training.times(constant.value());
        }
        throw SettingException.together(
                "beta",
                "beta and the weight of training (klWeight or warmup) are multiplied, and both change"
                        + " with the step\nmake one of them constant");
    }
}
