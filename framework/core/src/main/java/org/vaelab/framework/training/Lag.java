// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;

/**
 * A generative model that lags behind its inference (He et al. 2019, algorithm 1). Until a given
 * step it moves in the last of every n + 1 steps, and afterwards in every step. The inference
 * moves in every step.
 *
 * <p>A parameter that does not move keeps its value and its optimiser state. The optimiser counts
 * the steps in which the parameter has moved; learning rates and other schedules count all steps.
 * An estimator's own parameters, and state that is updated without a gradient, move in every step.
 *
 * <p>Deviations from the paper: each further step of the inference uses another batch and counts
 * as one of {@code training.steps}. Their number is fixed at n; the paper continues until the
 * bound of ten batches stops rising. The lag ends at a given step; the paper ends it after the
 * epoch in which the mutual information of x and z stops growing.
 */
public record Lag(
        @Setting(
                        value =
                                "number of steps of the inference alone between two steps of both halves, at least 1",
                        defaultValue = "10")
                long steps,
        @Setting("step from which both halves always move; absent: never") @Nullable Long until) {

    public Lag {
        if (steps < 1) {
            throw new SettingException("steps", "must be at least 1, is " + steps);
        }
        if (until != null && until <= steps) {
            throw new SettingException(
                    "until",
                    "must be above the %s steps of the inference alone, is %s"
                            .formatted(steps, until));
        }
    }

    /** Returns whether the generative model moves at a step, from 0. */
    boolean moves(long step) {
        return !isOn(step) || step % (steps + 1) == steps;
    }

    private boolean isOn(long step) {
        return until == null || step < until;
    }

    /** Returns in how many steps before this one the generative model has moved. */
    long movesBefore(long step) {
        long lagging = until == null ? step : Math.min(step, until);
        return lagging / (steps + 1) + (step - lagging);
    }
}
