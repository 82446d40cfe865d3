// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.Arrays;
import java.util.Optional;
import org.vaelab.framework.random.RandomKey;

/**
 * The training stream: the batch of step s is a pure function of the examples, the key and s.
 *
 * <p>Epoch e visits the examples in the order of the permutation under {@code
 * key.split("shuffle").fold(e)}, in batches of B. The last, incomplete batch of an epoch is
 * dropped: each epoch leaves out other examples. Dynamic binarisation draws the batch of step s
 * under {@code key.split("binarize").fold(s)}, and dequantisation under {@code
 * key.split("dequantize").fold(s)}, and word dropout under {@code
 * key.split("wordDropout").fold(s)}. Training therefore resumes at any step with the same bytes.
 * Thread-safe.
 *
 * <p>Rows that are read in blocks are shuffled in two steps ({@link BlockOrder}), so that each
 * block is read once an epoch.
 */
public final class Batches {
    private final Examples examples;
    private final int batchSize;
    private final Optional<ValueDraw> draw;
    private final RandomKey shuffleKey;
    private final RandomKey drawKey;
    private final long stepsPerEpoch;
    private final BlockOrder order;
    private volatile Epoch epoch;

    /**
     * The stream of the examples as they are.
     *
     * @throws DataException if the batch size is not in 1 .. number of examples
     */
    public Batches(Examples examples, int batchSize, RandomKey key) {
        this(examples, batchSize, key, Optional.empty());
    }

    Batches(Examples examples, int batchSize, RandomKey key, Optional<ValueDraw> draw) {
        if (!(batchSize > 0 && batchSize <= examples.size())) {
            throw DataException.of(
                    "batch of %s examples from a training set of %s: expected 1..%s",
                    batchSize, examples.size(), examples.size());
        }
        // What is drawn is drawn of the values in single precision, whatever a run's is.
        this.examples = draw.isPresent() ? examples.in(ValuePrecision.SINGLE) : examples;
        this.batchSize = batchSize;
        this.draw = draw;
        this.shuffleKey = key.split("shuffle");
        this.drawKey = draw.map(d -> key.split(d.keyName())).orElse(key);
        this.stepsPerEpoch = examples.size() / batchSize;
        this.order = BlockOrder.of(examples);
        this.epoch = order(0);
    }

    /** The number of complete batches in an epoch. */
    public long stepsPerEpoch() {
        return stepsPerEpoch;
    }

    /** Returns the examples that the stream reads, before any random change. */
    public Examples examples() {
        return examples;
    }

    /** Returns the random change of the values of each batch; empty if there is none. */
    public Optional<ValueDraw> draw() {
        return draw;
    }

    /**
     * The key under which the values of a step are drawn, over all values of the batch row by row.
     */
    public RandomKey drawKey(long step) {
        return drawKey.fold(step);
    }

    /** The index of every example of a step (0, 1, ...) in the table, in an array of its own. */
    public int[] rows(long step) {
        requireStep(step);
        int start = startOf(step);
        return Arrays.copyOfRange(orderOf(step / stepsPerEpoch), start, start + batchSize);
    }

    private static void requireStep(long step) {
        if (step < 0) {
            throw new IllegalArgumentException("step " + step + ", expected 0 or more");
        }
    }

    private int startOf(long step) {
        return (int) (step % stepsPerEpoch) * batchSize;
    }

    /** Buffers for {@link #at(long, MiniBatch)}. */
    public MiniBatch allocate() {
        return MiniBatch.allocate(examples, batchSize);
    }

    /** The batch of a step (0, 1, ...), in arrays of its own. */
    public MiniBatch at(long step) {
        return at(step, allocate());
    }

    /**
     * The batch of a step (0, 1, ...), in the arrays of {@code buffers}, which are overwritten.
     *
     * @param buffers from {@link #allocate}, or an earlier batch of this stream
     * @throws IllegalArgumentException if the step is negative, or the buffers are of another size
     */
    public MiniBatch at(long step, MiniBatch buffers) {
        requireStep(step);
        if (buffers.size() != batchSize || buffers.width() != examples.width()) {
            throw new IllegalArgumentException(
                    "buffers for %s examples of %s values, expected %s of %s"
                            .formatted(
                                    buffers.size(), buffers.width(), batchSize, examples.width()));
        }
        if (buffers.precision() != examples.precision()) {
            throw new IllegalArgumentException(
                    "buffers in precision %s, expected %s"
                            .formatted(buffers.precision(), examples.precision()));
        }
        int[] rows = orderOf(step / stepsPerEpoch);
        int start = startOf(step);
        MiniBatch batch = buffers.forStep(step);
        for (int i = 0; i < batchSize; i++) {
            batch.fill(i, examples, rows[start + i]);
        }
        draw.ifPresent(d -> d.draw(drawKey(step), batch.whole()));
        return batch;
    }

    private int[] orderOf(long number) {
        Epoch current = epoch;
        if (current.number != number) {
            current = order(number);
            epoch = current;
        }
        return current.rows;
    }

    private Epoch order(long number) {
        return new Epoch(number, order.permutation(shuffleKey.fold(number)));
    }

    private record Epoch(long number, int[] rows) {}
}
