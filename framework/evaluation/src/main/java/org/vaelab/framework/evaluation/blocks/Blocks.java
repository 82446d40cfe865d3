// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.blocks;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;

/**
 * Divides data times draws so that a decoder never sees more rows than allowed.
 *
 * <p>Values are drawn for {@link #EXAMPLES} data times {@link #DRAWS} draws under one key, whatever
 * the memory, and decoded in slices that fit the memory and the caches of a processor. So a value
 * does not depend on the memory, up to rounding, unless fewer rows than {@link #EXAMPLES} are
 * allowed: then fewer data share a key.
 */
public final class Blocks {

    static final int EXAMPLES = 100;
    public static final int DRAWS = 50;
    static final int ROWS = EXAMPLES * DRAWS;

    /** The draws whose numbers are read together; on a device, from where reading waits. */
    private static final int READ_TOGETHER = 20 * DRAWS;

    /**
     * The rows of one slice, if that many are allowed. From here on matrix products gain nothing by
     * more of them, while what a layer and a likelihood pass on leaves the caches.
     */
    private static final int CACHED_ROWS = 500;

    /** The memory of a row, as a multiple of the numbers that the likelihood holds. */
    private static final int HELD_AT_ONCE = 8;

    /** Data of fewer values, such as texts, have the memory of data of that many: 28 x 28 pixels. */
    private static final int SMALL_WIDTH = 784;

    private final int rows;
    private final int rowsOfSlice;
    private final boolean isOfOne;

    public Blocks(int rows) {
        this(rows, CACHED_ROWS, false);
    }

    private Blocks(int rows, int rowsOfSlice, boolean isOfOne) {
        this.rows = rows;
        this.rowsOfSlice = rowsOfSlice;
        this.isOfOne = isOfOne;
    }

    /**
     * Returns blocks of one example each, whose keys are those of their content: a value depends neither on the place of
     * an example nor on the others.
     */
    public Blocks ofOne() {
        return new Blocks(rows, rowsOfSlice, true);
    }

    /**
     * For a generative model that holds n numbers a value on the way to p(x given z), n times fewer
     * rows: the same memory. On a device that has memory of its own, as many as fit what is free, and
     * all of them in one slice: its kernels gain by more rows.
     */
    public static Blocks decoding(int rows, GenerativeModel model) {
        TensorRuntime runtime = model.runtime();
        int allowed = rowsOf(rows, model.shape().size(), model.heldPerRow());
        long bytesOfRow = HELD_AT_ONCE * model.heldPerRow() * runtime.dtype().bytes();
        int fitting = fitting(allowed, bytesOfRow, runtime.freeBytes());
        return new Blocks(fitting, runtime.isAsynchronous() ? fitting : CACHED_ROWS, false);
    }

    private static int rowsOf(int rows, int width, long heldPerRow) {
        long numbers = rows * (long) Math.max(width, SMALL_WIDTH);
        return (int) Math.max(1, Math.min(rows, numbers / heldPerRow));
    }

    /**
     * Returns the rows that fit free memory, at most those allowed. Free memory alone never makes them
     * fewer than {@link #EXAMPLES}, below which values would depend on it.
     */
    static int fitting(int allowed, long bytesOfRow, OptionalLong free) {
        if (free.isEmpty()) {
            return allowed;
        }
        long fit = Math.max(EXAMPLES, free.getAsLong() / bytesOfRow);
        return (int) Math.min(allowed, fit);
    }

    @FunctionalInterface
    public interface ExamplesConsumer {
        void accept(Batch batch, int first, int size);
    }

    /** Uses a block of examples and its key. */
    @FunctionalInterface
    public interface KeyedConsumer {
        void accept(Batch batch, int first, RandomKey key);
    }

    /** Passes over examples. The next block is read, and drawn, on another thread meanwhile. */
    public void overExamples(
            LatentVariableModel model, Examples examples, ExamplesConsumer consumer) {
        overBlocks(
                model,
                examples,
                (block, first) -> consumer.accept(model.batch(block), first, block.size()));
    }

    /** Passes over examples, with a key for each block. */
    public void overExamples(
            LatentVariableModel model, Examples examples, RandomKey key, KeyedConsumer consumer) {
        overBlocks(
                model,
                examples,
                (block, first) ->
                        consumer.accept(
                                model.batch(block),
                                first,
                                key.fold(isOfOne ? model.content(block, 0) : first)));
    }

    private void overBlocks(
            LatentVariableModel model, Examples examples, ObjIntConsumer<MiniBatch> consumer) {
        Chunks chunks = new Chunks(examples, isOfOne ? 1 : Math.min(EXAMPLES, rows));
        Supplier<MiniBatch> next = () -> chunks.at(0);
        int first = 0;
        for (int i = 1; i <= chunks.count(); i++) {
            MiniBatch block = next.get();
            if (i < chunks.count()) {
                int following = i;
                next = Workers.later(() -> chunks.at(following));
            }
            try (TensorScope scope = model.runtime().scope()) {
                consumer.accept(block, first);
            }
            first += block.size();
        }
    }

    /**
     * Draws from the posterior of a batch, block by block, and reads numbers of many blocks together. Blocks of one
     * example have as many draws as a decoder takes at once.
     *
     * @param computation returns the numbers to read of a block
     * @param afterReading runs whenever numbers were read and used
     */
    public void overDraws(
            TensorRuntime runtime,
            JointPosterior q,
            RandomKey key,
            int draws,
            Function<JointDraw, List<Reading>> computation,
            Runnable afterReading) {
        int atOnce = isOfOne ? CACHED_ROWS : DRAWS;
        for (int start = 0; start < draws; start += READ_TOGETHER) {
            try (TensorScope together = runtime.scope()) {
                List<Reading> readings = new ArrayList<>();
                int end = Math.min(draws, start + READ_TOGETHER);
                for (int from = start; from < end; from += atOnce) {
                    try (TensorScope scope = runtime.scope()) {
                        RandomKey own = key.fold(from / atOnce);
                        JointDraw draw = q.draw(own, Math.min(atOnce, draws - from));
                        requireExact(draw);
                        computation.apply(draw).stream()
                                .map(reading -> reading.detachedFrom(scope))
                                .forEach(readings::add);
                    }
                }
                Reading.all(readings);
            }
            afterReading.run();
        }
    }

    private static void requireExact(JointDraw draw) {
        if (draw.isRelaxed()) {
            throw new IllegalStateException(
                    "the posterior is relaxed in evaluation, where its bound would not be one");
        }
    }

    /** Uses log p(x given z) of some draws of a block. */
    @FunctionalInterface
    public interface LikelihoodReader {
        /**
         * Uses the draws {@code from} to {@code to - 1}.
         *
         * @param logLikelihood log p(x given z), [to - from, B]
         * @return what is read of them
         */
        Reading read(Tensor logLikelihood, int from, int to);
    }

    /** Decodes the draws of a block in slices; each draw is shown once, in order. */
    public List<Reading> decode(
            GenerativeModel model, Batch batch, JointDraw draw, LikelihoodReader reader) {
        return decode(model, batch, draw.values(), draw.latents().get(0).samples(), reader);
    }

    /** Decodes values, [K, B, event] of each variable, in slices; each is shown once, in order. */
    public List<Reading> decode(
            GenerativeModel model,
            Batch batch,
            Latents values,
            int samples,
            LikelihoodReader reader) {
        List<Reading> readings = new ArrayList<>();
        int perSlice = drawsPerSlice(batch.size());
        for (int from = 0; from < samples; from += perSlice) {
            int to = Math.min(samples, from + perSlice);
            try (TensorScope slice = model.runtime().scope()) {
                Latents z = values.slice(from, to);
                Tensor logLikelihood = model.output(z, batch.given()).logProbability(batch.x());
                readings.add(reader.read(logLikelihood, from, to).detachedFrom(slice));
            }
        }
        return readings;
    }

    /** Returns the number of draws of each of {@code size} data that are processed at once. */
    public int drawsPerSlice(int size) {
        return Math.max(1, Math.min(rows, rowsOfSlice) / size);
    }
}
