// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.List;

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

    private MiniBatch(
            long step,
            int size,
            int width,
            float[] values,
            double[] doubles,
            int[] rows,
            List<String> labelNames,
            int[] labels) {
        this.step = step;
        this.size = size;
        this.width = width;
        this.values = values;
        this.doubles = doubles;
        this.rows = rows;
        this.labelNames = labelNames;
        this.labels = labels;
    }

    /** Buffers for {@code size} examples of a table, with nothing in them. */
    static MiniBatch allocate(Examples examples, int size) {
        List<String> names = examples.labels().map(Labels::names).orElse(List.of());
        long length = (long) size * examples.width();
        if (length > Integer.MAX_VALUE - 8) {
            throw new DataException(
                    "a batch of "
                            + size
                            + " examples of "
                            + examples.width()
                            + " values exceeds one array");
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
                new int[size * names.size()]);
    }

    /** These buffers, as the batch of another step. */
    MiniBatch forStep(long newStep) {
        return new MiniBatch(newStep, size, width, values, doubles, rows, labelNames, labels);
    }

    /** Reads one example and its labels into place {@code i} of the buffers. */
    void fill(int i, Examples examples, int row) {
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

    /** The number of examples B. */
    public int size() {
        return size;
    }

    /** The number of values D in an example. */
    public int width() {
        return width;
    }

    /** In which precision the values are held. */
    public ValuePrecision precision() {
        return doubles.length > 0 ? ValuePrecision.DOUBLE : ValuePrecision.SINGLE;
    }

    /**
     * The values in single precision, [B, D] row-major: the array itself, or a rounded copy of values
     * in double precision.
     */
    public float[] values() {
        if (precision() == ValuePrecision.SINGLE) {
            return values;
        }
        float[] rounded = new float[doubles.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) doubles[i];
        }
        return rounded;
    }

    /**
     * The values in double precision, [B, D] row-major; the array itself.
     *
     * @throws IllegalStateException if they are held in single precision
     */
    public double[] doubles() {
        if (precision() == ValuePrecision.SINGLE) {
            throw new IllegalStateException("the values are held in single precision");
        }
        return doubles;
    }

    /** The index of every example in its table, [B]; the array itself. */
    public int[] rows() {
        return rows;
    }

    /** The number of label columns C; 0 where there are no labels. */
    public int labelColumns() {
        return labelNames.size();
    }

    /**
     * The labels of one column, [B].
     *
     * @throws DataException if there is none of that name; the message lists those that there are
     */
    public int[] labels(String column) {
        int place = labelNames.indexOf(column);
        if (place < 0) {
            throw new DataException("no label column \"" + column + "\"; there are: " + labelNames);
        }
        int[] values = new int[size];
        for (int i = 0; i < size; i++) {
            values[i] = labels[i * labelNames.size() + place];
        }
        return values;
    }

    /** The labels, [B, C] row-major; the array itself. */
    public int[] labels() {
        return labels;
    }
}
