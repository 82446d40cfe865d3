// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.vaelab.framework.random.RandomKey;

/**
 * Values that are drawn, or cut by a threshold, as they are read. Row i is example i of the
 * original, and always has the same values. Drawn bits of data in memory are kept, one bit a value.
 */
final class DrawnRows implements RowView {
    private final Examples original;
    private final ValueDraw draw;
    private final IntFunction<RandomKey> keys;

    /** The ones of each example that was read; of length 0 if they are not kept. */
    private final AtomicReferenceArray<BitSet> ones;

    /**
     * Changes values.
     *
     * @param original all values of each example, none of them given
     * @param keys of the draw of each example
     */
    DrawnRows(Examples original, ValueDraw draw, IntFunction<RandomKey> keys) {
        this.original = original;
        this.draw = draw;
        this.keys = keys;
        boolean areKept = draw instanceof Binarization.Drawn && !isStreamed();
        ones = new AtomicReferenceArray<>(areKept ? original.size() : 0);
    }

    @Override
    public Examples original() {
        return original;
    }

    @Override
    public void read(int row, float[] target, int offset) {
        BitSet known = ones.length() == 0 ? null : ones.get(row);
        if (known != null) {
            Arrays.fill(target, offset, offset + width(), 0);
            for (int j = known.nextSetBit(0); j >= 0; j = known.nextSetBit(j + 1)) {
                target[offset + j] = 1;
            }
            return;
        }
        float[] values = new float[width()];
        original.read(row, values, 0);
        draw.draw(keys.apply(row), values);
        if (ones.length() > 0) {
            BitSet drawn = new BitSet(values.length);
            IntStream.range(0, values.length).filter(j -> values[j] == 1).forEach(drawn::set);
            ones.set(row, drawn);
        }
        System.arraycopy(values, 0, target, offset, values.length);
    }

    @Override
    public void read(int row, double[] target, int offset) {
        float[] values = new float[width()];
        read(row, values, 0);
        for (int j = 0; j < values.length; j++) {
            target[offset + j] = values[j];
        }
    }
}
