// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.PlannedRun;

/**
 * Executes runs in this process. Complete ones are kept, if they were made with the present data.
 *
 * @param parallel how many at once, at least 1
 */
@Internal
public record LocalExecutor(int parallel) implements Executor {

    private static final String THREAD = "vaelab-run";

    public LocalExecutor {
        if (parallel < 1) {
            throw new IllegalArgumentException("parallel must be at least 1, is " + parallel);
        }
    }

    @Override
    public Summary run(Work work) throws IOException {
        work.requireDataOfComplete();
        List<Callable<Ending>> tasks = new ArrayList<>();
        for (PlannedRun planned : work.runs()) {
            tasks.add(() -> run(planned, work));
        }
        return InParallel.all(tasks, parallel, THREAD);
    }

    private static Ending run(PlannedRun planned, Work work) throws IOException {
        if (work.keeps(planned)) {
            return Ending.COMPLETED;
        }
        if (work.listener().isInterrupted() || InParallel.isStopped()) {
            return Ending.INTERRUPTED;
        }
        return work.execute(planned);
    }
}
