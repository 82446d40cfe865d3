// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Rows of values, and what the values are.
 *
 * @param precision in which batches hold the values
 * @param isChecked whether all values are known to lie in the domain
 * @param standardization which the values of the rows are under; empty if they are as loaded
 * @param binWidth the width of the bins over which the values were spread; empty if they were not
 */
record StoredValues(
        DataRows original,
        ValueDomain domain,
        ValuePrecision precision,
        boolean isChecked,
        Optional<Standardization> standardization,
        OptionalDouble binWidth)
        implements RowView {

    /** Values of a domain as they were loaded. Grey levels in bytes need no check. */
    StoredValues(DataRows rows, ValueDomain domain, ValuePrecision precision, boolean isChecked) {
        this(
                rows,
                domain,
                precision,
                isChecked || (domain == ValueDomain.GREY_LEVELS && areGreyBytes(rows)),
                Optional.empty(),
                OptionalDouble.empty());
    }

    private static boolean areGreyBytes(DataRows rows) {
        return rows instanceof PackedRows packed && packed.layout().isGreyBytes();
    }

    @Override
    public void read(int row, float[] target, int offset) {
        original.read(row, target, offset);
    }

    /**
     * Copies a row, as exact as {@link #precision} says; standardised values in double precision.
     */
    @Override
    public void read(int row, double[] target, int offset) {
        original.read(row, target, offset);
        if (precision == ValuePrecision.SINGLE && standardization.isEmpty()) {
            for (int j = offset; j < offset + width(); j++) {
                target[j] = (float) target[j];
            }
        }
    }

    /**
     * Adds a row to a digest: bits and grey levels as bytes, others rounded to single precision.
     */
    void digest(int row, MessageDigest digest) {
        if (isOfBytes(domain)
                && original instanceof PackedRows packed
                && packed.layout().isBytes()) {
            byte[] levels = new byte[width()];
            packed.readLevels(row, levels, 0);
            digest.update(levels);
            return;
        }
        float[] values = new float[width()];
        read(row, values, 0);
        boolean inBytes = isOfBytes(domain);
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
        ByteBuffer levels = ByteBuffer.allocate(values.length);
        for (float value : values) {
            inBytes &= !Float.isNaN(value);
            bytes.putFloat(value);
            levels.put(level(domain, value));
        }
        digest.update(inBytes ? levels.array() : bytes.array());
    }

    /** Returns these values in a precision, see {@link Examples#in}. */
    StoredValues in(ValuePrecision other) {
        if (domain == ValueDomain.BINARY || original.precision() == ValuePrecision.SINGLE) {
            return this;
        }
        boolean isRounded = isChecked && other == ValuePrecision.SINGLE && !areGreyBytes(original);
        if (isRounded && original instanceof RowBytes bytes) {
            return new StoredValues(RowBytes.of(bytes, other), domain, other, true).checked();
        }
        return new StoredValues(original, domain, other, isChecked, standardization, binWidth);
    }

    /** Returns whether a byte holds each value. */
    static boolean isOfBytes(ValueDomain domain) {
        return domain == ValueDomain.GREY_LEVELS || domain == ValueDomain.BINARY;
    }

    /** Returns the byte that holds a value. */
    static byte level(ValueDomain domain, double value) {
        return (byte) (domain == ValueDomain.GREY_LEVELS ? Math.round(value * 255) : value);
    }

    /**
     * Returns these values.
     *
     * @throws DataException if one is outside the domain
     */
    StoredValues checked() {
        double[] row = new double[width()];
        for (int i = 0; i < size(); i++) {
            read(i, row, 0);
            for (int j = 0; j < row.length; j++) {
                if (!domain.contains(row[j])) {
                    throw DataException.of(
                            "example %s, value %s: %s, expected %s",
                            i, j, written(row[j]), domain.expected());
                }
            }
        }
        return this;
    }

    private String written(double value) {
        return precision == ValuePrecision.SINGLE
                ? Float.toString((float) value)
                : Double.toString(value);
    }
}
