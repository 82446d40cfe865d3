// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vaelab.framework.health.HealthRule;
import org.vaelab.framework.health.Observations;
import org.vaelab.framework.settings.Part;

/**
 * The posteriors on a sphere are uniform: their concentration no longer tells one direction from
 * another. It happens on spheres of many dimensions (Davidson et al. 2018, section 5.2).
 *
 * <p>A concentration is small or large only beside the dimension: the divergence from the uniform
 * distribution is about {@code kappa^2 / 2d}. The rule reads this divergence. It must be below
 * {@value #LIMIT} nats at {@value #WINDOW} observations in a row, and not grow: Kendall's S at most
 * {@value #TREND}, which it exceeds without a trend with probability 0.05. An untrained encoder has
 * 0.24 nats. While the weight of the KL changes or is 0, the rule waits. A fixed concentration is not
 * observed: its divergence is a choice.
 */
@Part("vanishingConcentration")
final class VanishingConcentration implements HealthRule {

    static final String CONCENTRATION = "concentration";
    static final String KL_TO_UNIFORM = "klToUniform";

    static final double LIMIT = 0.1;
    static final int WINDOW = 8;
    static final int TREND = 14;

    @Override
    public List<Diagnosis> examine(Observations seen) {
        Observations last = seen.last(WINDOW);
        List<Diagnosis> found = new ArrayList<>();
        if (seen.all().size() <= WINDOW || last.hasMovingOrNoWeight()) {
            return found;
        }
        Map<String, String> concentrations = seen.named(CONCENTRATION);
        seen.named(KL_TO_UNIFORM)
                .forEach(
                        (subject, signal) -> {
                            if (Arrays.stream(last.values(signal)).allMatch(kl -> kl < LIMIT)
                                    && last.trend(signal) <= TREND) {
                                String concentration =
                                        concentrations.getOrDefault(subject, CONCENTRATION);
                                found.add(
                                        diagnosis(
                                                subject,
                                                seen.latest().signal(concentration),
                                                seen.latest().signal(signal)));
                            }
                        });
        return found;
    }

    private static Diagnosis diagnosis(String subject, double kappa, double kl) {
        return new Diagnosis(
                subject,
                String.format(
                        Locale.ROOT,
                        "the mean concentration%s is %.3g, %.2g nats from the uniform"
                                + " distribution: all directions are alike",
                        subject.isEmpty() ? "" : " of " + subject,
                        kappa,
                        kl),
                "use a sphere of fewer dimensions, several small spheres, or a fixed concentration");
    }
}
