// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.plan.FailedRun;
import org.vaelab.experiments.use.Lab;
import org.vaelab.experiments.use.UsedData;
import org.vaelab.experiments.use.UsedPlugins;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;

/** Executes runs of a written plan, in this process or on other machines. */
@FunctionalInterface
public interface Executor {

    /** The runs to execute. */
    final class Work {

        private final Lab lab;
        private final ComparisonFolder folder;
        private final ComparisonLock lock;
        private final Listener listener;
        private final List<PlannedRun> runs = new ArrayList<>();
        private final Map<String, RunSpec> specs = new LinkedHashMap<>();
        private final Map<String, RunRecord> complete;

        /**
         * Work for an executor.
         *
         * @param folder of the comparison, with a written plan
         * @param lock of the folder, which holds the runs
         * @param listener receives the progress of all runs
         * @param specs the runs, in the order of the plan
         * @param complete the records of complete runs, by the names of their folders
         */
        @Internal
        public Work(
                Lab lab,
                ComparisonFolder folder,
                ComparisonLock lock,
                Listener listener,
                List<RunSpec> specs,
                Map<String, RunRecord> complete) {
            this.lab = lab;
            this.folder = folder;
            this.lock = lock;
            this.listener = listener;
            for (RunSpec spec : specs) {
                PlannedRun run = spec.planned();
                runs.add(run);
                this.specs.put(run.folderName(), spec);
            }
            this.complete = Map.copyOf(complete);
        }

        /** Returns what the runs share. */
        @Internal
        public Lab lab() {
            return lab;
        }

        /** Returns the config of a run. */
        @Internal
        public RunSpec spec(PlannedRun run) {
            RunSpec spec = specs.get(run.folderName());
            if (spec == null) {
                throw new IllegalArgumentException(run.label() + " is not a run of this work");
            }
            return spec;
        }

        /** Returns the folder of the comparison, with a written plan. */
        public ComparisonFolder folder() {
            return folder;
        }

        /**
         * Returns the listener to the progress of all runs. If it interrupts them, no further run
         * starts.
         */
        public Listener listener() {
            return listener;
        }

        /** Returns the runs, in the order of the plan. */
        public List<PlannedRun> runs() {
            return List.copyOf(runs);
        }

        /**
         * Checks that complete runs were made with the present data.
         *
         * @throws org.vaelab.experiments.config.UserError if one was not
         */
        public void requireDataOfComplete() {
            for (PlannedRun run : runs) {
                RunRecord record = complete.get(run.folderName());
                if (record != null) {
                    String what = "run " + run.folderName();
                    lab.dataOf(record, spec(run), what, UsedData.BEGIN_ANEW);
                }
            }
        }

        /**
         * Returns whether a run is complete, so that it is kept. The listener learns of it then.
         */
        public boolean keeps(PlannedRun run) {
            RunRecord record = complete.get(run.folderName());
            if (record == null) {
                return false;
            }
            UsedPlugins.require(record, lab.plugins().jars(), run.folderName());
            listener.heard(new RunEvent.Kept(run, "complete already"));
            return true;
        }

        /**
         * Executes a run in this process and thread.
         *
         * @throws IOException if its folder cannot be read or written
         */
        public Ending execute(PlannedRun run) throws IOException {
            try (Closeable working = lock.working(run)) {
                return RunExecution.execute(lab, run, spec(run), folder.run(run), listener)
                        .map(
                                record ->
                                        record.status() == RunStatus.COMPLETED
                                                ? Ending.COMPLETED
                                                : Ending.FAILED)
                        .orElse(Ending.INTERRUPTED);
            } catch (OutOfMemoryError e) {
                // Not even the failure could be recorded. Other runs may need less.
                listener.heard(new RunEvent.Lost(run, FailedRun.of(e).cause()));
                return Ending.FAILED;
            }
        }
    }

    /**
     * The result of the runs.
     *
     * @param completed the number of complete runs, including those kept
     * @param failed the number of failed runs
     * @param interrupted the number of runs that were interrupted or not started
     */
    record Summary(int completed, int failed, int interrupted) {}

    /** How a run ended. */
    enum Ending {
        COMPLETED,
        FAILED,
        INTERRUPTED
    }

    /**
     * Executes the runs that are not complete.
     *
     * @throws org.vaelab.experiments.config.UserError if a complete run was made with other data
     * @throws IOException if a folder cannot be read or written, or no machine can be reached
     */
    Summary run(Work work) throws IOException;

    /**
     * Returns the executor of this process.
     *
     * @param parallel how many runs at once, at least 1
     */
    static Executor local(int parallel) {
        return new LocalExecutor(parallel);
    }
}
