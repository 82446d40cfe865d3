// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.vaelab.framework.health.HealthRule;
import org.vaelab.framework.health.Observations;
import org.vaelab.framework.settings.Part;

/**
 * The temperature is too low for its gradients: relaxed draws lie at the corners of the simplex,
 * where the softmax is flat. The few others carry the whole gradient, times 1 / temperature, so its
 * variance grows like 1 / temperature (Jang et al. 2017, section 2.1).
 *
 * <p>A draw is at a corner if its largest coordinate exceeds 1 - {@value #CORNER}. A distribution
 * that is certain has such draws at every temperature. So only variables whose largest probability
 * is at most 1/2 count. Of a variable with two even values, the share is {@code 2 / (1 + e^(t log
 * 999))}: 0.06 at temperature 0.5, 0.67 at 0.1, 0.87 at 0.04, 0.97 at 0.01.
 *
 * <p>The rule requires a share above {@value #LIMIT} at {@value #WINDOW} observations in a row, of
 * at least {@value #LEAST} draws. At temperature 0.1 or above, {@value #LEAST} independent draws
 * exceed it with a probability below 3e-5 (Hoeffding).
 */
@Part("saturatedRelaxation")
public final class SaturatedRelaxation implements HealthRule {

    static final String TEMPERATURE = "temperature";
    static final String SATURATION = "saturation";

    static final double CORNER = 1e-3;
    static final double LIMIT = 0.9;
    static final int LEAST = 100;
    static final int WINDOW = 2;

    /**
     * Returns the share of draws at a corner.
     *
     * @param most the largest coordinate of each draw
     * @param likeliest the largest probability of each variable, in the same order
     * @return NaN if too few variables count
     */
    static double share(double[] most, double[] likeliest) {
        int counted = 0;
        int corners = 0;
        for (int i = 0; i < most.length; i++) {
            if (likeliest[i % likeliest.length] <= 0.5) {
                counted++;
                corners += most[i] > 1 - CORNER ? 1 : 0;
            }
        }
        return counted < LEAST ? Double.NaN : (double) corners / counted;
    }

    @Override
    public List<Diagnosis> examine(Observations seen) {
        Observations last = seen.last(WINDOW);
        List<Diagnosis> found = new ArrayList<>();
        if (last.all().size() < WINDOW) {
            return found;
        }
        seen.named(SATURATION)
                .forEach(
                        (subject, signal) -> {
                            if (Arrays.stream(last.values(signal)).allMatch(s -> s > LIMIT)) {
                                String temperature = seen.named(TEMPERATURE).get(subject);
                                found.add(
                                        diagnosis(
                                                subject,
                                                seen.latest().signal(temperature),
                                                seen.latest().signal(signal)));
                            }
                        });
        return found;
    }

    private static Diagnosis diagnosis(String subject, double temperature, double share) {
        return new Diagnosis(
                subject,
                String.format(
                        Locale.ROOT,
                        "at temperature %.3g, %.0f %% of the draws of undecided variables%s are at a"
                                + " corner of the simplex and pass no gradient",
                        temperature,
                        Math.floor(100 * share),
                        subject.isEmpty() ? "" : " of " + subject),
                "raise temperature, as the default schedule from 1 to 0.5 does");
    }
}
