// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.nio.ByteBuffer;

/** How one number is written in a file of numbers. The byte order is that of the buffer. */
public enum ElementType {
    /** One byte, 0 or 1. */
    BOOL(1, ValuePrecision.SINGLE, (from, at) -> from.get(at) & 0xff),

    /** An unsigned byte. */
    U8(1, ValuePrecision.SINGLE, (from, at) -> from.get(at) & 0xff),

    /** A signed byte. */
    I8(1, ValuePrecision.SINGLE, ByteBuffer::get),

    /** An unsigned integer of 16 bits. */
    U16(2, ValuePrecision.SINGLE, ByteBuffer::getChar),

    /** A signed integer of 16 bits. */
    I16(2, ValuePrecision.SINGLE, ByteBuffer::getShort),

    /** An unsigned integer of 32 bits. */
    U32(4, ValuePrecision.DOUBLE, (from, at) -> Integer.toUnsignedLong(from.getInt(at))),

    /** A signed integer of 32 bits. */
    I32(4, ValuePrecision.DOUBLE, ByteBuffer::getInt),

    /** An unsigned integer of 64 bits, rounded to double precision. */
    U64(8, ValuePrecision.DOUBLE, (from, at) -> unsigned(from.getLong(at))),

    /** A signed integer of 64 bits, rounded to double precision. */
    I64(8, ValuePrecision.DOUBLE, ByteBuffer::getLong),

    /** A number in half precision. */
    F16(2, ValuePrecision.SINGLE, (from, at) -> half(from.getShort(at))),

    /** The upper half of a number in single precision (bfloat16). */
    BF16(2, ValuePrecision.SINGLE, (from, at) -> Float.intBitsToFloat(from.getShort(at) << 16)),

    /** A number in single precision. */
    F32(4, ValuePrecision.SINGLE, ByteBuffer::getFloat),

    /** A number in double precision. */
    F64(8, ValuePrecision.DOUBLE, ByteBuffer::getDouble);

    /** Reads the number at a place of a buffer, in bytes. */
    @FunctionalInterface
    private interface Reading {
        double value(ByteBuffer from, int at);
    }

    private static final int HALF_FRACTION_BITS = 10;
    private static final int HALF_LARGEST_EXPONENT = 31;
    private static final int HALF_BIAS = 15;

    private final int bytes;
    private final ValuePrecision precision;

    @SuppressWarnings("ImmutableEnumChecker") // No lambda has state.
    private final Reading reading;

    ElementType(int bytes, ValuePrecision precision, Reading reading) {
        this.bytes = bytes;
        this.precision = precision;
        this.reading = reading;
    }

    /** Returns the number of bytes of a number. */
    public int bytes() {
        return bytes;
    }

    /**
     * Returns the precision that loses no digit (of integers of 64 bits, that loses the fewest).
     */
    public ValuePrecision precision() {
        return precision;
    }

    /** Returns whether all numbers of the type are integers. */
    public boolean isInteger() {
        return this != F16 && this != BF16 && this != F32 && this != F64;
    }

    /** Returns the number at a place of a buffer. */
    double value(ByteBuffer from, int at) {
        return reading.value(from, at);
    }

    /**
     * Returns a number of a buffer.
     *
     * @param index the place, in numbers
     */
    public double at(ByteBuffer from, int index) {
        return value(from, index * bytes);
    }

    private static double unsigned(long bits) {
        // Halved and doubled: the lowest bit is kept, so that the rounding is right.
        return bits >= 0 ? bits : 2.0 * ((bits >>> 1) | (bits & 1));
    }

    private static double half(short bits) {
        int exponent = (bits >> HALF_FRACTION_BITS) & HALF_LARGEST_EXPONENT;
        int fraction = bits & ((1 << HALF_FRACTION_BITS) - 1);
        double size;
        if (exponent == HALF_LARGEST_EXPONENT) {
            size = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else if (exponent == 0) {
            size = Math.scalb((double) fraction, 1 - HALF_BIAS - HALF_FRACTION_BITS);
        } else {
            size =
                    Math.scalb(
                            (double) (fraction | (1 << HALF_FRACTION_BITS)),
                            exponent - HALF_BIAS - HALF_FRACTION_BITS);
        }
        return bits < 0 ? -size : size;
    }
}
