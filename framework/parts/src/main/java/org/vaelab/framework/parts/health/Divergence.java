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
 * Training moves away from the optimum: the loss and the bound are worse than before the first
 * step, or most of what was gained is lost.
 *
 * <p>The scale is the training itself. Let L_0 be the loss before the first step of the phase, and
 * L_min its least value. Training diverges if {@code L > L_0}, or {@code L > L_min + (L_0 - L_min)
 * / 2}, at {@value #WINDOW} observations in a row, and the same holds for minus the bound. In both
 * cases the loss must also be more than sqrt |L_0|, and more than 1 nat, above L_min: the loss of
 * an example of D independent numbers deviates by about sqrt D. Otherwise data that no model can
 * learn, where the loss wanders about its start, would look like a divergence. Examples and noise
 * are the same at all observations, so the difference is that of the parameters. Two conditions are
 * needed, because a weight of the KL that changes moves the loss, and a small one lets the bound
 * fall. A single bad step does not count.
 *
 * <p>A loss that asks for more KL, such as one with a capacity that grows, makes the bound worse on
 * purpose. Its training is not judged. Its weight of the KL is negative at times, or stays while
 * the regulariser moves.
 *
 * <p>A loss that is not finite counts as infinite. The rule has no error rate: it compares numbers
 * without sampling noise.
 */
@Part("divergence")
public final class Divergence implements HealthRule {

    static final int WINDOW = 2;

    private static final String REMEDY =
            "lower training.optimizer.learningRate, or set training.clip";

    @Override
    public List<Diagnosis> examine(Observations seen) {
        int count = seen.all().size();
        if (count <= WINDOW || seen.all().get(0).signals().isEmpty() || asksForKl(seen)) {
            return List.of();
        }
        double[] losses = worse(seen.values(HealthObservation.LOSS), 1);
        double[] bounds = worse(seen.values(HealthObservation.BOUND), -1);
        if (!Double.isFinite(losses[0]) || !isFar(losses) || !isFar(bounds)) {
            return List.of();
        }
        double least = least(losses);
        String now = Double.isFinite(losses[count - 1]) ? number(losses[count - 1]) : "not finite";
        return List.of(
                new Diagnosis(
                        "",
                        "the loss is %s; it was %s before the first step, and %s at best"
                                .formatted(now, number(losses[0]), number(least)),
                        REMEDY));
    }

    private static boolean asksForKl(Observations seen) {
        double[] weights = seen.values(HealthObservation.EFFECTIVE_BETA);
        boolean moves = seen.all().stream().anyMatch(HealthObservation::weightMoves);
        boolean isOneWeight = Arrays.stream(weights).map(Math::abs).distinct().count() == 1;
        return Arrays.stream(weights).anyMatch(weight -> weight < 0) || (moves && isOneWeight);
    }

    /**
     * Returns values that are larger where training is worse, infinite where they are not finite.
     */
    private static double[] worse(double[] values, int sign) {
        return Arrays.stream(values)
                .map(value -> Double.isFinite(value) ? sign * value : Double.POSITIVE_INFINITY)
                .toArray();
    }

    private static double least(double[] values) {
        return Arrays.stream(values).min().orElseThrow();
    }

    private static boolean isFar(double[] values) {
        double least = least(values);
        double noticeable = Math.max(1, Math.sqrt(Math.abs(values[0])));
        double limit = least + Math.max((values[0] - least) / 2, noticeable);
        return Arrays.stream(values, values.length - WINDOW, values.length)
                .allMatch(value -> value > limit);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 1e6 ? "%.1f" : "%.1e", value);
    }
}
