// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.nio.ByteBuffer;

/**
 * Rows of numbers in memory, as they are written in a file.
 *
 * @param content of at least {@code layout.offset() + layout.bytes()} bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
public record RowBytes(byte[] content, RowLayout layout) implements Rows {

    @Override
    public int size() {
        return layout.size();
    }

    @Override
    public int width() {
        return layout.width();
    }

    @Override
    public ValuePrecision precision() {
        return layout.precision();
    }

    private int start(int row) {
        return Math.toIntExact(
                layout.offset() + (long) row * layout.width() * layout.type().bytes());
    }

    @Override
    public void read(int row, double[] target, int offset) {
        layout.read(
                ByteBuffer.wrap(content).order(layout.order()), start(row), target, offset);
    }

    @Override
    public void read(int row, float[] target, int offset) {
        layout.read(
                ByteBuffer.wrap(content).order(layout.order()), start(row), target, offset);
    }
}
