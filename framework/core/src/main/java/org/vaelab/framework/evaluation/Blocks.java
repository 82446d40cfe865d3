// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.function.Consumer;
import org.vaelab.framework.data.Chunks;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.MiniBatch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Shape;
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
final class Blocks {

    static final int EXAMPLES = 100;
    static final int DRAWS = 50;
    static final int ROWS = EXAMPLES * DRAWS;

    /**
     * The rows of one slice, if that many are allowed. From here on matrix products gain nothing by
     * more of them, while what a layer and a likelihood pass on leaves the caches.
     */
    private static final int CACHED_ROWS = 500;

    private final int rows;

    Blocks(int rows) {
        this.rows = rows;
    }

    /**
     * For a likelihood whose head has n numbers a value, or a decoder that holds n on the way, n
     * times fewer rows: the same memory.
     */
    static Blocks decoding(int rows, LatentVariableModel model) {
        int outputs = model.likelihood().head(model.shape()).width();
        long numbers = Math.max(outputs, model.decoder().heldPerRow());
        return new Blocks((int) Math.max(1, rows * (long) model.shape().size() / numbers));
    }

    @FunctionalInterface
    interface ExamplesConsumer {
        void accept(Tensor x, int first, int size);
    }

    void overExamples(TensorRuntime runtime, Examples examples, ExamplesConsumer consumer) {
        int first = 0;
        for (MiniBatch block : new Chunks(examples, Math.min(EXAMPLES, rows))) {
            try (TensorScope scope = runtime.scope()) {
                Tensor x = runtime.tensor(block.values(), Shape.of(block.size(), block.width()));
                consumer.accept(x, first, block.size());
            }
            first += block.size();
        }
    }

    /** Draws from the posteriors of {@code size} data; each draw is shown once, in order. */
    void overDraws(
            TensorRuntime runtime,
            Posterior q,
            RandomKey key,
            int size,
            int draws,
            Consumer<Draw> consumer) {
        int perSlice = drawsPerSlice(size);
        for (int from = 0, block = 0; from < draws; from += DRAWS, block++) {
            int count = Math.min(DRAWS, draws - from);
            try (TensorScope scope = runtime.scope()) {
                Draw draw = q.draw(key.fold(block), count);
                for (int start = 0; start < count; start += perSlice) {
                    try (TensorScope slice = runtime.scope()) {
                        consumer.accept(slice(draw, start, Math.min(count, start + perSlice)));
                    }
                }
            }
        }
    }

    /** Returns how many values for each of {@code size} data are worked on at once. */
    int drawsPerSlice(int size) {
        return Math.max(1, Math.min(rows, CACHED_ROWS) / size);
    }

    private static Draw slice(Draw draw, int from, int to) {
        if (draw.isRelaxed()) {
            throw new IllegalStateException(
                    "the posterior is relaxed in evaluation, where its bound would not be one");
        }
        return draw.slice(from, to);
    }
}
