// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Rows of numbers in memory, as they are written in a file. */
public final class RowBytes implements PackedRows {
    /** The bytes of a block: an array of Java has fewer than 2 GiB. */
    private static final int BLOCK_BYTES = 1 << 30;

    private final RowLayout layout;
    private final int rowBytes;
    private final int rowsPerBlock;
    private final ByteBuffer[] blocks;

    private RowBytes(RowLayout layout, int rowsPerBlock, ByteBuffer... blocks) {
        this.layout = layout;
        this.rowBytes = layout.width() * layout.type().bytes();
        this.rowsPerBlock = rowsPerBlock;
        this.blocks = blocks;
    }

    /**
     * Rows of one array.
     *
     * @param content of at least {@code layout.offset() + layout.bytes()} bytes; owned by the rows
     *     from here on
     */
    public RowBytes(byte[] content, RowLayout layout) {
        this(layout, layout.size(), ByteBuffer.wrap(content).order(layout.order()));
    }

    /** Returns rows of zeros. */
    private static RowBytes zeros(RowLayout layout) {
        int rowBytes = layout.width() * layout.type().bytes();
        int many = Math.max(1, BLOCK_BYTES / rowBytes);
        ByteBuffer[] blocks = new ByteBuffer[(layout.size() - 1) / many + 1];
        for (int b = 0; b < blocks.length; b++) {
            int rows = Math.min(many, layout.size() - b * many);
            blocks[b] = ByteBuffer.allocate(rows * rowBytes).order(layout.order());
        }
        return new RowBytes(layout.at(0, layout.size()), many, blocks);
    }

    /** Returns the rows that a conversion writes. */
    static RowBytes of(RowLayout layout, ConvertedRows.Conversion conversion) throws IOException {
        RowBytes rows = zeros(layout);
        int[] next = {0};
        conversion.writeTo(row -> rows.put(next[0]++, row));
        return rows;
    }

    /**
     * Returns numbers, [size, width] row-major.
     *
     * @throws DataException if the length is not a positive multiple of the width
     */
    static RowBytes of(int width, float... values) {
        requireRows(width, values.length);
        RowBytes rows = zeros(values.length / width, width, ValuePrecision.SINGLE);
        int from = 0;
        for (ByteBuffer block : rows.blocks) {
            int count = block.capacity() / Float.BYTES;
            block.asFloatBuffer().put(values, from, count);
            from += count;
        }
        return rows;
    }

    /** Returns the same in double precision. */
    static RowBytes of(int width, double... values) {
        requireRows(width, values.length);
        RowBytes rows = zeros(values.length / width, width, ValuePrecision.DOUBLE);
        int from = 0;
        for (ByteBuffer block : rows.blocks) {
            int count = block.capacity() / Double.BYTES;
            block.asDoubleBuffer().put(values, from, count);
            from += count;
        }
        return rows;
    }

    static void requireRows(int width, int length) {
        if (!(width > 0) || length == 0 || length % width != 0) {
            throw DataException.of(
                    "%s values are not a positive number of examples of width %s", length, width);
        }
    }

    /** Returns rows of zeros. */
    static RowBytes zeros(int size, int width, ValuePrecision precision) {
        boolean inDouble = precision == ValuePrecision.DOUBLE;
        ElementType type = inDouble ? ElementType.F64 : ElementType.F32;
        return zeros(RowLayout.of(size, width, type, false));
    }

    /** Reads all rows. */
    static RowBytes of(DataRows rows, ValuePrecision precision) {
        RowBytes copy = zeros(rows.size(), rows.width(), precision);
        double[] row = new double[rows.width()];
        for (int i = 0; i < rows.size(); i++) {
            rows.read(i, row, 0);
            copy.write(i, row);
        }
        return copy;
    }

    /** Overwrites a row. */
    void write(int row, double... values) {
        put(row, layout.bytes(values));
    }

    private void put(int row, byte[] bytes) {
        blocks[row / rowsPerBlock].put(row % rowsPerBlock * rowBytes, bytes);
    }

    @Override
    public RowLayout layout() {
        return layout;
    }

    @Override
    public void at(int row, Reading reading) {
        int start = Math.toIntExact(layout.offset() + (long) (row % rowsPerBlock) * rowBytes);
        reading.read(blocks[row / rowsPerBlock], start);
    }
}
