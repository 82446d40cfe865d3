// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

/** Receives the progress of training. */
public interface TrainingListener {

    TrainingListener SILENT = new TrainingListener() {};

    /** A step is done; called for every step. */
    default void stepped(long step, long steps, long nanos) {}

    /** A step of the history is done, or one after which this listener is asked. */
    default void reported(StepReport report) {}

    /**
     * Returns whether {@link #isFinished} is asked after a step, whose report comes before. By
     * default it is never asked.
     *
     * @param step the number of steps done
     */
    default boolean isAsked(long step) {
        return false;
    }

    /**
     * Returns whether training ends here, as if the present step were the last one; by default not.
     */
    default boolean isFinished() {
        return false;
    }

    /** The bound on the validation data was estimated. */
    default void validated(long step, double bound, boolean best) {}

    /**
     * Training can be observed: before the first step, and every {@code training.monitorEvery}
     * steps. A resumed run does not repeat the observation at its checkpoint. What is seen must not
     * change.
     */
    default void observable(TrainingView view) {}
}
