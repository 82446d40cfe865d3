// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import org.jspecify.annotations.Nullable;

/**
 * How training ended.
 *
 * @param steps the steps done, those before a resumption included
 * @param stepMillis the time of each step taken by this process, without the first and without those
 *     that fit the prior alone
 * @param firstStepNanos the value of {@link System#nanoTime} at the end of the first step of this
 *     process; 0 if it took none
 * @param skippedSteps how many of the steps changed nothing because their gradients were too large;
 *     null without {@link SkipGradients}
 */
@SuppressWarnings("ArrayRecordComponent") // A long series that nobody compares.
public record TrainingOutcome(
        long steps,
        Ending ending,
        double[] stepMillis,
        long firstStepNanos,
        @Nullable Long skippedSteps) {

    /** Why training ended. */
    public enum Ending {
        /** All steps are done. */
        COMPLETED,
        /** The validation bound stopped improving in some phase; the best parameters are back. */
        STOPPED_EARLY,
        /** Training was interrupted; a checkpoint holds the state to resume from. */
        INTERRUPTED,
        /** Training paused at {@code training.until}; a checkpoint holds the state to resume from. */
        PAUSED
    }
}
