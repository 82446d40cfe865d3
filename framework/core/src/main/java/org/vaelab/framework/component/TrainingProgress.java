// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.component;

/**
 * How far training has come.
 *
 * @param step the global step, which counts from 0 and never from the start of an epoch
 * @param steps the number of steps planned, at least 1
 * @param stepsUsed is told that somebody asks for {@link #steps}: then training depends on it, and
 *     cannot go on to a larger number as if that had been planned
 */
public record TrainingProgress(long step, long steps, Runnable stepsUsed) {

    public TrainingProgress {
        if (step < 0 || steps < 1) {
            throw new IllegalArgumentException("step " + step + " of " + steps);
        }
    }

    public TrainingProgress(long step, long steps) {
        this(step, steps, () -> {});
    }

    @Override
    public long steps() {
        stepsUsed.run();
        return steps;
    }
}
