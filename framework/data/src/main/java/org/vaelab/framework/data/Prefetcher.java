// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Computes the next batches of a training stream on a daemon thread, off the critical path.
 *
 * <p>The batches are those of {@link Batches#at}, byte for byte. At most {@code depth} of them wait
 * in the queue. A failure of the stream is thrown by {@link #next} where its batch would have been.
 * One thread may take batches; {@link #close} ends the background thread.
 */
public final class Prefetcher implements AutoCloseable {
    private final Batches batches;
    private final ExecutorService background;
    /** The batches of the next steps, in order, whether they are computed or not. */
    private final Queue<Future<MiniBatch>> ready = new ArrayDeque<>();

    private long nextStep;
    private @Nullable MiniBatch lent;

    /**
     * Begins to compute the batches of steps {@code firstStep}, {@code firstStep + 1}, ...
     *
     * @param depth the number of batches that may wait, at least 1
     */
    public Prefetcher(Batches batches, long firstStep, int depth) {
        if (!(depth > 0)) {
            throw new IllegalArgumentException("prefetch depth " + depth + ", expected at least 1");
        }
        this.batches = batches;
        this.nextStep = firstStep;
        this.background =
                Executors.newSingleThreadExecutor(
                        task -> {
                            Thread thread = new Thread(task, "vaelab-prefetch");
                            thread.setDaemon(true);
                            return thread;
                        });
        // One more than can wait: the batch that the trainer is working on.
        for (int i = 0; i <= depth; i++) {
            compute(batches.allocate());
        }
    }

    private void compute(MiniBatch buffers) {
        long step = nextStep++;
        ready.add(background.submit(() -> batches.at(step, buffers)));
    }

    /**
     * The batch of the next step. Its arrays stay as they are until the next call of this method.
     *
     * @throws RuntimeException what the stream threw (or an error), with the background's stack trace
     * @throws IllegalStateException if this prefetcher was closed, or the thread was interrupted;
     *     the interrupt flag is then set
     */
    public MiniBatch next() {
        if (background.isShutdown()) {
            throw new IllegalStateException("the prefetcher is closed");
        }
        if (lent != null) {
            compute(lent);
            lent = null;
        }
        try {
            // A failure stays the first in the queue: each further call throws it too.
            MiniBatch batch = ready.element().get();
            ready.remove();
            lent = batch;
            return batch;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) Objects.requireNonNull(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a batch", e);
        }
    }

    /** Ends the background thread and waits for its end. The last batch stays valid. */
    @Override
    public void close() {
        background.shutdownNow();
        boolean interrupted = false;
        while (!background.isTerminated()) {
            try {
                background.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
