// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Carries out tasks on threads of their own. */
public final class InParallel {

    private InParallel() {}

    /**
     * Carries out the tasks, and waits for all.
     *
     * @param parallel how many at once, at least 1
     * @param thread the name of the threads
     * @return the results, in the order of the tasks
     * @throws IOException if a task throws it; other exceptions of tasks are thrown as they are
     */
    public static <T> List<T> all(List<Callable<T>> tasks, int parallel, String thread)
            throws IOException {
        ExecutorService pool =
                Executors.newFixedThreadPool(parallel, task -> new Thread(task, thread));
        try {
            List<Future<T>> futures = new ArrayList<>();
            tasks.forEach(task -> futures.add(pool.submit(task)));
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(await(future));
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    private static <T> T await(Future<T> result) throws IOException {
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
