// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.util.function.BooleanSupplier;
import org.vaelab.framework.record.HealthFinding;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.training.StepReport;

/** Receives the progress of runs, and may interrupt them. Several jobs call it from several threads. */
public interface RunListener {

    RunListener SILENT = new RunListener() {};

    /** Returns a listener that only interrupts. */
    static RunListener interruptedBy(BooleanSupplier interrupted) {
        return new RunListener() {
            @Override
            public boolean isInterrupted() {
                return interrupted.getAsBoolean();
            }
        };
    }

    /**
     * Returns whether the work is to stop. It is asked often. Runs leave checkpoints then, and the same
     * plan goes on later.
     */
    default boolean isInterrupted() {
        return false;
    }

    /** A run is complete already and is kept. */
    default void kept(PlannedRun run) {}

    /** A run starts, or resumes after a step. */
    default void started(PlannedRun run, long afterStep) {}

    default void stepped(PlannedRun run, long step, long steps) {}

    default void reported(PlannedRun run, StepReport report) {}

    /**
     * Returns the steps between two calls of {@link #control}; by default 100; 0: it is never called. Results and hashes
     * of runs do not depend on it, while they depend on {@code training.historyEvery}.
     */
    default long controlEvery() {
        return 100;
    }

    /** Says how a run of this process goes on after a step; by default to the next one. */
    default Control control(PlannedRun run, StepReport report) {
        return Control.GO_ON;
    }

    /** The health monitor found a problem of training. */
    default void found(PlannedRun run, HealthFinding finding) {}

    /**
     * A step before a failed one was taken again, to save the state before the failure.
     *
     * @param until the number of steps done in that state
     */
    default void retaken(PlannedRun run, long step, long until) {}

    default void evaluated(PlannedRun run, String metric, int done, int examples) {}

    /** A run completed or failed; its record is written. */
    default void finished(PlannedRun run, RunRecord record) {}

    /**
     * No worker of a cluster could execute a run. It has no record; the same command tries again.
     *
     * @param why the reason of the last worker
     */
    default void lost(PlannedRun run, String why) {}

    /** A run was interrupted. The same command resumes it from its checkpoint. */
    default void interrupted(PlannedRun run) {}
}
