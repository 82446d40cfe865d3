// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.beta;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;

/**
 * The setting {@code capacity}: C(t), a straight line in the global step, and what it costs to be
 * elsewhere. A gamma above the slope of the reconstruction in the KL holds the KL at C. One far above
 * it leaves the optimiser little but the sign of the excess to follow.
 *
 * @param from C in nats at step 0, default 0
 * @param to C in nats from the last step of the line on, default 25
 * @param steps how long the line is; absent: as long as training
 * @param gamma the cost of a nat of distance, default 30; 1000 in the paper
 */
public record Capacity(Double from, Double to, @Nullable Long steps, Double gamma) {

    /** Fills in defaults, and checks the values. */
    public Capacity(
            @Nullable Double from,
            @Nullable Double to,
            @Nullable Long steps,
            @Nullable Double gamma) {
        this.from = notNegative("from", from == null ? 0 : from);
        this.to = notNegative("to", to == null ? 25 : to);
        this.steps = steps;
        this.gamma = gamma == null ? 30 : gamma;
        if (steps != null && steps < 1) {
            throw new IllegalArgumentException("steps must be at least 1, is " + steps);
        }
        if (!(this.gamma > 0 && this.gamma < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("gamma must be finite and above 0, is " + gamma);
        }
    }

    private static double notNegative(String name, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    name + " must be finite and not negative, is " + value);
        }
        return value;
    }

    /** Returns C in nats by step. */
    Schedule line(TrainingProgress clock) {
        return new Schedule.Linear(from, to, steps == null ? clock.steps() : steps);
    }
}
