// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.beta;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.KlRegularizer;
import org.vaelab.framework.estimator.KlRegularizer.UnreadNumber;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;

/**
 * Holds the KL at a capacity C(t), which changes linearly with the global step (Burgess et al.
 * 2018, equation 8):
 *
 * <pre>
 *   R = gamma | KL - C(t) |
 * </pre>
 *
 * <p>KL is the mean over the batch; single examples may be above or below. The weight of the KL is
 * gamma above C and -gamma below. Its mean over steps equals the multiplier of a constraint KL = C.
 * To hold the KL at C, gamma must exceed the slope of the reconstruction in the KL. If gamma is far
 * larger, the optimiser sees little but the sign of the excess.
 */
public record Capacity(
        @Setting(value = "C in nats at step 0", defaultValue = "0") double from,
        @Setting(value = "C in nats from the end of the line on", defaultValue = "25") double to,
        @Setting("how many steps the line takes; by default all of training") @Nullable Long steps,
        @Setting(
                        value = "gamma, the cost of a nat of distance from C; the paper has 1000",
                        defaultValue = "30")
                double gamma)
        implements KlRegularizer {

    public Capacity {
        Counts.notNegative("from", from);
        Counts.notNegative("to", to);
        if (steps != null && steps < 1) {
            throw new SettingException("steps", "must be at least 1, is " + steps);
        }
        Counts.positive("gamma", gamma);
    }

    private Schedule line(TrainingProgress clock) {
        return new Schedule.Linear(from, to, steps == null ? clock.steps() : steps);
    }

    @Override
    public Regularized of(ElboTerms terms, Step step) {
        TrainingProgress clock = step.clock();
        Tensor distance = terms.kl().mean().sub(line(clock).at(clock.step()));
        Tensor excess = distance.stopGradient();
        return new Regularized(
                distance.abs().mul(gamma), new UnreadNumber(excess.sign().mul(gamma)), List.of());
    }

    @Override
    public boolean isMoving(TrainingProgress clock) {
        return line(clock).isMoving(clock.step());
    }

    @Override
    public String toString() {
        return "a capacity";
    }
}
