// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.nio.ByteBuffer;

/** How one number is written in a file of numbers. The byte order is that of the buffer. */
public enum ElementType {
    /** One byte, 0 or 1. */
    BOOL(1, ValuePrecision.SINGLE) {
        @Override
        double value(ByteBuffer from, int at) {
            return from.get(at) & 0xff;
        }
    },

    /** An unsigned byte. */
    U8(1, ValuePrecision.SINGLE) {
        @Override
        double value(ByteBuffer from, int at) {
            return from.get(at) & 0xff;
        }
    },

    /** A signed byte. */
    I8(1, ValuePrecision.SINGLE) {
        @Override
        double value(ByteBuffer from, int at) {
            return from.get(at);
        }
    },

    /** An unsigned integer of 16 bits. */
    U16(2, ValuePrecision.SINGLE) {
        @Override
        double value(ByteBuffer from, int at) {
            return from.getChar(at);
        }
    },

    /** A signed integer of 16 bits. */
    I16(2, ValuePrecision.SINGLE) {
        @Override
        double value(ByteBuffer from, int at) {
            return from.getShort(at);
        }
    },

    /** An unsigned integer of 32 bits. */
    U32(4, ValuePrecision.DOUBLE) {
        @Override
        double value(ByteBuffer from, int at) {
            return Integer.toUnsignedLong(from.getInt(at));
        }
    },

    /** A signed integer of 32 bits. */
    I32(4, ValuePrecision.DOUBLE) {
        @Override
        double value(ByteBuffer from, int at) {
            return from.getInt(at);
        }
    },

    /** An unsigned integer of 64 bits, rounded to double precision. */
    U64(8, ValuePrecision.DOUBLE) {
        @Override
        double value(ByteBuffer from, int at) {
            long bits = from.getLong(at);
            // Halved and doubled: the lowest bit is kept, so that the rounding is right.
            return bits >= 0 ? bits : 2.0 * ((bits >>> 1) | (bits & 1));
        }
    },

    /** A signed integer of 64 bits, rounded to double precision. */
    I64(8, ValuePrecision.DOUBLE) {
        @Override
        double value(ByteBuffer from, int at) {
            return from.getLong(at);
        }
    },

    /** A number in half precision. */
    F16(2, ValuePrecision.SINGLE) {
        @Override
        double value(ByteBuffer from, int at) {
            return half(from.getShort(at));
        }
    },

    /** The upper half of a number in single precision (bfloat16). */
    BF16(2, ValuePrecision.SINGLE) {
        @Override
        double value(ByteBuffer from, int at) {
            return Float.intBitsToFloat(from.getShort(at) << 16);
        }
    },

    /** A number in single precision. */
    F32(4, ValuePrecision.SINGLE) {
        @Override
        double value(ByteBuffer from, int at) {
            return from.getFloat(at);
        }
    },

    /** A number in double precision. */
    F64(8, ValuePrecision.DOUBLE) {
        @Override
        double value(ByteBuffer from, int at) {
            return from.getDouble(at);
        }
    };

    private static final int HALF_FRACTION_BITS = 10;
    private static final int HALF_LARGEST_EXPONENT = 31;
    private static final int HALF_BIAS = 15;

    private final int bytes;
    private final ValuePrecision precision;

    ElementType(int bytes, ValuePrecision precision) {
        this.bytes = bytes;
        this.precision = precision;
    }

    /** Returns the number of bytes of a number. */
    public int bytes() {
        return bytes;
    }

    /** Returns the precision that loses no digit (of integers of 64 bits, that loses the fewest). */
    public ValuePrecision precision() {
        return precision;
    }

    /** Returns whether all numbers of the type are integers. */
    public boolean isInteger() {
        return this != F16 && this != BF16 && this != F32 && this != F64;
    }

    /** Returns the number at a place of a buffer. */
    abstract double value(ByteBuffer from, int at);

    /**
     * Returns a number of a buffer.
     *
     * @param index the place, in numbers
     */
    public double at(ByteBuffer from, int index) {
        return value(from, index * bytes);
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
