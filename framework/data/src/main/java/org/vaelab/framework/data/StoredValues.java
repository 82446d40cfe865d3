// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.OptionalDouble;

/** The values of examples as they are stored, row by row. */
sealed interface StoredValues
        permits StoredValues.Bytes,
                StoredValues.Floats,
                StoredValues.Doubles,
                StoredValues.OfRows,
                StoredValues.Standardized,
                DrawnValues {
    int width();

    ValueDomain domain();

    ValuePrecision precision();

    /** Copies a row, rounded to single precision. */
    void read(int row, float[] target, int offset);

    /** Copies a row, as exact as {@link #precision} says. */
    void read(int row, double[] target, int offset);

    /** Returns how many values of a row are not NaN. */
    default int observed(int row) {
        float[] values = new float[width()];
        read(row, values, 0);
        int count = 0;
        for (float value : values) {
            count += Float.isNaN(value) ? 0 : 1;
        }
        return count;
    }

    /**
     * Adds a row to a digest: bytes as they are stored, other values rounded to single precision, which is
     * the default.
     */
    default void digest(int row, MessageDigest digest) {
        float[] values = new float[width()];
        read(row, values, 0);
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
        bytes.asFloatBuffer().put(values);
        digest.update(bytes.array());
    }

    /** Returns these values in a precision, see {@link Examples#in}. */
    StoredValues in(ValuePrecision precision);

    /** Returns the standardisation of the values; empty if they are as loaded. */
    default Optional<Standardization> standardization() {
        return Optional.empty();
    }

    /** Returns the number of the block in which a row is read; 0 if any row costs the same. */
    default int block(int row) {
        return 0;
    }

    /** Returns whether the values stay on disk. */
    default boolean isStreamed() {
        return false;
    }

    /** Returns the width of the bins over which the values were spread; empty if they were not. */
    default OptionalDouble binWidth() {
        return OptionalDouble.empty();
    }

    /** One byte a value: grey levels or bits. */
    record Bytes(int width, ValueDomain domain, ValuePrecision precision, byte[] content)
            implements StoredValues {
        private static final float[] GREY = new float[256];
        private static final double[] GREY_IN_DOUBLE = new double[256];

        static {
            for (int b = 0; b < GREY.length; b++) {
                GREY[b] = b / 255f;
                GREY_IN_DOUBLE[b] = b / 255.0;
            }
        }

        @Override
        public int observed(int row) {
            return width;
        }

        @Override
        public void read(int row, float[] target, int offset) {
            boolean bits = domain == ValueDomain.BINARY;
            for (int j = 0; j < width; j++) {
                int b = content[row * width + j] & 0xff;
                target[offset + j] = bits ? b : GREY[b];
            }
        }

        @Override
        public void read(int row, double[] target, int offset) {
            boolean bits = domain == ValueDomain.BINARY;
            boolean inDouble = precision == ValuePrecision.DOUBLE;
            for (int j = 0; j < width; j++) {
                int b = content[row * width + j] & 0xff;
                target[offset + j] = bits ? b : inDouble ? GREY_IN_DOUBLE[b] : GREY[b];
            }
        }

        @Override
        public void digest(int row, MessageDigest digest) {
            digest.update(content, row * width, width);
        }

        @Override
        public StoredValues in(ValuePrecision other) {
            return domain == ValueDomain.BINARY ? this : new Bytes(width, domain, other, content);
        }
    }

    /** Four bytes a value. All values are exact in single precision, in which batches hold them. */
    record Floats(int width, ValueDomain domain, float[] content) implements StoredValues {
        @Override
        public ValuePrecision precision() {
            return ValuePrecision.SINGLE;
        }

        @Override
        public void read(int row, float[] target, int offset) {
            System.arraycopy(content, row * width, target, offset, width);
        }

        @Override
        public void read(int row, double[] target, int offset) {
            for (int j = 0; j < width; j++) {
                target[offset + j] = content[row * width + j];
            }
        }

        @Override
        public StoredValues in(ValuePrecision other) {
            return this;
        }
    }

    /** Eight bytes a value. */
    record Doubles(int width, ValueDomain domain, double[] content) implements StoredValues {
        @Override
        public ValuePrecision precision() {
            return ValuePrecision.DOUBLE;
        }

        @Override
        public void read(int row, float[] target, int offset) {
            for (int j = 0; j < width; j++) {
                target[offset + j] = (float) content[row * width + j];
            }
        }

        @Override
        public void read(int row, double[] target, int offset) {
            System.arraycopy(content, row * width, target, offset, width);
        }

        @Override
        public StoredValues in(ValuePrecision other) {
            if (other == ValuePrecision.DOUBLE) {
                return this;
            }
            float[] rounded = new float[content.length];
            for (int i = 0; i < rounded.length; i++) {
                rounded[i] = (float) content[i];
            }
            return new Floats(width, domain, rounded).checked(rounded.length);
        }
    }

    /** Values wherever they lie; NaN is a missing one. */
    record OfRows(Rows rows, ValueDomain domain, ValuePrecision precision) implements StoredValues {
        @Override
        public int width() {
            return rows.width();
        }

        @Override
        public void read(int row, float[] target, int offset) {
            rows.read(row, target, offset);
        }

        @Override
        public void read(int row, double[] target, int offset) {
            rows.read(row, target, offset);
            if (precision == ValuePrecision.SINGLE) {
                for (int j = offset; j < offset + width(); j++) {
                    target[j] = (float) target[j];
                }
            }
        }

        /** Bits and grey levels of a row without gaps are bytes, as in memory. */
        @Override
        public void digest(int row, MessageDigest digest) {
            if (!isOfBytes(domain)) {
                StoredValues.super.digest(row, digest);
                return;
            }
            if (rows instanceof RowFile file && file.isBytes()) {
                file.digestLevels(row, digest);
                return;
            }
            float[] values = new float[width()];
            read(row, values, 0);
            byte[] levels = new byte[values.length];
            for (int j = 0; j < levels.length; j++) {
                if (Float.isNaN(values[j])) {
                    StoredValues.super.digest(row, digest);
                    return;
                }
                levels[j] = level(domain, values[j]);
            }
            digest.update(levels);
        }

        @Override
        public StoredValues in(ValuePrecision other) {
            return domain == ValueDomain.BINARY || rows.precision() == ValuePrecision.SINGLE
                    ? this
                    : new OfRows(rows, domain, other);
        }

        @Override
        public int block(int row) {
            return rows.rowsPerBlock() == 0 ? 0 : row / rows.rowsPerBlock();
        }

        @Override
        public boolean isStreamed() {
            return rows.isStreamed();
        }

        /** Returns whether every value is known to lie in the domain. */
        boolean isValid() {
            return domain == ValueDomain.GREY_LEVELS
                    && rows instanceof RowFile file
                    && file.isGreyBytes();
        }
    }

    /** Returns whether a byte holds each value. */
    static boolean isOfBytes(ValueDomain domain) {
        return domain == ValueDomain.GREY_LEVELS || domain == ValueDomain.BINARY;
    }

    /** Returns the byte that holds a value. */
    static byte level(ValueDomain domain, double value) {
        return (byte) (domain == ValueDomain.GREY_LEVELS ? Math.round(value * 255) : value);
    }

    /** Values that are standardised in double precision as they are read. */
    record Standardized(StoredValues original, Standardization applied, ValuePrecision precision)
            implements StoredValues {
        @Override
        public int width() {
            return original.width();
        }

        @Override
        public ValueDomain domain() {
            return original.domain();
        }

        @Override
        public Optional<Standardization> standardization() {
            return Optional.of(applied);
        }

        @Override
        public int block(int row) {
            return original.block(row);
        }

        @Override
        public boolean isStreamed() {
            return original.isStreamed();
        }

        @Override
        public int observed(int row) {
            return original.observed(row);
        }

        @Override
        public void read(int row, float[] target, int offset) {
            double[] values = new double[width()];
            read(row, values, 0);
            for (int j = 0; j < values.length; j++) {
                target[offset + j] = (float) values[j];
            }
        }

        @Override
        public void read(int row, double[] target, int offset) {
            original.read(row, target, offset);
            for (int j = 0; j < width(); j++) {
                target[offset + j] = applied.apply(j, target[offset + j]);
            }
        }

        @Override
        public void digest(int row, MessageDigest digest) {
            original.digest(row, digest);
        }

        @Override
        public StoredValues in(ValuePrecision other) {
            return new Standardized(original, applied, other);
        }
    }

    /**
     * Returns these values.
     *
     * @param length the number of values
     * @throws DataException if one is outside the domain
     */
    default StoredValues checked(int length) {
        double[] row = new double[width()];
        for (int i = 0; i < length / width(); i++) {
            read(i, row, 0);
            for (int j = 0; j < row.length; j++) {
                if (!domain().contains(row[j])) {
                    throw DataException.of(
                            "example %s, value %s: %s, expected %s",
                            i, j, written(row[j]), domain().expected());
                }
            }
        }
        return this;
    }

    private String written(double value) {
        return precision() == ValuePrecision.SINGLE
                ? Float.toString((float) value)
                : Double.toString(value);
    }
}
