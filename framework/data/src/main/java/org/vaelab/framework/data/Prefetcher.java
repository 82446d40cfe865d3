// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;

/**
 * Computes the next batches of a training stream on a daemon thread, off the critical path.
 *
 * <p>The batches are those of {@link Batches#at}, byte for byte. At most {@code depth} of them wait
 * in the queue. A failure of the stream is thrown by {@link #next} where its batch would have been.
 * One thread may take batches; {@link #close} ends the background thread.
 */
@Internal
public final class Prefetcher implements AutoCloseable {
    private final BlockingQueue<Item> ready;
    private final BlockingQueue<MiniBatch> free;
    private final Thread thread;
    private @Nullable MiniBatch lent;
    private @Nullable Throwable failure;
    private boolean closed;

    /**
     * Begins to compute the batches of steps {@code firstStep}, {@code firstStep + 1}, ...
     *
     * @param depth the number of batches that may wait, at least 1
     */
    public Prefetcher(Batches batches, long firstStep, int depth) {
        if (!(depth > 0)) {
            throw new IllegalArgumentException("prefetch depth " + depth + ", expected at least 1");
        }
        ready = new ArrayBlockingQueue<>(depth);
        // One more than can wait: the batch that the trainer is working on.
        free = new ArrayBlockingQueue<>(depth + 1);
        for (int i = 0; i <= depth; i++) {
            free.add(batches.allocate());
        }
        thread = new Thread(() -> fill(batches, firstStep), "vaelab-prefetch");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * The batch of the next step. Its arrays stay as they are until the next call of this method.
     *
     * @throws RuntimeException what the stream threw (or an error), with the background's stack
     *     trace
     * @throws IllegalStateException if this prefetcher was closed, or the thread was interrupted;
     *     the interrupt flag is then set
     */
    public MiniBatch next() {
        if (closed) {
            throw new IllegalStateException("the prefetcher is closed");
        }
        throwFailure();
        if (lent != null) {
            free.add(lent);
            lent = null;
        }
        try {
            Item item = ready.take();
            if (item.failure != null) {
                failure = item.failure;
                throwFailure();
            }
            lent = item.batch;
            return item.batch;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a batch", e);
        }
    }

    private void throwFailure() {
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
    }

    /** Ends the background thread and waits for its end. The last batch stays valid. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void fill(Batches batches, long firstStep) {
        try {
            for (long step = firstStep; ; step++) {
                MiniBatch buffers = free.take();
                Item item;
                try {
                    item = new Item(batches.at(step, buffers), null);
                } catch (RuntimeException | Error e) {
                    // An error too: else the trainer would wait for its batch for ever.
                    item = new Item(buffers, e);
                }
                ready.put(item);
                if (item.failure != null) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            // Closed: nobody waits for the batches any more.
            Thread.currentThread().interrupt();
        }
    }

    private record Item(MiniBatch batch, @Nullable Throwable failure) {}
}
