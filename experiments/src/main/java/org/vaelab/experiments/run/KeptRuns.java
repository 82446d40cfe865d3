// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.util.List;
import java.util.Map;
import org.vaelab.framework.record.RunRecord;

/**
 * The complete runs of a comparison, which are not executed again.
 *
 * @param complete their records, by the names of their folders
 */
public record KeptRuns(RunExecutor executor, Map<String, RunRecord> complete) {

    /**
     * Checks that complete runs were made with the present data.
     *
     * @throws ChangedDataException if one was not
     */
    public void requireDataOf(List<Job> jobs) {
        for (Job job : jobs) {
            RunRecord record = complete.get(job.planned().folderName());
            if (record != null) {
                String what = "run " + job.planned().folderName();
                executor.requireDataOf(record, job.spec(), what, UsedData.BEGIN_ANEW);
            }
        }
    }

    /** Returns whether a run is complete. The listener learns of it then. */
    public boolean keeps(Job job, RunListener listener) {
        RunRecord record = complete.get(job.planned().folderName());
        if (record == null) {
            return false;
        }
        executor.requirePluginsOf(record, job.planned());
        listener.kept(job.planned());
        return true;
    }
}
