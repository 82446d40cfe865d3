// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.nio.ByteBuffer;

/**
 * Rows of numbers in memory, as they are written in a file.
 *
 * @param content of at least {@code layout.offset() + layout.bytes()} bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
public record RowBytes(byte[] content, RowLayout layout) implements PackedRows {

    /** Returns rows of one unsigned byte a value. */
    static RowBytes of(int width, byte[] content, boolean grey) {
        return new RowBytes(
                content, RowLayout.of(content.length / width, width, ElementType.U8, grey));
    }

    private int start(int row) {
        return Math.toIntExact(
                layout.offset() + (long) row * layout.width() * layout.type().bytes());
    }

    private ByteBuffer bytes() {
        return ByteBuffer.wrap(content).order(layout.order());
    }

    @Override
    public void read(int row, double[] target, int offset) {
        layout.read(bytes(), start(row), target, offset);
    }

    @Override
    public void read(int row, float[] target, int offset) {
        layout.read(bytes(), start(row), target, offset);
    }

    @Override
    public void readLevels(int row, byte[] target, int offset) {
        layout.readLevels(bytes(), start(row), target, offset);
    }
}
