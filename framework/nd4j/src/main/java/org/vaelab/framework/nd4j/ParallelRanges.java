// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Splits large work over threads, by ranges of elements, rows or columns. Each range is computed as
 * it would be alone, so the bits are the same for any number of threads.
 */
final class ParallelRanges {

    /** Less work than this, in elements, takes no longer than to wake a thread. */
    static final int WORTH = 1 << 17;

    /** Ranges of elements begin at multiples of this: whole vectors and cache lines. */
    private static final int GRAIN = 16;

    private final List<Tiles> tiles;
    private final int worth;
    private final ExecutorService threads;

    /**
     * Works on the caller's thread and on daemon threads, which start with the first work for them.
     *
     * @param worth elements from which on work is split
     */
    ParallelRanges(int count, int worth) {
        this.worth = worth;
        tiles = Stream.generate(Tiles::new).limit(count).toList();
        threads =
                Executors.newFixedThreadPool(
                        Math.max(1, count - 1),
                        work -> {
                            Thread thread = new Thread(work, "vaelab-nd4j-kernels");
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    /** Work on a range, with the scratch arrays of its thread. */
    interface Part {
        void run(Tiles tiles, int from, int to);
    }

    /** Returns the scratch arrays of the caller's thread. */
    Tiles own() {
        return tiles.get(0);
    }

    void splitElements(int n, Part part) {
        split(n, GRAIN, n, part);
    }

    void splitRows(int rows, int width, Part part) {
        split(rows, 1, (long) rows * width, part);
    }

    void splitColumns(int rows, int columns, Part part) {
        split(columns, GRAIN, (long) rows * columns, part);
    }

    private void split(int size, int grain, long work, Part part) {
        if (size == 0) {
            return;
        }
        int grains = (size + grain - 1) / grain;
        int parts = work < worth ? 1 : Math.min(tiles.size(), grains);
        if (parts <= 1) {
            part.run(own(), 0, size);
            return;
        }
        List<Future<?>> running = new ArrayList<>(parts - 1);
        for (int i = 1; i < parts; i++) {
            int from = begin(i, parts, grains) * grain;
            int to = Math.min(size, begin(i + 1, parts, grains) * grain);
            Tiles theirs = tiles.get(i);
            running.add(threads.submit(() -> part.run(theirs, from, to)));
        }
        try {
            part.run(own(), 0, begin(1, parts, grains) * grain);
        } finally {
            running.forEach(ParallelRanges::await);
        }
    }

    private static int begin(int index, int parts, int grains) {
        return (int) ((long) grains * index / parts);
    }

    /** Waits whatever happens: memory in use must not be freed. */
    private static void await(Future<?> running) {
        boolean interrupted = false;
        while (true) {
            try {
                running.get();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                throw new IllegalStateException("a part of an operation failed", e.getCause());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    void close() {
        threads.shutdown();
    }
}
