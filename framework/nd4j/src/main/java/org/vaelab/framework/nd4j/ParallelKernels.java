// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.vaelab.framework.tensor.Activation;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Unary;

/**
 * Kernels that split large work over threads, by ranges of elements, rows or columns. Each range is
 * computed as it would be alone, so the bits are the same for any number of threads.
 */
final class ParallelKernels implements Kernels {

    /** Less work than this takes no longer than to wake a thread. */
    static final int WORTH = 1 << 17;

    /** Ranges of elements begin at multiples of this: whole vectors and cache lines. */
    private static final int GRAIN = 16;

    private final List<Kernels> kernels;
    private final int worth;
    private final ExecutorService workers;

    /**
     * Starts a daemon thread for each of the kernels but the first, which the caller's thread uses.
     *
     * @param worth elements from which on work is split
     */
    ParallelKernels(List<Kernels> kernels, int worth) {
        this.kernels = List.copyOf(kernels);
        this.worth = worth;
        workers =
                Executors.newFixedThreadPool(
                        kernels.size() - 1,
                        work -> {
                            Thread thread = new Thread(work, "vaelab-nd4j-kernels");
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    /** Returns kernels for a number of threads. */
    static Kernels of(int threads) {
        return threads == 1
                ? new TiledKernels()
                : new ParallelKernels(
                        Stream.<Kernels>generate(TiledKernels::new).limit(threads).toList(), WORTH);
    }

    /** Work on a range of elements, rows or columns. */
    private interface Part {
        void run(Kernels kernels, int from, int n);
    }

    private void split(int size, int grain, long work, Part part) {
        int grains = (size + grain - 1) / grain;
        int parts = work < worth ? 1 : Math.min(kernels.size(), grains);
        if (parts <= 1) {
            part.run(kernels.get(0), 0, size);
            return;
        }
        List<Future<?>> running = new ArrayList<>(parts - 1);
        for (int i = 1; i < parts; i++) {
            int from = begin(i, parts, grains) * grain;
            int to = Math.min(size, begin(i + 1, parts, grains) * grain);
            Kernels own = kernels.get(i);
            running.add(workers.submit(() -> part.run(own, from, to - from)));
        }
        try {
            part.run(kernels.get(0), 0, begin(1, parts, grains) * grain);
        } finally {
            running.forEach(ParallelKernels::await);
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

    private void splitElements(int n, Part part) {
        split(n, GRAIN, n, part);
    }

    private void splitRows(int rows, int width, Part part) {
        split(rows, 1, (long) rows * width, part);
    }

    // -------------------------------------------------------------------------------- the kernels

    @Override
    public void unary(Unary function, Floats x, Floats y, int n) {
        splitElements(n, (k, at, m) -> k.unary(function, x.plus(at), y.plus(at), m));
    }

    @Override
    public void binary(Binary function, Floats a, Floats b, Floats y, int n) {
        splitElements(n, (k, at, m) -> k.binary(function, a.plus(at), b.plus(at), y.plus(at), m));
    }

    @Override
    public void binary(Binary function, Floats a, float b, Floats y, int n) {
        splitElements(n, (k, at, m) -> k.binary(function, a.plus(at), b, y.plus(at), m));
    }

    @Override
    public void binaryRows(Binary function, Floats a, Floats row, Floats y, int rows, int width) {
        splitRows(
                rows,
                width,
                (k, from, n) -> {
                    int at = from * width;
                    k.binaryRows(function, a.plus(at), row, y.plus(at), n, width);
                });
    }

    @Override
    public void activate(Activation activation, Floats bias, Floats y, int rows, int width) {
        splitRows(
                rows,
                width,
                (k, from, n) -> k.activate(activation, bias, y.plus(from * width), n, width));
    }

    @Override
    public void activationGradient(Activation activation, Floats y, Floats dy, Floats dx, int n) {
        splitElements(
                n,
                (k, at, m) ->
                        k.activationGradient(activation, y.plus(at), dy.plus(at), dx.plus(at), m));
    }

    @Override
    public void adam(AdamConstants constants, Floats w, Floats g, Floats m, Floats v, int n) {
        splitElements(
                n,
                (k, at, size) ->
                        k.adam(constants, w.plus(at), g.plus(at), m.plus(at), v.plus(at), size));
    }

    @Override
    public void columnSums(Floats a, int rows, int width, Floats sums, int columns) {
        split(
                columns,
                GRAIN,
                (long) rows * columns,
                (k, at, n) -> k.columnSums(a.plus(at), rows, width, sums.plus(at), n));
    }

    @Override
    public void bernoulliLogProbability(Floats l, Floats x, Floats result, int rows, int width) {
        splitRows(
                rows,
                width,
                (k, from, n) -> {
                    int at = from * width;
                    k.bernoulliLogProbability(l.plus(at), x.plus(at), result.plus(from), n, width);
                });
    }

    @Override
    public void bernoulliLogProbabilityGradient(
            Floats l, Floats x, Floats weights, Floats result, int rows, int width) {
        splitRows(
                rows,
                width,
                (k, from, n) -> {
                    int at = from * width;
                    k.bernoulliLogProbabilityGradient(
                            l.plus(at), x.plus(at), weights.plus(from), result.plus(at), n, width);
                });
    }

    @Override
    public void close() {
        workers.shutdown();
        kernels.forEach(Kernels::close);
    }
}
