// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.health;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vaelab.framework.health.HealthRule;
import org.vaelab.framework.health.Observations;
import org.vaelab.framework.record.HealthObservation;
import org.vaelab.framework.settings.Part;

/**
 * The posterior is the prior: {@code KL(q(z given x) || p(z))} stays near 0, so z says nothing about x
 * (Bowman et al. 2016, section 3).
 *
 * <p>The mutual information of x and z is at most the mean KL, so a model with less than
 * {@value #LIMIT} nats gains at most that much in log p(x). The KL is small in the first steps of
 * every training, and it may fall before it rises. So it must stay below the limit for
 * {@value #WINDOW} observations without an upward trend: a KL that wakes up grows from one
 * observation to the next. Without a trend, Kendall's S of {@value #WINDOW} values exceeds
 * {@value #TREND} with probability 0.05 only, so the rule is late in 5 % of the cases, and not wrong.
 * While the weight of the KL changes or is 0, the rule waits.
 *
 * <p>A variable of a hierarchy, or a factor of a product, may be unused while the model is well. It is
 * named after {@value #WINDOW_OF_PART} observations.
 */
@Part("posteriorCollapse")
public final class PosteriorCollapse implements HealthRule {

    static final double LIMIT = 0.1;
    static final int WINDOW = 8;
    static final int WINDOW_OF_PART = 40;
    static final int TREND = 14;

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
        List<Diagnosis> parts = new ArrayList<>();
        for (Map.Entry<String, String> part : seen.named(HealthObservation.KL).entrySet()) {
            if (!part.getKey().isEmpty()
                    && isCollapsed(seen, part.getValue(), WINDOW_OF_PART, LIMIT)) {
                parts.add(
                        new Diagnosis(
                                part.getKey(),
                                "the KL of %s has been %s for %s steps: this part of z is unused"
                                        .formatted(
                                                part.getKey(),
                                                nats(seen, part.getValue()),
                                                seen.last(WINDOW_OF_PART).steps()),
                                "leave it out, or try training.warmup or"
                                        + " training.layerKlWeight"));
            }
        }
        return parts;
    }

    private static boolean isCollapsed(
            Observations seen, String signal, int window, double limit) {
        Observations last = seen.last(window);
        return last.all().size() == window
                && seen.all().size() > window
                && !last.hasMovingOrNoWeight()
                && Arrays.stream(last.values(signal)).allMatch(kl -> kl < limit)
                && seen.last(WINDOW).trend(signal) <= TREND;
    }

    private static String nats(Observations seen, String signal) {
        double most =
                Arrays.stream(seen.last(WINDOW).values(signal)).max().orElse(Double.NaN);
        return String.format(Locale.ROOT, "below %.2g nats", Math.max(most, 0.001));
    }
}
