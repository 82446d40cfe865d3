// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.blocks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
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

    /**
     * Where a device has memory of its own, rows as a multiple of those allowed: they fill its
     * cores.
     */
    private static final int DEVICE_ROWS = 10;

    /** The divisor of a device's free memory that gives the memory of rows. */
    private static final int SHARE = 2;

    /**
     * Data of fewer values, such as texts, have the memory of data of that many: 28 x 28 pixels.
     */
    private static final int SMALL_WIDTH = 784;

    /** The share of the largest value by which equal draws differ at most. */
    private static final double ROUNDING = 1e-3;

    private final int rows;
    private final int rowsOfSlice;
    private final boolean isOfOne;

    /** Whether joined keys draw what each key draws; null until it was tried. */
    private @Nullable Boolean joins;

    public Blocks(int rows) {
        this(rows, CACHED_ROWS, false);
    }

    private Blocks(int rows, int rowsOfSlice, boolean isOfOne) {
        this.rows = rows;
        this.rowsOfSlice = rowsOfSlice;
        this.isOfOne = isOfOne;
    }

    /**
     * Returns blocks of one example each, whose keys are those of their content: a value depends
     * neither on the place of an example nor on the others.
     */
    public Blocks ofOne() {
        return new Blocks(rows, rowsOfSlice, true);
    }

    /**
     * For a generative model that holds n numbers a value on the way to p(x given z), n times fewer
     * rows: the same memory. A device that has memory of its own takes ten times the rows that are
     * allowed, whatever they hold, if they fit half of what is free. It takes all of them in one
     * slice.
     */
    public static Blocks decoding(int rows, GenerativeModel model) {
        TensorRuntime runtime = model.runtime();
        OptionalLong free = runtime.freeBytes();
        if (free.isEmpty()) {
            int allowed = rowsOf(rows, model.shape().size(), model.heldPerRow());
            return new Blocks(allowed, runtime.isAsynchronous() ? allowed : CACHED_ROWS, false);
        }
        long bytesOfRow = HELD_AT_ONCE * model.heldPerRow() * runtime.dtype().bytes();
        int fitting = fitting(rows, bytesOfRow, free.getAsLong());
        return new Blocks(fitting, fitting, false);
    }

    private static int rowsOf(int rows, int width, long heldPerRow) {
        long numbers = rows * (long) Math.max(width, SMALL_WIDTH);
        return (int) Math.max(1, Math.min(rows, numbers / heldPerRow));
    }

    /**
     * Returns the rows of a device. Free memory alone never makes them fewer than {@link
     * #EXAMPLES}, below which values would depend on it.
     */
    static int fitting(int rows, long bytesOfRow, long free) {
        long most = rows < EXAMPLES ? rows : (long) DEVICE_ROWS * rows;
        long fit = Math.max(EXAMPLES, free / SHARE / bytesOfRow);
        return (int) Math.min(Math.min(most, fit), Integer.MAX_VALUE);
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
     * Draws from the posterior of a batch, block by block, and reads numbers of many blocks
     * together. Blocks of one example have as many draws as a decoder takes at once.
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
        overDraws(
                runtime, q, key, draws, 1, block -> computation.apply(block.get(0)), afterReading);
    }

    private int drawsOfKey() {
        return isOfOne ? CACHED_ROWS : DRAWS;
    }

    private static int samples(JointDraw draw) {
        return draw.latents().get(0).samples();
    }

    private static List<Tensor> concatenated(List<List<Tensor>> blocks) {
        return IntStream.range(0, blocks.get(0).size())
                .mapToObj(
                        i ->
                                Tensor.concatenate(
                                        blocks.stream().map(block -> block.get(i)).toList(), 0))
                .toList();
    }

    /** Draws in blocks, and hands so many of them over at once. */
    private void overDraws(
            TensorRuntime runtime,
            JointPosterior q,
            RandomKey key,
            int draws,
            int blocks,
            Function<List<JointDraw>, List<Reading>> computation,
            Runnable afterReading) {
        int ofKey = drawsOfKey();
        for (int start = 0; start < draws; start += READ_TOGETHER) {
            try (TensorScope together = runtime.scope()) {
                List<Reading> readings = new ArrayList<>();
                int end = Math.min(draws, start + READ_TOGETHER);
                for (int from = start; from < end; from += blocks * ofKey) {
                    try (TensorScope scope = runtime.scope()) {
                        int to = Math.min(end, from + blocks * ofKey);
                        computation.apply(drawn(q, key, from, to)).stream()
                                .map(reading -> reading.detachedFrom(scope))
                                .forEach(readings::add);
                    }
                }
                Reading.all(readings);
            }
            afterReading.run();
        }
    }

    /**
     * Draws from the posterior of a batch, block by block, decodes the draws of as many blocks
     * together as rows are allowed, and reads a number of each draw.
     *
     * @param terms returns tensors [k, B] of the draws of a block
     * @param weight returns the number of each draw, [k, B], from log p(x given z) and the terms
     * @param use gets the numbers of some draws, [k, B], in the order of the draws
     * @param afterReading runs whenever numbers were read and used
     */
    public void overWeights(
            GenerativeModel model,
            Batch batch,
            JointPosterior q,
            RandomKey key,
            int draws,
            Function<JointDraw, List<Tensor>> terms,
            BiFunction<Tensor, List<Tensor>, Tensor> weight,
            Consumer<double[]> use,
            Runnable afterReading) {
        overDraws(
                model.runtime(),
                q,
                key,
                draws,
                Math.max(1, drawsPerSlice(batch.size()) / drawsOfKey()),
                blocks -> {
                    Latents values =
                            Latents.concatenated(blocks.stream().map(JointDraw::values).toList());
                    List<Tensor> all = concatenated(blocks.stream().map(terms).toList());
                    return decode(
                            model,
                            batch,
                            values,
                            blocks.stream().mapToInt(Blocks::samples).sum(),
                            (logLikelihood, from, to) ->
                                    new Reading(
                                            weight.apply(
                                                    logLikelihood,
                                                    all.stream()
                                                            .map(term -> term.slice(0, from, to))
                                                            .toList()),
                                            use));
                },
                afterReading);
    }

    /**
     * Returns the draws {@code from} to {@code to - 1} of a posterior: in one request where it is
     * the same.
     */
    private List<JointDraw> drawn(JointPosterior q, RandomKey key, int from, int to) {
        int ofKey = drawsOfKey();
        List<RandomKey> keys =
                IntStream.rangeClosed(from / ofKey, (to - 1) / ofKey).mapToObj(key::fold).toList();
        if (keys.size() > 1 && (to - from) % ofKey == 0 && joins(q, keys.subList(0, 2))) {
            JointDraw draw = q.draw(RandomKey.joined(keys), to - from);
            requireExact(draw);
            return List.of(draw);
        }
        List<JointDraw> drawn = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            JointDraw draw = q.draw(keys.get(i), Math.min(ofKey, to - from - i * ofKey));
            requireExact(draw);
            drawn.add(draw);
        }
        return drawn;
    }

    /** Returns whether joined keys draw what each key draws, as a first posterior shows. */
    private boolean joins(JointPosterior q, List<RandomKey> keys) {
        Boolean known = joins;
        if (known == null) {
            known = tryToJoin(q, keys);
            joins = known;
        }
        return known;
    }

    private boolean tryToJoin(JointPosterior q, List<RandomKey> keys) {
        int ofKey = drawsOfKey();
        Latents joined;
        try {
            joined = q.draw(RandomKey.joined(keys), keys.size() * ofKey).values();
        } catch (UnsupportedOperationException e) {
            return false;
        }
        Latents apart =
                Latents.concatenated(
                        keys.stream().map(each -> q.draw(each, ofKey).values()).toList());
        return apart.byName().keySet().stream()
                .allMatch(name -> areEqual(joined.z(name), apart.z(name)));
    }

    /**
     * Other noise moves draws by their own size; more rows in a product move them by a rounding.
     */
    private static boolean areEqual(Tensor a, Tensor b) {
        if (!a.shape().equals(b.shape())) {
            return false;
        }
        double[] x = a.readDoubles();
        double[] y = b.readDoubles();
        double scale = Arrays.stream(y).map(Math::abs).max().orElse(0);
        return IntStream.range(0, x.length)
                .allMatch(i -> Math.abs(x[i] - y[i]) <= ROUNDING * scale);
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
        return decode(model, batch, draw.values(), samples(draw), reader);
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
