// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.plan.Shard;
import org.vaelab.framework.record.EvaluationRecord;
import org.vaelab.framework.record.HealthFinding;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.SearchRecord;
import org.vaelab.framework.training.StepReport;

/**
 * What happens while runs are trained and evaluated. Most events are of one {@code run}; the last
 * four are of the plan.
 */
public sealed interface RunEvent {

    /**
     * A run is not executed here.
     *
     * @param why such as "complete already"
     */
    record Kept(PlannedRun run, String why) implements RunEvent {}

    /** A run starts, or resumes after a step; a further evaluation starts after step 0. */
    record Started(PlannedRun run, long afterStep) implements RunEvent {}

    record Stepped(PlannedRun run, long step, long steps) implements RunEvent {}

    /** A step of the history is done. */
    record Reported(PlannedRun run, StepReport report) implements RunEvent {}

    /** The health monitor found a problem of training. */
    record Found(PlannedRun run, HealthFinding finding) implements RunEvent {}

    /**
     * A step before a failed one was taken again, to save the state before the failure.
     *
     * @param until the number of steps done in that state
     */
    record Retaken(PlannedRun run, long step, long until) implements RunEvent {}

    /** Some examples of a metric are done. */
    record Evaluated(PlannedRun run, String metric, int done, int examples) implements RunEvent {}

    /** A run completed or failed; its record is written. */
    record Finished(PlannedRun run, RunRecord record) implements RunEvent {}

    /** A further evaluation of a run is written. */
    record EvaluatedAgain(PlannedRun run, EvaluationRecord record) implements RunEvent {}

    /** A further evaluation of a run failed. */
    record EvaluationFailed(PlannedRun run, String cause, @Nullable String remedy)
            implements RunEvent {}

    /**
     * No worker of a cluster could execute a run. It has no record; the same command tries again.
     *
     * @param why the reason of the last worker
     */
    record Lost(PlannedRun run, String why) implements RunEvent {}

    /** A run was interrupted. The same command resumes it from its checkpoint. */
    record Interrupted(PlannedRun run) implements RunEvent {}

    /**
     * Runs begin: those of the models, or of a rung of a search.
     *
     * @param name what is done
     * @param ended runs of this plan that have ended
     * @param ahead the other runs as they are now, with those expected later
     */
    record Begun(String name, List<RunProgress> ended, List<RunProgress> ahead)
            implements RunEvent {
        public Begun {
            ended = List.copyOf(ended);
            ahead = List.copyOf(ahead);
        }
    }

    /** A file is damaged. It was set aside. */
    record Warned(String text) implements RunEvent {}

    /** A search ended. */
    record Searched(SearchRecord record) implements RunEvent {}

    /** The runs of this shard are done, and a search needs those of other shards. */
    record Waiting(String model, Shard part) implements RunEvent {}
}
