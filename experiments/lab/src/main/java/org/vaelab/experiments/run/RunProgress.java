// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;
import org.vaelab.framework.training.CheckpointFile;

/**
 * The progress of a planned run.
 *
 * @param claimed whether a process executes it now, or will
 * @param record its record; null if it has not ended
 * @param step the last step of training, from the history if the run is at work, else from the
 *     checkpoint that it resumes from
 * @param seconds the training time up to the last entry of its history; {@code NaN} if there is
 *     none
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
    private static final String UNTIL = "/training/until";

    /**
     * Reads the progress of a run that this process is about to execute. It does not look at locks:
     * closing their file would release the locks of this process.
     *
     * @param complete its record if it is complete, or null
     * @throws IOException if a file there is damaged
     */
    public static RunProgress beforeWork(
            PlannedRun run, RunFolder folder, @Nullable RunRecord complete) throws IOException {
        return of(run, folder, false, false, complete, new HistoryTail(folder));
    }

    /**
     * Looks at a run's folder.
     *
     * @param working whether a process executes it now
     * @param record its record; null if it has not ended
     * @param history is read on
     * @throws IOException if a file there is damaged
     */
    static RunProgress of(
            PlannedRun run,
            RunFolder folder,
            boolean working,
            boolean claimed,
            @Nullable RunRecord record,
            HistoryTail history)
            throws IOException {
        if (!working && record != null && record.status() == RunStatus.COMPLETED) {
            return ofComplete(run, claimed, record);
        }
        history.look();
        long checkpoint = new CheckpointFile(folder.checkpoint()).step().orElse(0);
        RunState state = state(working, record, checkpoint > 0 || history.step() > 0);
        return new RunProgress(
                run,
                state,
                claimed,
                record,
                state == RunState.RUNNING ? Math.max(history.step(), checkpoint) : checkpoint,
                history.seconds(),
                history.step());
    }

    /** Returns the progress of a run that has ended, from its record alone. */
    public static RunProgress ofEnded(PlannedRun run, boolean claimed, RunRecord record) {
        return record.status() == RunStatus.COMPLETED
                ? ofComplete(run, claimed, record)
                : new RunProgress(run, RunState.FAILED, claimed, record, 0, Double.NaN, 0);
    }

    /** Returns the progress of a complete run, from its record alone. */
    private static RunProgress ofComplete(PlannedRun run, boolean claimed, RunRecord record) {
        long steps = steps(run);
        double seconds = record.timing().trainSeconds();
        return new RunProgress(run, RunState.DONE, claimed, record, steps, seconds, steps);
    }

    /** Returns a run without any files. */
    public static RunProgress ofFresh(PlannedRun run) {
        return new RunProgress(run, RunState.LEFT, true, null, 0, Double.NaN, 0);
    }

    /** Returns a run without any files, which will go on after the training of another one. */
    public static RunProgress ofInherited(PlannedRun run, long afterStep) {
        return new RunProgress(run, RunState.LEFT, true, null, afterStep, Double.NaN, 0);
    }

    private static RunState state(boolean working, @Nullable RunRecord record, boolean begun) {
        if (record != null && record.status() == RunStatus.COMPLETED) {
            return RunState.DONE;
        }
        // A failed run is executed again when it is requested again.
        if (working) {
            return RunState.RUNNING;
        }
        return record != null ? RunState.FAILED : begun ? RunState.BEGUN : RunState.LEFT;
    }

    /** Returns the number of training steps of all phases; 0 if the plan does not say. */
    public long steps() {
        return steps(planned);
    }

    /** Returns the number of finished steps, plus those skipped because the run has ended. */
    public long stepsDone() {
        return state.isOpen() ? step : steps();
    }

    private static long steps(PlannedRun run) {
        long all = run.config().at(STEPS).asLong(0) + run.config().at(PRIOR_STEPS).asLong(0);
        return run.config().at(UNTIL).asLong(all);
    }

    /** Returns the training time up to a step, at the rate of its history. */
    double secondsTo(long reached) {
        return seconds * reached / timedStep;
    }

    /** Returns this run reset for another execution, if it failed. */
    RunProgress reopened() {
        return state == RunState.FAILED
                ? new RunProgress(
                        planned,
                        step > 0 ? RunState.BEGUN : RunState.LEFT,
                        claimed,
                        null,
                        step,
                        seconds,
                        timedStep)
                : this;
    }

    RunProgress atWork(long reached, double trainedSeconds) {
        return new RunProgress(
                planned, RunState.RUNNING, true, null, reached, trainedSeconds, reached);
    }

    RunProgress ended(RunRecord left) {
        RunState ending = left.status() == RunStatus.COMPLETED ? RunState.DONE : RunState.FAILED;
        return new RunProgress(planned, ending, claimed, left, step, seconds, timedStep);
    }

    long stepsLeft() {
        return Math.max(0, steps() - step);
    }
}
