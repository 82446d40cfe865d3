// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.health;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import org.vaelab.framework.health.HealthRule;
import org.vaelab.framework.health.Observations;
import org.vaelab.framework.record.HealthObservation;
import org.vaelab.framework.settings.Part;

/**
 * The posterior is the prior: {@code KL(q(z given x) || p(z))} stays near 0, so z says nothing
 * about x (Bowman et al. 2016, section 3).
 *
 * <p>The mutual information of x and z is at most the mean KL, so a model with less than {@value
 * #LIMIT} nats gains at most that much in log p(x). Every training begins there, and the KL may
 * fall before it rises. So three things must hold. The KL is below the limit at {@value #WINDOW}
 * observations in a row. It is near its least value among them: a KL that wakes up grows from one
 * observation to the next. And the bound has settled ({@link Observations#isSettled}): a model that
 * learns slowly has a small KL too. While the weight of the KL is 0, or changes and is at most 1,
 * the rule waits. A weight above 1 is named as a cause.
 *
 * <p>Examples and noise are the same at all observations, so the rule compares numbers without
 * sampling noise. It errs where training rests for long before the KL wakes up.
 *
 * <p>A variable of a hierarchy, or a factor of a product, may be unused while the model is well. So
 * only the KL of all variables together counts. A decoder that does not see z, such as one of
 * tokens with {@code context: none}, has no use for it: its posterior is the prior by construction,
 * and the rule says nothing.
 */
@Part("posteriorCollapse")
public final class PosteriorCollapse implements HealthRule {

    static final double LIMIT = 0.1;
    static final int WINDOW = HealthObservation.ENOUGH - 1;
    static final double NEAR = 1.1;

    private static final String FREE_BITS = "free bits (estimator: {type: elbo, freeBits: 0.5})";

    /** An estimate of the KL over draws may be below 0; it counts as this. */
    private static final double LEAST = 1e-3;

    @Override
    public List<Diagnosis> examine(Observations seen) {
        Observations last = seen.last(WINDOW);
        DoubleSummaryStatistics kl =
                Arrays.stream(last.values(HealthObservation.KL)).summaryStatistics();
        boolean collapsed =
                seen.all().size() > WINDOW
                        && last.all().stream().noneMatch(PosteriorCollapse::waits)
                        && kl.getMax() < LIMIT
                        && seen.latest().signal(HealthObservation.KL)
                                <= NEAR * Math.max(LEAST, kl.getMin())
                        && seen.latest().signal(HealthObservation.LATENT_EFFECT) != 0
                        && seen.isSettled();
        if (!collapsed) {
            return List.of();
        }
        String message =
                String.format(
                        Locale.ROOT,
                        "the KL has been below %.2g nats for %s steps: z carries no information"
                                + " about x",
                        Math.max(LEAST, kl.getMax()),
                        last.steps());
        double weight = seen.latest().signal(HealthObservation.EFFECTIVE_BETA);
        String remedy =
                weight > 1
                        ? "lower the weight of the KL (beta, training.klWeight), which is %.3g%s; or try %s, or a weaker decoder"
                        : "try training.warmup, %3$s, a lower beta, or a weaker decoder";
        String rises = seen.latest().weightMoves() ? " and still changes" : "";
        return List.of(
                new Diagnosis(
                        "", message, String.format(Locale.ROOT, remedy, weight, rises, FREE_BITS)));
    }

    private static boolean waits(HealthObservation seen) {
        double weight = seen.signal(HealthObservation.EFFECTIVE_BETA);
        return !(weight > 0) || (seen.weightMoves() && weight <= 1);
    }
}
