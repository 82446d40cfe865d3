// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.util.List;
import java.util.Map;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.use.RunContext;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunRecord;

/** What modules of VaeLab see of {@link Executor.Work} beyond the API. */
@Internal
public final class WorkAccess {

    private WorkAccess() {}

    /**
     * Returns work for an executor.
     *
     * @param context what runs of this process share
     * @param folder of the comparison, with a written plan
     * @param lock of the folder, which holds the runs
     * @param listener receives the progress of all runs
     * @param specs the runs, in the order of the plan
     * @param complete the records of complete runs, by the names of their folders
     */
    public static Executor.Work of(
            RunContext context,
            ComparisonFolder folder,
            ComparisonLock lock,
            Listener listener,
            List<RunSpec> specs,
            Map<String, RunRecord> complete) {
        return new Executor.Work(context, folder, lock, listener, specs, complete);
    }

    /** Returns what runs of this process share. */
    public static RunContext context(Executor.Work work) {
        return work.context();
    }

    /** Returns the config of a run. */
    public static RunSpec spec(Executor.Work work, PlannedRun run) {
        return work.spec(run);
    }
}
