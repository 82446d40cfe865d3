// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.vaelab.experiments.plan.FailedRun;
import org.vaelab.experiments.plan.Job;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.RunStatus;

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
        for (Job job : work.jobs()) {
            tasks.add(() -> run(job, work));
        }
        return InParallel.all(tasks, parallel, THREAD);
    }

    private static Ending run(Job job, Work work) throws IOException {
        if (work.keeps(job)) {
            return Ending.COMPLETED;
        }
        if (work.listener().isInterrupted() || InParallel.isStopped()) {
            return Ending.INTERRUPTED;
        }
        try (Closeable working = work.lock().working(job.planned())) {
            return RunExecution.execute(
                            work.context(), job, work.folder().run(job.planned()), work.listener())
                    .map(r -> r.status() == RunStatus.COMPLETED ? Ending.COMPLETED : Ending.FAILED)
                    .orElse(Ending.INTERRUPTED);
        } catch (OutOfMemoryError e) {
            // Not even the failure could be recorded. Other runs may need less.
            work.listener().heard(new RunEvent.Lost(job.planned(), FailedRun.of(e).cause()));
            return Ending.FAILED;
        }
    }
}
