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
import java.util.concurrent.TimeUnit;
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

    /** Returns whether the work was stopped, or the thread that waits for it interrupted. */
    static boolean isStopped() {
        return Thread.currentThread() instanceof Worker worker && worker.stopped.get();
    }

    /** Stops all tasks that are carried out together with the one of this thread. */
    static void stop() {
        if (Thread.currentThread() instanceof Worker worker) {
            worker.stopped.set(true);
        }
    }

    /**
     * Carries out the tasks, and waits for all. If this thread is interrupted, or a task throws, it
     * tells the tasks to stop and waits for their checkpoints; an interrupted thread is interrupted
     * again.
     *
     * @param parallel how many at once, at least 1
     * @param thread the name of the threads
     * @return how many tasks ended in which way
     * @throws IOException if a task throws it; other exceptions of tasks are thrown as they are
     */
    static Executor.Summary all(List<Callable<Executor.Ending>> tasks, int parallel, String thread)
            throws IOException {
        AtomicBoolean stopped = new AtomicBoolean();
        boolean isDone = false;
        ExecutorService pool =
                Executors.newFixedThreadPool(parallel, task -> new Worker(task, thread, stopped));
        try {
            List<Future<Executor.Ending>> futures = new ArrayList<>();
            tasks.forEach(task -> futures.add(pool.submit(task)));
            List<Executor.Ending> endings = new ArrayList<>();
            for (Future<Executor.Ending> future : futures) {
                endings.add(await(future, stopped));
            }
            isDone = true;
            return new Executor.Summary(
                    Collections.frequency(endings, Executor.Ending.COMPLETED),
                    Collections.frequency(endings, Executor.Ending.FAILED),
                    Collections.frequency(endings, Executor.Ending.INTERRUPTED));
        } finally {
            stopped.compareAndSet(false, !isDone);
            pool.shutdown();
            awaitEnd(pool);
        }
    }

    private static void awaitEnd(ExecutorService pool) {
        try {
            while (!pool.awaitTermination(1, TimeUnit.DAYS)) {
                // The tasks leave checkpoints.
            }
        } catch (InterruptedException e) {
            awaitEnd(pool);
            Thread.currentThread().interrupt();
        }
    }

    private static Executor.Ending await(Future<Executor.Ending> result, AtomicBoolean stopped)
            throws IOException {
        try {
            return result.get();
        } catch (InterruptedException e) {
            stopped.set(true);
            try {
                return await(result, stopped);
            } finally {
                Thread.currentThread().interrupt();
            }
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
