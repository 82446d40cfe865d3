// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.blocks;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Work in Java beside that of a device, on other threads. No such work may touch a tensor.
 *
 * <p>Items are shared out. The work on an item is done in the order in which it was asked for, so
 * results do not depend on the number of threads. All evaluations of the process have {@link
 * #THREADS} threads in common. They are daemons, and end if they are idle. For one calling thread.
 */
public final class Workers implements AutoCloseable {

    private static final int MOST_THREADS = 16;

    /** One less than there are processors, from 1 to 16. */
    static final int THREADS =
            Math.max(1, Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors() - 1));

    /**
     * How many calls of {@link #share} may be unfinished, which bounds the memory of their
     * arguments.
     */
    private static final int UNFINISHED = 4;

    private static final Executor POOL = pool();

    private final Deque<CompletableFuture<Void>> unfinished = new ArrayDeque<>();
    private final CompletableFuture<?>[] lanes;
    private volatile boolean closed;

    public Workers() {
        this(THREADS);
    }

    /**
     * Creates lanes.
     *
     * @param lanes how many items are worked on at once, if there are as many threads
     */
    public Workers(int lanes) {
        this.lanes = new CompletableFuture<?>[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            this.lanes[lane] = CompletableFuture.completedFuture(null);
        }
    }

    private static Executor pool() {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        1,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        work -> {
                            Thread thread = new Thread(work, "vaelab-worker");
                            thread.setDaemon(true);
                            return thread;
                        });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /**
     * Computes a result.
     *
     * @return waits for it, and throws what the computation throws
     */
    static <T> Supplier<T> later(Supplier<T> computation) {
        CompletableFuture<T> result = CompletableFuture.supplyAsync(computation, POOL);
        return () -> await(result);
    }

    /**
     * Works on items, after all earlier work on each. Waits if much is unfinished.
     *
     * @param items how many there are
     * @param work on the item of a number from 0 on
     * @throws RuntimeException what earlier work has thrown, or an error; work on its item and some
     *     others has ended then
     */
    public void share(int items, IntConsumer work) {
        if (unfinished.size() == UNFINISHED) {
            await(unfinished.remove());
        }
        for (int lane = 0; lane < Math.min(items, lanes.length); lane++) {
            int first = lane;
            lanes[lane] =
                    lanes[lane].thenRunAsync(
                            () -> {
                                for (int i = first; i < items && !closed; i += lanes.length) {
                                    work.accept(i);
                                }
                            },
                            POOL);
        }
        unfinished.add(CompletableFuture.allOf(lanes));
    }

    /**
     * Waits until all work is done.
     *
     * @throws RuntimeException what work has thrown, or an error
     */
    public void finish() {
        unfinished.clear();
        await(CompletableFuture.allOf(lanes));
    }

    private static <T> T await(CompletableFuture<T> result) {
        try {
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    /** Leaves out work that is not done, and waits until no thread works for this object. */
    @Override
    public void close() {
        closed = true;
        CompletableFuture.allOf(lanes).handle((done, failure) -> failure).join();
    }
}
