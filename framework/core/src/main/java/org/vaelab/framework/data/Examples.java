// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.security.MessageDigest;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An immutable table of examples in memory: {@link #size} rows of {@link #width} values.
 *
 * <p>Grey and binary images cost one byte a value (60,000 images of 28x28: 47 MB), real values
 * four. Rows are read into an array of the caller, and a view of some rows shares the storage.
 * Safe for use by several threads.
 */
public abstract sealed class Examples permits ByteExamples, FloatExamples, ExamplesView {
    private final int size;
    private final int width;
    private final ValueDomain domain;
    private final @Nullable Labels labels;

    Examples(int size, int width, ValueDomain domain, @Nullable Labels labels) {
        if (labels != null && labels.size() != size) {
            throw new DataException(size + " examples, but " + labels.size() + " labels");
        }
        this.size = size;
        this.width = width;
        this.domain = domain;
        this.labels = labels;
    }

    /**
     * Examples of {@link ValueDomain#GREY_LEVELS}: byte b, read as unsigned, is the value b/255.
     *
     * @param width values in an example
     * @param levels the levels, [size, width] row-major; owned by the table from here on
     * @throws DataException if the length is not a positive multiple of the width
     */
    public static Examples greyLevels(int width, byte[] levels) {
        int size = sizeOf(width, levels.length);
        return new ByteExamples(size, width, ValueDomain.GREY_LEVELS, levels, null);
    }

    /**
     * Examples of {@link ValueDomain#BINARY}.
     *
     * @param width values in an example
     * @param bits zeros and ones, [size, width] row-major; owned by the table from here on
     * @throws DataException if the length is not a positive multiple of the width, or a byte is
     *     neither 0 nor 1
     */
    public static Examples binary(int width, byte[] bits) {
        int size = sizeOf(width, bits.length);
        for (int i = 0; i < bits.length; i++) {
            if ((bits[i] & ~1) != 0) {
                throw new DataException(
                        "example "
                                + i / width
                                + ", value "
                                + i % width
                                + ": "
                                + bits[i]
                                + " in binary data, expected 0 or 1");
            }
        }
        return new ByteExamples(size, width, ValueDomain.BINARY, bits, null);
    }

    /**
     * Examples of {@link ValueDomain#REAL}.
     *
     * @param width values in an example
     * @param values the values, [size, width] row-major; owned by the table from here on
     * @throws DataException if the length is not a positive multiple of the width, or a value is
     *     NaN or infinite
     */
    public static Examples real(int width, float[] values) {
        return checked(width, values, ValueDomain.REAL, "a finite number");
    }

    /**
     * Examples of {@link ValueDomain#UNIT_INTERVAL}.
     *
     * @param width values in an example
     * @param values the values, [size, width] row-major; owned by the table from here on
     * @throws DataException if the length is not a positive multiple of the width, or a value lies
     *     outside [0, 1]
     */
    public static Examples unitInterval(int width, float[] values) {
        return checked(width, values, ValueDomain.UNIT_INTERVAL, "a number in [0, 1]");
    }

    private static Examples checked(
            int width, float[] values, ValueDomain domain, String expected) {
        int size = sizeOf(width, values.length);
        for (int i = 0; i < values.length; i++) {
            if (!domain.contains(values[i])) {
                throw new DataException(
                        "example "
                                + i / width
                                + ", value "
                                + i % width
                                + ": "
                                + values[i]
                                + ", expected "
                                + expected);
            }
        }
        return new FloatExamples(size, width, domain, values, null);
    }

    private static int sizeOf(int width, int length) {
        if (!(width > 0) || length == 0 || length % width != 0) {
            throw new DataException(
                    length + " values are not a positive number of examples of width " + width);
        }
        return length / width;
    }

    /** The number of examples, at least 1. */
    public final int size() {
        return size;
    }

    /** The number of values in an example. */
    public final int width() {
        return width;
    }

    /** The set in which all values lie. */
    public final ValueDomain domain() {
        return domain;
    }

    /** The labels of these examples, where they have any. */
    public final Optional<Labels> labels() {
        return Optional.ofNullable(labels);
    }

    /**
     * Copies one example to {@code target[offset .. offset + width - 1]}.
     *
     * @throws IndexOutOfBoundsException if there is no such example, or the target is too short
     */
    public abstract void read(int index, float[] target, int offset);

    /**
     * These examples with labels.
     *
     * @throws DataException if the numbers of examples and labels differ
     */
    public abstract Examples withLabels(Labels labels);

    /**
     * A view of some rows, in the given order, that shares the storage.
     *
     * @throws DataException if no row is asked for
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public final Examples select(int... rows) {
        if (rows.length == 0) {
            throw new DataException("a view of no examples");
        }
        for (int row : rows) {
            Objects.checkIndex(row, size);
        }
        return view(rows.clone());
    }

    /** A view of the first {@code count} examples, or of all if there are no more. */
    public final Examples first(int count) {
        return count >= size ? this : select(IntStream.range(0, Math.max(0, count)).toArray());
    }

    /** The mean over examples of every value: [width]. */
    public final double[] mean() {
        double[] mean = new double[width];
        float[] row = new float[width];
        for (int i = 0; i < size; i++) {
            read(i, row, 0);
            for (int j = 0; j < width; j++) {
                mean[j] += row[j];
            }
        }
        for (int j = 0; j < width; j++) {
            mean[j] /= size;
        }
        return mean;
    }

    /** A view of rows that exist; the array is owned by the view. */
    abstract Examples view(int[] rows);

    /** Adds the values of one row, as they are stored, to a digest. */
    abstract void digest(int row, MessageDigest digest);

    final @Nullable Labels labelsOrNull() {
        return labels;
    }
}
