// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.vaelab.framework.health.HealthRule;
import org.vaelab.framework.health.Observations;
import org.vaelab.framework.settings.Part;

/**
 * The concentration is too small for the dimension, so draws are almost uniform on the sphere. It
 * happens on spheres of many dimensions (Davidson et al. 2018, section 5.2).
 *
 * <p>A draw has the length A = |E[z]| along its mean direction, the mean resultant length; the rest
 * is noise. The rule requires {@code A <} {@value #LIMIT}, a signal of 4 % of the squared length,
 * at {@value #WINDOW} observations in a row. An untrained encoder has A = 0.7 / sqrt(d) and 0.24
 * nats from the uniform distribution. So the divergence must be above {@value #LEARNED} nats, which
 * shows that the encoder has left its start, and the concentration must rest: its range over these
 * observations is below {@value #REST} of the least value. A divergence near 0 is for the rule
 * {@code posteriorCollapse}.
 *
 * <p>The divergence is about {@code d A^2 / 2}. So the rule concerns spheres of 26 dimensions and
 * more. It reads the same examples at all observations and has no sampling noise.
 */
@Part("vanishingConcentration")
public final class VanishingConcentration implements HealthRule {

    static final String CONCENTRATION = "concentration";
    static final String LENGTH = "meanResultantLength";
    static final String KL_TO_UNIFORM = "klToUniform";

    static final double LIMIT = 0.2;
    static final double LEARNED = 0.5;
    static final double REST = 0.15;
    static final int WINDOW = 5;

    @Override
    public List<Diagnosis> examine(Observations seen) {
        Observations last = seen.last(WINDOW);
        List<Diagnosis> found = new ArrayList<>();
        if (seen.all().size() <= WINDOW || last.hasMovingOrNoWeight()) {
            return found;
        }
        seen.named(LENGTH)
                .forEach(
                        (subject, signal) -> {
                            double[] kappa = of(last, CONCENTRATION, subject);
                            if (Arrays.stream(last.values(signal)).allMatch(a -> a < LIMIT)
                                    && least(of(last, KL_TO_UNIFORM, subject)) > LEARNED
                                    && rests(kappa)) {
                                found.add(
                                        diagnosis(
                                                subject,
                                                kappa[WINDOW - 1],
                                                seen.latest().signal(signal)));
                            }
                        });
        return found;
    }

    private static double[] of(Observations seen, String signal, String subject) {
        return seen.values(seen.named(signal).getOrDefault(subject, signal));
    }

    private static double least(double[] values) {
        return Arrays.stream(values).min().orElseThrow();
    }

    private static boolean rests(double[] kappa) {
        double least = least(kappa);
        return Arrays.stream(kappa).allMatch(k -> k - least < REST * least);
    }

    private static Diagnosis diagnosis(String subject, double kappa, double length) {
        return new Diagnosis(
                subject,
                String.format(
                        Locale.ROOT,
                        "the mean concentration%s is %.3g, too small for the dimension: draws have"
                                + " length %.2g along their mean direction, the rest is noise",
                        subject.isEmpty() ? "" : " of " + subject,
                        kappa,
                        length),
                "use a sphere of fewer dimensions, or several small spheres");
    }
}
