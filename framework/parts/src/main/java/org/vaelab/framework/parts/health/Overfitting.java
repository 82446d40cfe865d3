// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.health;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.vaelab.framework.health.HealthRule;
import org.vaelab.framework.health.Observations;
import org.vaelab.framework.record.BoundGain;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.HealthObservation;
import org.vaelab.framework.settings.Part;

/**
 * The bound on validation data falls while that on training data rises.
 *
 * <p>Both must have a trend over {@value #WINDOW} observations, by the test of Mann (1945): of
 * independent values, Kendall's S is at least {@value #TREND} of 45 with probability 1e-3. The two
 * trends must be opposite, which has probability 1e-6 for independent series. Noise of the
 * parameters moves both bounds in the same direction, so it makes the event rarer. In addition, the
 * validation bound must have fallen from its best by more than {@value #ERRORS} standard errors of
 * the difference over the examples, which are the same at all observations, and the training bound
 * must be above its value then. While the weight of the KL changes, the rule waits.
 */
@Part("overfitting")
public final class Overfitting implements HealthRule {

    static final int WINDOW = 10;
    static final int TREND = 35;
    static final double ERRORS = 4;

    @Override
    public List<Diagnosis> examine(Observations seen) {
        Observations last = seen.last(WINDOW);
        if (last.all().size() < WINDOW
                || last.all().stream().anyMatch(HealthObservation::weightMoves)
                || seen.all().stream().anyMatch(of -> of.validationBounds().isEmpty())
                || !(last.trend(HealthObservation.VALIDATION_BOUND) <= -TREND)
                || !(last.trend(HealthObservation.BOUND) >= TREND)) {
            return List.of();
        }
        double[] validation = seen.values(HealthObservation.VALIDATION_BOUND);
        double best = Arrays.stream(validation).filter(Double::isFinite).max().orElseThrow();
        int at = 0;
        while (validation[at] != best) {
            at++;
        }
        double[] training = seen.values(HealthObservation.BOUND);
        int latest = training.length - 1;
        Estimate fall = BoundGain.of(bounds(seen.latest()), bounds(seen.all().get(at))).gain();
        if (!(fall.value() > ERRORS * fall.standardError()) || !(training[latest] > training[at])) {
            return List.of();
        }
        return List.of(
                new Diagnosis(
                        "",
                        String.format(
                                Locale.ROOT,
                                "the bound on validation data fell from %.1f at step %d to %.1f,"
                                        + " by %.1f ± %.1f, and that on training data rises",
                                best,
                                seen.all().get(at).step(),
                                validation[latest],
                                fall.value(),
                                fall.standardError()),
                        "train fewer steps (training.earlyStopping; of a prior training.priorSteps), use"
                                + " more data, or a smaller network"));
    }

    private static double[] bounds(HealthObservation of) {
        return of.validationBounds().stream().mapToDouble(bound -> bound).toArray();
    }
}
