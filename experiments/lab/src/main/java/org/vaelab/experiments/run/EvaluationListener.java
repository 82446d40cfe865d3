// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import org.vaelab.experiments.plan.FailedRun;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.EvaluationRecord;
import org.vaelab.framework.record.PlannedRun;

/** Receives the progress of further evaluations. Several evaluations call it from several threads. */
@Internal
public interface EvaluationListener {

    /** Returns whether the work is to stop. It is asked often. */
    default boolean isInterrupted() {
        return false;
    }

    /** A run is not evaluated here. */
    default void left(PlannedRun run, String why) {}

    default void started(PlannedRun run) {}

    default void advanced(PlannedRun run, String metric, int done, int examples) {}

    default void finished(PlannedRun run, EvaluationRecord record) {}

    default void failed(PlannedRun run, FailedRun why) {}
}
