// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.settings.Counts;

/**
 * Copies of a trained model, each on a thread of its own, that serve any number of threads. An
 * answer is that of a single {@link Model}, whatever the other threads ask. Calls are served in
 * their order. Work must not wait for another call of its pool, such as by a lock or a future: when
 * all models wait so, none serves that call, and all wait for ever. Only a call within a call is
 * noticed.
 *
 * <pre>{@code
 * try (ModelPool pool = ModelPool.open(results.run("vae", 1), 4)) {
 *     double[][] codes = pool.call(m -> m.encode(values).location());
 *     pool.call(
 *             m -> {
 *                 m.sample(RandomKey.of(1), 50).to(Path.of("samples.csv")); // may throw an IOException
 *                 return null;
 *             });
 * }
 * }</pre>
 *
 * <p>What the work throws reaches its caller. A call within a call, and one of a closed pool, is
 * rejected by an IllegalStateException.
 */
public final class ModelPool implements AutoCloseable {

    /**
     * What is done with a model.
     *
     * @param <T> the answer
     * @param <E> what it throws; inferred for a lambda
     */
    @FunctionalInterface
    public interface Work<T, E extends Exception> {

        /** Returns the answer. The model belongs to the pool: it is not closed, and not kept. */
        T of(Model model) throws E;
    }

    /** A thread that opens its model when it first works, and closes it when the pool ends. */
    private static final class Worker extends Thread {

        private final Runnable work;
        private final Supplier<Model> opening;
        private final ModelPool pool;
        private @Nullable Model model;

        Worker(ModelPool pool, Runnable work, Supplier<Model> opening) {
            super("vaelab-model");
            setDaemon(true);
            this.pool = pool;
            this.work = work;
            this.opening = opening;
        }

        Model model() {
            if (model == null) {
                model = opening.get();
                model.pooled(true);
            }
            return model;
        }

        @Override
        public void run() {
            try {
                work.run();
            } finally {
                if (model != null) {
                    model.pooled(false);
                    model.close();
                }
            }
        }
    }

    private final ExecutorService threads;

    private ModelPool(int models, Supplier<Model> opening) {
        Counts.atLeastOne("models", models);
        this.threads =
                Executors.newFixedThreadPool(models, work -> new Worker(this, work, opening));
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
     * Returns what a model answers, after one is free.
     *
     * @param work is done on the thread of the model; what it throws, checked or not, is thrown here
     * @throws IllegalStateException if the pool is closed, or the work of this pool calls it again:
     *     it would wait for itself
     */
    public <T, E extends Exception> T call(Work<T, E> work) throws E {
        Objects.requireNonNull(work, "work must not be null");
        if (Thread.currentThread() instanceof Worker worker && worker.pool == this) {
            throw new IllegalStateException(
                    "call within a call of the same pool, which would wait for itself: use the model"
                            + " that the work is given");
        }
        try {
            return CompletableFuture.supplyAsync(() -> answer(work), threads).join();
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("the pool is closed", e);
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            @SuppressWarnings("unchecked") // It is an E, or unchecked.
            E thrown = (E) e.getCause();
            throw Objects.requireNonNull(thrown);
        }
    }

    private static <T> T answer(Work<T, ?> work) {
        try {
            return work.of(((Worker) Thread.currentThread()).model());
        } catch (Exception | Error e) {
            throw new CompletionException(e);
        }
    }

    /** Frees the models after the calls that they serve. Later calls throw. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
