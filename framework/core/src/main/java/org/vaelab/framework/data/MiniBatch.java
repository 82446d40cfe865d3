// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

/**
 * A batch of examples, on plain arrays.
 *
 * <p>The arrays may be buffers that are filled again: whoever gave the batch says how long its
 * content stays. They may be longer than the content.
 *
 * @param step the training step, or the number of the evaluation chunk
 * @param size number of examples B
 * @param width number of values D in an example
 * @param values the values, [B, D] row-major from index 0
 * @param rows the index of every example in its table, [B]
 * @param labelColumns number of label columns C, 0 where there are no labels
 * @param labels the labels, [B, C] row-major from index 0
 */
public record MiniBatch(
        long step,
        int size,
        int width,
        float[] values,
        int[] rows,
        int labelColumns,
        int[] labels) {

    /** Buffers for up to {@code size} examples of a table, with nothing in them. */
    public static MiniBatch allocate(Examples examples, int size) {
        int columns = examples.labels().map(labels -> labels.columns().size()).orElse(0);
        long length = (long) size * examples.width();
        if (length > Integer.MAX_VALUE - 8) {
            throw new DataException(
                    "a batch of "
                            + size
                            + " examples of "
                            + examples.width()
                            + " values exceeds one array");
        }
        return new MiniBatch(
                -1,
                size,
                examples.width(),
                new float[(int) length],
                new int[size],
                columns,
                new int[size * columns]);
    }

    /** These buffers, as the batch of another step. */
    MiniBatch at(long newStep, int newSize) {
        return new MiniBatch(newStep, newSize, width, values, rows, labelColumns, labels);
    }

    /** Reads one example and its labels into place {@code i} of the buffers. */
    void fill(int i, Examples examples, int row) {
        rows[i] = row;
        examples.read(row, values, i * width);
        if (labelColumns > 0) {
            examples.labels().orElseThrow().read(row, labels, i * labelColumns);
        }
    }
}
