// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.vaelab.framework.record.RunFolder;

/**
 * Copies of a trained model, each on a thread of its own, that serve any number of threads. An answer is that of a
 * single {@link Model}, whatever the other threads ask.
 *
 * <pre>{@code
 * try (ModelPool pool = ModelPool.open(results.run("vae", 1), 4)) {
 *     float[][] codes = pool.call(m -> m.encode(values));
 * }
 * }</pre>
 */
public final class ModelPool implements AutoCloseable {

    /** A model with its thread. */
    private record Place(ExecutorService thread, Model model) {

        static Place open(RunFolder run, Lab lab) throws IOException {
            ExecutorService thread =
                    Executors.newSingleThreadExecutor(
                            work -> {
                                Thread made = new Thread(work, "vaelab-model");
                                made.setDaemon(true);
                                return made;
                            });
            CompletableFuture<Model> opened = new CompletableFuture<>();
            thread.execute(
                    () -> {
                        try {
                            opened.complete(Model.open(run, lab));
                        } catch (IOException | RuntimeException | Error e) {
                            opened.completeExceptionally(e);
                        }
                    });
            try {
                return new Place(thread, opened.join());
            } catch (CompletionException e) {
                thread.shutdown();
                if (e.getCause() instanceof IOException cause) {
                    throw cause;
                }
                throw unwrapped(e);
            }
        }

        <T> T call(Function<Model, T> work) {
            try {
                return CompletableFuture.supplyAsync(() -> work.apply(model), thread).join();
            } catch (CompletionException e) {
                throw unwrapped(e);
            }
        }

        void close() {
            thread.execute(model::close);
            thread.shutdown();
        }
    }

    private final LinkedBlockingQueue<Place> free = new LinkedBlockingQueue<>();
    private final Semaphore left;
    private final int models;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    private ModelPool(List<Place> places) {
        this.free.addAll(places);
        this.models = places.size();
        // Fair: no thread waits while others are served twice.
        this.left = new Semaphore(models, true);
    }

    /**
     * Opens a number of models of a run. Each has its own parameters in memory.
     *
     * @throws IOException if the folder holds no record
     * @throws IllegalArgumentException if it holds no checkpoint, or the number is not positive
     */
    public static ModelPool open(RunFolder run, int models) throws IOException {
        return open(run, models, Lab.with());
    }

    /** Opens a number of models of a run that may have parts of plugins. */
    public static ModelPool open(RunFolder run, int models, Lab lab) throws IOException {
        if (models < 1) {
            throw new IllegalArgumentException("a pool of " + models + " models");
        }
        List<Place> places = new ArrayList<>();
        try {
            for (int i = 0; i < models; i++) {
                places.add(Place.open(run, lab));
            }
        } catch (IOException | RuntimeException | Error e) {
            places.forEach(Place::close);
            throw e;
        }
        return new ModelPool(places);
    }

    /**
     * Returns what a model answers, after one is free. The model must not be kept.
     *
     * @param work is done on the thread of the model; what it throws is thrown here
     * @throws IllegalStateException if the pool is closed
     */
    public <T> T call(Function<Model, T> work) {
        left.acquireUninterruptibly();
        try {
            Place place = free.poll();
            if (place == null) {
                throw new IllegalStateException("the pool is closed");
            }
            try {
                return place.call(work);
            } finally {
                free.add(place);
            }
        } finally {
            left.release();
        }
    }

    private static RuntimeException unwrapped(CompletionException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return (RuntimeException) e.getCause();
    }

    /** Waits for the calls that are served, and frees the models. Later calls throw. */
    @Override
    public void close() {
        if (!isClosed.getAndSet(true)) {
            left.acquireUninterruptibly(models);
            free.forEach(Place::close);
            free.clear();
            left.release(models);
        }
    }
}
