// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.health;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.vaelab.framework.health.HealthRule;
import org.vaelab.framework.health.Observations;
import org.vaelab.framework.record.HealthObservation;
import org.vaelab.framework.settings.Part;

/**
 * The posterior is the prior: {@code KL(q(z given x) || p(z))} stays near 0, so z says nothing about x
 * (Bowman et al. 2016, section 3).
 *
 * <p>The mutual information of x and z is at most the mean KL, so a model with less than
 * {@value #LIMIT} nats gains at most that much in log p(x). Every training begins there, and the KL may
 * fall before it rises. So three things must hold. The KL is below the limit at {@value #WINDOW}
 * observations in a row. It is near its least value among them: a KL that wakes up grows from one
 * observation to the next. And the bound has settled ({@link Observations#isSettled}): a model that learns
 * slowly has a small KL too. While the weight of the KL changes or is 0, the rule waits.
 *
 * <p>Examples and noise are the same at all observations, so the rule compares numbers without sampling
 * noise. It errs where training rests for long before the KL wakes up.
 *
 * <p>A variable of a hierarchy, or a factor of a product, may be unused while the model is well. So only
 * the KL of all variables together counts.
 */
@Part("posteriorCollapse")
public final class PosteriorCollapse implements HealthRule {

    static final double LIMIT = 0.1;
    static final int WINDOW = 8;
    static final double NEAR = 1.1;

    @Override
    public List<Diagnosis> examine(Observations seen) {
        if (isCollapsed(seen, HealthObservation.KL, WINDOW, LIMIT)) {
            return List.of(
                    new Diagnosis(
                            "",
                            "the KL has been %s for %s steps: z carries no information about x"
                                    .formatted(
                                            nats(seen, HealthObservation.KL),
                                            seen.last(WINDOW).steps()),
                            "try training.warmup, free bits (estimator: {type: elbo, freeBits:"
                                    + " 0.5}), a lower beta, or a weaker decoder"));
        }
        return List.of();
    }

    private static boolean isCollapsed(Observations seen, String signal, int window, double limit) {
        Observations last = seen.last(window);
        return last.all().size() == window
                && seen.all().size() > window
                && !last.hasMovingOrNoWeight()
                && Arrays.stream(last.values(signal)).allMatch(kl -> kl < limit)
                && seen.latest().signal(signal) <= NEAR * least(last.values(signal))
                && seen.isSettled();
    }

    /** Returns the least value; an estimate over draws that is below 0 counts as a small one. */
    private static double least(double[] values) {
        return Math.max(1e-3, Arrays.stream(values).min().orElseThrow());
    }

    private static String nats(Observations seen, String signal) {
        double most = Arrays.stream(seen.last(WINDOW).values(signal)).max().orElse(Double.NaN);
        return String.format(Locale.ROOT, "below %.2g nats", Math.max(most, 0.001));
    }
}
