// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import org.jspecify.annotations.Nullable;
import org.vaelab.framework.training.TrainingSettings.SkipGradients;

/**
 * How training ended.
 *
 * @param steps the steps done, those before a resumption included
 * @param stepMillis the time of each step that trained the model in this process, without the first
 * @param priorStepMillis the time of each step that fitted the prior alone, without the first of
 *     the process
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
        double[] priorStepMillis,
        long firstStepNanos,
        @Nullable Long skippedSteps) {

    /** Why training ended. */
    public enum Ending {
        /** All steps are done. */
        COMPLETED,
        /** The validation bound stopped improving in some phase; the best parameters are back. */
        STOPPED_EARLY,
        /** The listener ended training; steps that would fit the prior alone are left out. */
        FINISHED,
        /** Training was interrupted; a checkpoint holds the state to resume from. */
        INTERRUPTED,
        /**
         * Training paused at {@code training.until}; a checkpoint holds the state to resume from.
         */
        PAUSED
    }
}
