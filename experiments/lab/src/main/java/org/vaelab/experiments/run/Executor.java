// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.vaelab.experiments.plan.Job;
import org.vaelab.experiments.use.RunContext;
import org.vaelab.experiments.use.UsedData;
import org.vaelab.experiments.use.UsedPlugins;
import org.vaelab.framework.plugin.PluginJars;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.RunRecord;

/** Executes runs of a written plan, in this process or on other machines. */
@FunctionalInterface
public interface Executor {

    /**
     * The runs to execute.
     *
     * @param context what runs of this process share
     * @param folder of the comparison, with a written plan
     * @param lock of the folder, which holds the runs
     * @param listener receives the progress of all runs; if it interrupts them, no further run starts
     * @param jobs the runs, in the order of the plan
     * @param complete the records of complete runs, by the names of their folders
     */
    record Work(
            RunContext context,
            ComparisonFolder folder,
            ComparisonLock lock,
            Listener listener,
            List<Job> jobs,
            Map<String, RunRecord> complete) {

        public Work {
            jobs = List.copyOf(jobs);
            complete = Map.copyOf(complete);
        }

        /**
         * Checks that complete runs were made with the present data.
         *
         * @throws org.vaelab.experiments.config.UserError if one was not
         */
        public void requireDataOfComplete() {
            for (Job job : jobs) {
                RunRecord record = complete.get(job.planned().folderName());
                if (record != null) {
                    String what = "run " + job.planned().folderName();
                    context.dataOf(record, job.spec(), what, UsedData.BEGIN_ANEW);
                }
            }
        }

        /** Returns whether a run is complete, so that it is kept. The listener learns of it then. */
        public boolean keeps(Job job) {
            RunRecord record = complete.get(job.planned().folderName());
            if (record == null) {
                return false;
            }
            PluginJars jars = context.plugins().jars();
            UsedPlugins.require(record, jars, job.planned().folderName());
            listener.heard(new RunEvent.Kept(job.planned(), "complete already"));
            return true;
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
