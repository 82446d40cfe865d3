// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Carries out work on runs on threads of its own. */
final class InParallel {

    private InParallel() {}

    /**
     * Carries out the tasks, and waits for all.
     *
     * @param parallel how many at once, at least 1
     * @param thread the name of the threads
     * @return how many tasks ended in which way
     * @throws IOException if a task throws it; other exceptions of tasks are thrown as they are
     */
    static Executor.Summary all(List<Callable<Executor.Ending>> tasks, int parallel, String thread)
            throws IOException {
        ExecutorService pool =
                Executors.newFixedThreadPool(parallel, task -> new Thread(task, thread));
        try {
            List<Future<Executor.Ending>> futures = new ArrayList<>();
            tasks.forEach(task -> futures.add(pool.submit(task)));
            List<Executor.Ending> endings = new ArrayList<>();
            for (Future<Executor.Ending> future : futures) {
                endings.add(await(future));
            }
            return new Executor.Summary(
                    Collections.frequency(endings, Executor.Ending.COMPLETED),
                    Collections.frequency(endings, Executor.Ending.FAILED),
                    Collections.frequency(endings, Executor.Ending.INTERRUPTED));
        } finally {
            pool.shutdownNow();
        }
    }

    private static Executor.Ending await(Future<Executor.Ending> result) throws IOException {
        try {
            return result.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while runs are under way", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof IOException io) {
                throw io;
            }
            if (cause instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (cause instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(cause);
        }
    }
}
