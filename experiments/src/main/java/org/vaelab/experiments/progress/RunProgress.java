// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.progress;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.run.RunsAtWork;
import org.vaelab.framework.record.HistoryEntry;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;
import org.vaelab.framework.training.CheckpointFile;

/**
 * How far a planned run is.
 *
 * @param planned the run in the plan
 * @param state how far it is
 * @param claimed whether a process carries it out now, or has it before it
 * @param record what it came to; null if it has not ended
 * @param step the step that training has reached. Of a run that is at work it is that of its history; of
 *     one that is not, that of its checkpoint, after which it goes on
 * @param seconds how long training took up to the last entry of its history; {@code NaN} if there is none
 * @param timedStep the step of that entry
 */
public record RunProgress(
        PlannedRun planned,
        RunState state,
        boolean claimed,
        @Nullable RunRecord record,
        long step,
        double seconds,
        long timedStep) {

    private static final String STEPS = "/training/steps";
    private static final String PRIOR_STEPS = "/training/priorSteps";

    /**
     * Looks at a run's folder.
     *
     * @throws IOException if a file there is damaged
     */
    static RunProgress of(PlannedRun run, RunFolder folder, RunsAtWork atWork) throws IOException {
        // Before the record, which is there when a run is left.
        boolean working = atWork.isAtWork(run);
        boolean claimed = atWork.isClaimed(run);
        @Nullable RunRecord record = folder.hasResult() ? folder.readResult() : null;
        List<HistoryEntry> history = folder.readHistory();
        long checkpoint = new CheckpointFile(folder.checkpoint()).step().orElse(0);
        long last = history.isEmpty() ? 0 : history.get(history.size() - 1).step();
        boolean begun = checkpoint > 0 || !history.isEmpty();
        RunState state = state(working, record, begun);
        return new RunProgress(
                run,
                state,
                claimed,
                record,
                state == RunState.RUNNING ? Math.max(last, checkpoint) : checkpoint,
                history.isEmpty() ? Double.NaN : history.get(history.size() - 1).elapsedSeconds(),
                last);
    }

    private static RunState state(boolean working, @Nullable RunRecord record, boolean begun) {
        if (record != null && record.status() == RunStatus.COMPLETED) {
            return RunState.DONE;
        }
        // A run that failed is carried out again when it is asked for again.
        if (working) {
            return RunState.RUNNING;
        }
        return record != null ? RunState.FAILED : begun ? RunState.BEGUN : RunState.LEFT;
    }

    /** Returns how many steps its training has, those of all phases; 0 if the plan does not say. */
    public long steps() {
        return planned.config().at(STEPS).asLong(0) + planned.config().at(PRIOR_STEPS).asLong(0);
    }

    /** Returns the share of training that is still to be done, from 0 to 1. */
    double shareLeft() {
        return steps() == 0 ? 1 : Math.max(0, 1 - step / (double) steps());
    }
}
