// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.IntStream;

/**
 * Where rows of numbers lie in a file or in memory.
 *
 * @param offset of the first row, in bytes
 * @param size the number of rows
 * @param width the number of values of a row
 * @param type of a number
 * @param order of the bytes of a number
 * @param places of the values in a row of the file: value j is the number at {@code places[j]};
 *     empty: value j is number j
 * @param grey whether numbers are levels 0 to 255, and the values are these over 255
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
public record RowLayout(
        long offset,
        int size,
        int width,
        ElementType type,
        ByteOrder order,
        int[] places,
        boolean grey) {

    private static final int LARGEST_LEVEL = 255;
    private static final float[] GREY = new float[LARGEST_LEVEL + 1];
    private static final double[] LEVELS = new double[LARGEST_LEVEL + 1];

    static {
        for (int b = 0; b < GREY.length; b++) {
            GREY[b] = b / (float) LARGEST_LEVEL;
            LEVELS[b] = b / (double) LARGEST_LEVEL;
        }
    }

    /**
     * The layout of rows without a header, in their own order, the lowest byte of a number first.
     */
    public static RowLayout of(int size, int width, ElementType type, boolean grey) {
        return new RowLayout(0, size, width, type, ByteOrder.LITTLE_ENDIAN, new int[0], grey);
    }

    /** Returns the places that put channels first in images [height, width, channels]. */
    public static int[] channelsFirst(DataShape shape) {
        int area = shape.height() * shape.width();
        return IntStream.range(0, shape.size())
                .map(j -> j % area * shape.channels() + j / area)
                .toArray();
    }

    /** Returns the same rows, beginning elsewhere. */
    public RowLayout at(long other, int rows) {
        return new RowLayout(other, rows, width, type, order, places, grey);
    }

    /** Returns the number of bytes of all rows. */
    public long bytes() {
        return (long) size * width * type.bytes();
    }

    /** Returns the precision that loses no digit of a number. */
    public ValuePrecision precision() {
        return grey ? ValuePrecision.DOUBLE : type.precision();
    }

    /** Returns whether each value is an unsigned byte, a grey level: then all values are valid. */
    boolean isGreyBytes() {
        return grey && type == ElementType.U8;
    }

    /** Returns whether each number is an unsigned byte. */
    boolean isBytes() {
        return type == ElementType.U8 || type == ElementType.BOOL;
    }

    /** Returns a row of numbers as it is written, rounded to the type: U8, F32 or F64. */
    public byte[] bytes(double... row) {
        ByteBuffer bytes = ByteBuffer.allocate(row.length * type.bytes()).order(order);
        for (double value : row) {
            switch (type) {
                case U8 -> bytes.put((byte) value);
                case F32 -> bytes.putFloat((float) value);
                case F64 -> bytes.putDouble(value);
                default -> throw new IllegalArgumentException("rows of " + type);
            }
        }
        return bytes.array();
    }

    /** Copies the values of the row at a place of a buffer. */
    void read(ByteBuffer from, int start, double[] target, int offset) {
        if (isPlain(ElementType.F64)) {
            row(from, start).asDoubleBuffer().get(target, offset, width);
            return;
        }
        if (isGreyBytes()) {
            for (int j = 0; j < width; j++) {
                target[offset + j] = LEVELS[from.get(start + place(j)) & LARGEST_LEVEL];
            }
            return;
        }
        for (int j = 0; j < width; j++) {
            double value = type.value(from, start + place(j) * type.bytes());
            target[offset + j] = grey ? value / LARGEST_LEVEL : value;
        }
    }

    /** Copies the values of the row at a place of a buffer, in single precision. */
    void read(ByteBuffer from, int start, float[] target, int offset) {
        if (isPlain(ElementType.F32)) {
            row(from, start).asFloatBuffer().get(target, offset, width);
            return;
        }
        if (isGreyBytes()) {
            for (int j = 0; j < width; j++) {
                target[offset + j] = GREY[from.get(start + place(j)) & LARGEST_LEVEL];
            }
            return;
        }
        for (int j = 0; j < width; j++) {
            double value = type.value(from, start + place(j) * type.bytes());
            target[offset + j] = (float) (grey ? value / LARGEST_LEVEL : value);
        }
    }

    /** Copies the levels of the row at a place of a buffer of {@link #isBytes bytes}. */
    void readLevels(ByteBuffer from, int start, byte[] target, int offset) {
        if (places.length == 0) {
            from.get(start, target, offset, width);
            return;
        }
        for (int j = 0; j < width; j++) {
            target[offset + j] = from.get(start + place(j));
        }
    }

    /** Returns whether the values are numbers of a type in their own order. */
    private boolean isPlain(ElementType other) {
        return type == other && !grey && places.length == 0;
    }

    private ByteBuffer row(ByteBuffer from, int start) {
        return from.slice(start, width * type.bytes()).order(order);
    }

    private int place(int j) {
        return places.length == 0 ? j : places[j];
    }
}
