// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An immutable table of examples in memory: {@link #size} rows of {@link #width} values.
 *
 * <p>Grey and binary images cost one byte a value (60,000 images of 28x28: 47 MB), real values
 * four, or eight in double precision. Rows are read into an array of the caller, and a view of some
 * rows shares the storage. Safe for use by several threads.
 */
public abstract sealed class Examples
        permits ByteExamples,
                FloatExamples,
                DoubleExamples,
                StandardizedExamples,
                ExamplesView,
                SplitExamples {
    private final int size;
    private final int width;
    private final ValueDomain domain;
    private final ValuePrecision precision;
    private final @Nullable Labels labels;

    Examples(
            int size,
            int width,
            ValueDomain domain,
            ValuePrecision precision,
            @Nullable Labels labels) {
        if (labels != null && labels.size() != size) {
            throw new DataException(size + " examples, but " + labels.size() + " labels");
        }
        this.size = size;
        this.width = width;
        this.domain = domain;
        this.precision = precision;
        this.labels = labels;
    }

    /**
     * Examples of {@link ValueDomain#GREY_LEVELS}: byte b, read as unsigned, is the value b/255.
     *
     * @param levels the levels, [size, width] row-major; owned by the table from here on
     * @throws DataException if the length is not a positive multiple of the width
     */
    public static Examples greyLevels(int width, byte[] levels) {
        int size = sizeOf(width, levels.length);
        return new ByteExamples(
                size, width, ValueDomain.GREY_LEVELS, ValuePrecision.SINGLE, levels, null);
    }

    /**
     * Examples of {@link ValueDomain#BINARY}.
     *
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
        return new ByteExamples(size, width, ValueDomain.BINARY, ValuePrecision.SINGLE, bits, null);
    }

    /**
     * Examples of {@link ValueDomain#REAL}.
     *
     * @param values the values, [size, width] row-major; owned by the table from here on
     * @throws DataException if the length is not a positive multiple of the width, or a value is
     *     NaN or infinite
     */
    public static Examples real(int width, float[] values) {
        return checked(width, values, ValueDomain.REAL);
    }

    /**
     * Examples of {@link ValueDomain#REAL} in double precision.
     *
     * @param values the values, [size, width] row-major; owned by the table from here on
     * @throws DataException if the length is not a positive multiple of the width, or a value is
     *     NaN or infinite
     */
    public static Examples real(int width, double[] values) {
        return checked(width, values, ValueDomain.REAL);
    }

    /**
     * Examples of {@link ValueDomain#UNIT_INTERVAL}.
     *
     * @param values the values, [size, width] row-major; owned by the table from here on
     * @throws DataException if the length is not a positive multiple of the width, or a value lies
     *     outside [0, 1]
     */
    public static Examples unitInterval(int width, float[] values) {
        return checked(width, values, ValueDomain.UNIT_INTERVAL);
    }

    /**
     * Examples of {@link ValueDomain#UNIT_INTERVAL} in double precision.
     *
     * @param values the values, [size, width] row-major; owned by the table from here on
     * @throws DataException if the length is not a positive multiple of the width, or a value lies
     *     outside [0, 1]
     */
    public static Examples unitInterval(int width, double[] values) {
        return checked(width, values, ValueDomain.UNIT_INTERVAL);
    }

    static FloatExamples checked(int width, float[] values, ValueDomain domain) {
        int size = sizeOf(width, values.length);
        for (int i = 0; i < values.length; i++) {
            if (!domain.contains(values[i])) {
                throw refused(i, width, Float.toString(values[i]), domain);
            }
        }
        return new FloatExamples(size, width, domain, values, null);
    }

    private static Examples checked(int width, double[] values, ValueDomain domain) {
        int size = sizeOf(width, values.length);
        for (int i = 0; i < values.length; i++) {
            if (!domain.contains(values[i])) {
                throw refused(i, width, Double.toString(values[i]), domain);
            }
        }
        return new DoubleExamples(size, width, domain, values, null);
    }

    private static DataException refused(int place, int width, String found, ValueDomain domain) {
        return new DataException(
                "example "
                        + place / width
                        + ", value "
                        + place % width
                        + ": "
                        + found
                        + ", expected "
                        + (domain == ValueDomain.REAL ? "a finite number" : "a number in [0, 1]"));
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

    public final int width() {
        return width;
    }

    public final ValueDomain domain() {
        return domain;
    }

    /** The precision in which batches of these examples hold their values. */
    public final ValuePrecision precision() {
        return precision;
    }

    /**
     * The width of the bins over which values that are multiples of it were spread evenly ({@link
     * Dequantization}); empty where they were not.
     */
    public OptionalDouble binWidth() {
        return OptionalDouble.empty();
    }

    /** Returns the standardisation of the values; empty if they are as loaded. */
    public Optional<Standardization> standardization() {
        return Optional.empty();
    }

    /** These examples with all their values, those that are given among them. */
    public Examples whole() {
        return this;
    }

    /** Returns which values are given and not modelled; empty if all are modelled. */
    public Optional<ValueSplit> split() {
        return Optional.empty();
    }

    /** These examples with some of their values given. */
    final Examples splitBy(ValueSplit parts) {
        return new SplitExamples(whole(), parts);
    }

    /**
     * One column of labels.
     *
     * @throws DataException if there is none of that name
     */
    public final Labels.Column label(String column) {
        return labels().orElseThrow(() -> Labels.absent(column, List.of())).column(column);
    }

    public final Optional<Labels> labels() {
        return Optional.ofNullable(labels);
    }

    /**
     * Copies one example to {@code target[offset .. offset + width - 1]}, rounded to single precision.
     *
     * @throws IndexOutOfBoundsException if there is no such example, or the target is too short
     */
    public abstract void read(int index, float[] target, int offset);

    /**
     * Copies one example to {@code target[offset .. offset + width - 1]}, as exact as {@link
     * #precision} says.
     *
     * @throws IndexOutOfBoundsException if there is no such example, or the target is too short
     */
    public abstract void read(int index, double[] target, int offset);

    /**
     * Returns these examples in a precision. Values stored in bytes or in single precision are
     * shared, and stay rounded to single precision. Binary examples stay as they are.
     *
     * @throws DataException if a value is too large for single precision
     */
    public abstract Examples in(ValuePrecision precision);

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
        return view(rows.clone(), IntStream.range(0, rows.length).toArray());
    }

    /** Returns a view of some rows, whose examples keep their numbers. */
    final Examples keep(int... rows) {
        return view(rows, Arrays.stream(rows).map(this::number).toArray());
    }

    /** The number of an example: its index, or that which it had before others were taken away. */
    int number(int index) {
        return index;
    }

    /** A view of the first {@code count} examples, or of all if there are no more. */
    public final Examples first(int count) {
        return count >= size ? this : select(IntStream.range(0, Math.max(0, count)).toArray());
    }

    /** The mean over examples of every value: [width]. */
    public final double[] mean() {
        double[] mean = new double[width];
        double[] row = new double[width];
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

    /** A view of rows that exist, each with its number; the arrays are owned by the view. */
    abstract Examples view(int[] rows, int[] numbers);

    /** Adds the values of one row, as they are stored, to a digest. */
    abstract void digest(int row, MessageDigest digest);

    final Examples labelled(@Nullable Labels same) {
        return same == null ? this : withLabels(same);
    }

    final @Nullable Labels labelsOrNull() {
        return labels;
    }
}
