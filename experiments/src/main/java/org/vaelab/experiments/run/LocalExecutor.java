// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.vaelab.framework.record.RunStatus;

/**
 * Executes runs in this process. Complete ones are kept, if they were made with the present data.
 *
 * @param parallel how many at once, at least 1
 */
record LocalExecutor(int parallel) implements Executor {

    private static final String THREAD = "vaelab-run";

    private enum Ending {
        COMPLETED,
        FAILED,
        INTERRUPTED
    }

    LocalExecutor {
        if (parallel < 1) {
            throw new IllegalArgumentException("parallel must be at least 1, is " + parallel);
        }
    }

    @Override
    public Summary run(Work work) throws IOException {
        KeptRuns kept = new KeptRuns(work.executor(), work.complete());
        kept.requireDataOf(work.jobs());
        List<Callable<Ending>> tasks = new ArrayList<>();
        for (Job job : work.jobs()) {
            tasks.add(() -> run(job, kept, work));
        }
        List<Ending> endings = InParallel.all(tasks, parallel, THREAD);
        return new Summary(
                Collections.frequency(endings, Ending.COMPLETED),
                Collections.frequency(endings, Ending.FAILED),
                Collections.frequency(endings, Ending.INTERRUPTED));
    }

    private static Ending run(Job job, KeptRuns kept, Work work) throws IOException {
        if (kept.keeps(job, work.listener())) {
            return Ending.COMPLETED;
        }
        if (work.interrupted().getAsBoolean()) {
            return Ending.INTERRUPTED;
        }
        try (Closeable working = work.lock().working(job.planned())) {
            return work.executor()
                    .execute(
                            job,
                            work.folder().run(job.planned()),
                            work.listener(),
                            work.interrupted())
                    .map(r -> r.status() == RunStatus.COMPLETED ? Ending.COMPLETED : Ending.FAILED)
                    .orElse(Ending.INTERRUPTED);
        }
    }
}
