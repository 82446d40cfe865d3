// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import org.jspecify.annotations.Nullable;

/**
 * A generative model that lags behind its inference (He et al. 2019, algorithm 1): until a step it moves
 * in the last of every n + 1 steps, and in every step from there on. The inference moves in all.
 *
 * <p>What is held at a step keeps its value, and what its optimiser remembers of it; the optimiser counts
 * the steps in which it has moved, learning rates and other schedules go by all steps. So what happens at
 * a step depends on the step alone. An estimator's own parameters, and state that is updated without a
 * gradient, move in every step.
 *
 * <p>Deviations from the paper: each further step of the inference sees a batch of its own and is one of
 * {@code training.steps}; their number is n, where the paper goes on until the bound of ten batches
 * stops rising; and the lag ends at a step that is given, where the paper ends it after the epoch in
 * which the mutual information of x and z stops growing.
 *
 * @param steps n, of the inference alone, between two of both; default 10
 * @param until the number of steps after which both move always; absent: never
 */
public record Lag(Long steps, @Nullable Long until) {

    public Lag(@Nullable Long steps, @Nullable Long until) {
        this.steps = steps == null ? 10 : steps;
        this.until = until;
        if (this.steps < 1) {
            throw new IllegalArgumentException("steps must be at least 1, is " + this.steps);
        }
        if (until != null && until <= this.steps) {
            throw new IllegalArgumentException(
                    "until must be above the "
                            + this.steps
                            + " steps of the inference alone, is "
                            + until);
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
