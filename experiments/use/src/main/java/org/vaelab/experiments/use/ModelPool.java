// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.settings.Counts;

/**
 * Copies of a trained model, each on a thread of its own, that serve any number of threads. An
 * answer is that of a single {@link Model}, whatever the other threads ask. Calls are served in
 * their order.
 *
 * <pre>{@code
 * try (ModelPool pool = ModelPool.open(results.run("vae", 1), 4)) {
 *     float[][] codes = pool.call(m -> m.encode(values).location());
 * }
 * }</pre>
 */
public final class ModelPool implements AutoCloseable {

    /** A thread that opens its model when it first works, and closes it when the pool ends. */
    private static final class Worker extends Thread {

        private final Runnable work;
        private final Supplier<Model> opening;
        private @Nullable Model model;

        Worker(Runnable work, Supplier<Model> opening) {
            super("vaelab-model");
            setDaemon(true);
            this.work = work;
            this.opening = opening;
        }

        Model model() {
            if (model == null) {
                model = opening.get();
            }
            return model;
        }

        @Override
        public void run() {
            try {
                work.run();
            } finally {
                if (model != null) {
                    model.close();
                }
            }
        }
    }

    private final ExecutorService threads;

    private ModelPool(int models, Supplier<Model> opening) {
        Counts.atLeastOne("models", models);
        this.threads = Executors.newFixedThreadPool(models, work -> new Worker(work, opening));
    }

    /**
     * Opens models of a run. Each has its own parameters in memory.
     *
     * @param models how many at most; one is opened at once, and others when they are needed
     * @throws IOException if the folder holds no record
     * @throws IllegalArgumentException if it holds no checkpoint, or the number is not positive
     */
    public static ModelPool open(RunFolder run, int models) throws IOException {
        return open(run, models, Lab.with());
    }

    /** Opens models of a run that may have parts of plugins. */
    public static ModelPool open(RunFolder run, int models, Lab lab) throws IOException {
        ModelPool pool =
                new ModelPool(
                        models,
                        () -> {
                            try {
                                return Model.open(run, lab);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
        try {
            pool.call(model -> "opened");
            return pool;
        } catch (RuntimeException e) {
            pool.close();
            if (e instanceof UncheckedIOException io) {
                throw io.getCause();
            }
            throw e;
        }
    }

    /**
     * Returns what a model answers, after one is free. The model must not be kept.
     *
     * @param work is done on the thread of the model; what it throws is thrown here
     * @throws IllegalStateException if the pool is closed
     */
    public <T> T call(Function<Model, T> work) {
        try {
            return CompletableFuture.supplyAsync(
                            () -> work.apply(((Worker) Thread.currentThread()).model()), threads)
                    .join();
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("the pool is closed", e);
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        }
    }

    /** Frees the models after the calls that they serve. Later calls throw. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
