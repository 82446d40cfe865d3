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
import java.util.concurrent.atomic.AtomicBoolean;

/** Carries out work on runs on threads of its own. */
final class InParallel {

    private InParallel() {}

    /** A thread that learns when its work is to stop. */
    private static final class Worker extends Thread {

        private final AtomicBoolean stopped;

        Worker(Runnable task, String name, AtomicBoolean stopped) {
            super(task, name);
            this.stopped = stopped;
        }
    }

    /** Returns whether the thread that waits for the work of this one was interrupted. */
    static boolean isStopped() {
        return Thread.currentThread() instanceof Worker worker && worker.stopped.get();
    }

    /**
     * Carries out the tasks, and waits for all. If this thread is interrupted, it tells the tasks to stop,
     * waits for their checkpoints, and is interrupted again.
     *
     * @param parallel how many at once, at least 1
     * @param thread the name of the threads
     * @return how many tasks ended in which way
     * @throws IOException if a task throws it; other exceptions of tasks are thrown as they are
     */
    static Executor.Summary all(List<Callable<Executor.Ending>> tasks, int parallel, String thread)
            throws IOException {
        AtomicBoolean stopped = new AtomicBoolean();
        ExecutorService pool =
                Executors.newFixedThreadPool(parallel, task -> new Worker(task, thread, stopped));
        try {
            List<Future<Executor.Ending>> futures = new ArrayList<>();
            tasks.forEach(task -> futures.add(pool.submit(task)));
            List<Executor.Ending> endings = new ArrayList<>();
            for (Future<Executor.Ending> future : futures) {
                endings.add(await(future, stopped));
            }
            return new Executor.Summary(
                    Collections.frequency(endings, Executor.Ending.COMPLETED),
                    Collections.frequency(endings, Executor.Ending.FAILED),
                    Collections.frequency(endings, Executor.Ending.INTERRUPTED));
        } finally {
            pool.shutdownNow();
            if (stopped.get()) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Executor.Ending await(Future<Executor.Ending> result, AtomicBoolean stopped)
            throws IOException {
        try {
            return result.get();
        } catch (InterruptedException e) {
            stopped.set(true);
            return await(result, stopped);
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
