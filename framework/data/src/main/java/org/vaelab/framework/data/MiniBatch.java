// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A batch of examples, on plain arrays.
 *
 * <p>The arrays are not copied. They may be buffers that are filled again: whoever gave the batch
 * says how long its content stays.
 */
public final class MiniBatch {
    private final long step;
    private final int size;
    private final int width;
    private final float[] values;
    private final double[] doubles;
    private final int[] rows;
    private final List<String> labelNames;
    private final int[] labels;
    private final Optional<ValueSplit> split;

    private MiniBatch(
            long step,
            int size,
            int width,
            float[] values,
            double[] doubles,
            int[] rows,
            List<String> labelNames,
            int[] labels,
            Optional<ValueSplit> split) {
        this.step = step;
        this.size = size;
        this.width = width;
        this.values = values;
        this.doubles = doubles;
        this.rows = rows;
        this.labelNames = labelNames;
        this.labels = labels;
        this.split = split;
    }

    /** Buffers for {@code size} examples of a table, with nothing in them. */
    static MiniBatch allocate(Examples of, int size) {
        Examples examples = of.whole();
        List<String> names = examples.labels().map(Labels::names).orElse(List.of());
        long length = (long) size * examples.width();
        if (length > Integer.MAX_VALUE - 8) {
            throw DataException.of(
                    "a batch of %s examples of %s values exceeds one array",
                    size, examples.width());
        }
        boolean inDouble = examples.precision() == ValuePrecision.DOUBLE;
        return new MiniBatch(
                -1,
                size,
                examples.width(),
                new float[inDouble ? 0 : (int) length],
                new double[inDouble ? (int) length : 0],
                new int[size],
                names,
                new int[size * names.size()],
                of.split());
    }

    /** These buffers, as the batch of another step. */
    MiniBatch forStep(long newStep) {
        return new MiniBatch(
                newStep, size, width, values, doubles, rows, labelNames, labels, split);
    }

    /** Reads one example and its labels into place {@code i} of the buffers. */
    void fill(int i, Examples of, int row) {
        Examples examples = of.whole();
        rows[i] = row;
        if (precision() == ValuePrecision.DOUBLE) {
            examples.read(row, doubles, i * width);
        } else {
            examples.read(row, values, i * width);
        }
        if (!labelNames.isEmpty()) {
            examples.labels().orElseThrow().read(row, labels, i * labelNames.size());
        }
    }

    /** The training step, or the number of the evaluation chunk. */
    public long step() {
        return step;
    }

    public int size() {
        return size;
    }

    /** The number of values D of x in an example. */
    public int width() {
        return split.map(parts -> parts.places().length).orElse(width);
    }

    /** Returns which values are given; empty if all values are x. */
    public Optional<ValueSplit> split() {
        return split;
    }

    public ValuePrecision precision() {
        return doubles.length > 0 ? ValuePrecision.DOUBLE : ValuePrecision.SINGLE;
    }

    /** All values that a draw changes, [B, whole width]; in single precision the array itself. */
    float[] whole() {
        return values;
    }

    /**
     * The values of x in single precision, [B, D] row-major: the array itself, or a copy where some
     * values are given, or held in double precision.
     */
    public float[] values() {
        boolean asStored = split.isEmpty() && precision() == ValuePrecision.SINGLE;
        return asStored ? values : values(places());
    }

    /** The values that are given under a name, in single precision, [B, width of the part]. */
    public float[] given(String part) {
        return values(placesOf(part));
    }

    private int[] placesOf(String part) {
        return split.orElseThrow(() -> new DataException("no values are given"))
                .part(part)
                .places();
    }

    private float[] values(int[] places) {
        boolean inDouble = precision() == ValuePrecision.DOUBLE;
        float[] chosen = new float[size * places.length];
        for (int i = 0; i < chosen.length; i++) {
            int from = i / places.length * width + places[i % places.length];
            chosen[i] = inDouble ? (float) doubles[from] : values[from];
        }
        return chosen;
    }

    /** The places of x among all values. */
    private int[] places() {
        return split.map(ValueSplit::places).orElseGet(() -> IntStream.range(0, width).toArray());
    }

    /**
     * The values of x in double precision, [B, D] row-major: the array itself, or a copy where some
     * values are given.
     *
     * @throws IllegalStateException if they are held in single precision
     */
    public double[] doubles() {
        return split.isEmpty() ? allDoubles() : doubles(places());
    }

    /**
     * The values that are given under a name, in double precision, [B, width of the part].
     *
     * @throws IllegalStateException if they are held in single precision
     */
    public double[] givenDoubles(String part) {
        return doubles(placesOf(part));
    }

    private double[] allDoubles() {
        if (precision() == ValuePrecision.SINGLE) {
            throw new IllegalStateException("the values are held in single precision");
        }
        return doubles;
    }

    private double[] doubles(int[] places) {
        double[] all = allDoubles();
        double[] chosen = new double[size * places.length];
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = all[i / places.length * width + places[i % places.length]];
        }
        return chosen;
    }

    /** The index of every example in its table, [B]; the array itself. */
    public int[] rows() {
        return rows;
    }

    /**
     * Returns a number for the content of an example: all its values, given ones too, and its
     * labels of some columns. It is the same in every batch and on every machine.
     *
     * @throws DataException if there is no such column
     */
    public long content(int i, List<String> columns) {
        return ContentHash.of(
                width + columns.size(),
                j -> {
                    if (j >= width) {
                        return labels(columns.get(j - width))[i];
                    }
                    int at = i * width + j;
                    return precision() == ValuePrecision.DOUBLE ? doubles[at] : values[at];
                });
    }

    /** Returns the names of the label columns; none where there are no labels. */
    public List<String> labelNames() {
        return labelNames;
    }

    /**
     * The labels of one column, [B].
     *
     * @throws DataException if there is none of that name; the message lists those that there are
     */
    public int[] labels(String column) {
        int place = labelNames.indexOf(column);
        if (place < 0) {
            throw Labels.absent(column, labelNames);
        }
        int[] values = new int[size];
        for (int i = 0; i < size; i++) {
            values[i] = labels[i * labelNames.size() + place];
        }
        return values;
    }
}
