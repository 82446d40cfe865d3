// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.random.RandomKey;

/**
 * An immutable table of examples: {@link #size} rows of {@link #width} values.
 *
 * <p>In memory, grey and binary images cost one byte a value (60,000 images of 28x28: 47 MB), real
 * values four, or eight in double precision. Values may also lie in a file ({@link DataRows}). A
 * missing value is NaN. Rows are read into an array of the caller, and a view of some rows shares
 * the storage. Safe for use by several threads.
 */
public final class Examples implements DataRows {
    private final StoredValues values;

    /**
     * Of each example, its row in the storage, and the number it had before others were removed.
     */
    private final int[] rows;

    private final int[] numbers;
    private final @Nullable Labels labels;
    private final Optional<ValueSplit> split;
    private final Origin origin;

    /** Of examples by their indices here. */
    private final Optional<KnownDistances> distances;

    private Examples(
            StoredValues values,
            int[] rows,
            int[] numbers,
            @Nullable Labels labels,
            Optional<ValueSplit> split,
            Origin origin,
            Optional<KnownDistances> distances) {
        this.values = values;
        this.rows = rows;
        this.numbers = numbers;
        this.labels = labels;
        this.split = split;
        this.origin = origin;
        this.distances = distances;
    }

    private static Examples of(StoredValues values) {
        int[] rows = IntStream.range(0, values.size()).toArray();
        return new Examples(
                values, rows, rows, null, Optional.empty(), Origin.INDEX, Optional.empty());
    }

    /**
     * Examples whose values lie where a user of this class says. {@link Dataset#of} checks them.
     *
     * @throws DataException if there is no row, or a row has no value
     */
    public static Examples of(DataRows rows, ValueDomain domain) {
        if (!(rows.size() > 0 && rows.width() > 0)) {
            throw DataException.of(
                    "%s examples of %s values: expected at least one of each",
                    rows.size(), rows.width());
        }
        return of(new StoredValues(rows, domain, rows.precision(), false));
    }

    /**
     * Returns rows as examples, read into memory if they fit ({@link
     * Residence}). {@link Dataset#of} checks the values.
     *
     * @param precision in which batches hold the values
     * @throws DataException if there is no row, a row has no value, or one cannot be read
     */
    public static Examples loaded(DataRows rows, ValueDomain domain, ValuePrecision precision) {
        return Residence.load(rows, domain, precision);
    }

    /**
     * Examples of {@link ValueDomain#GREY_LEVELS}: byte b, read as unsigned, is the value b/255.
     *
     * @param levels the levels, [size, width] row-major; owned by the table from here on
     * @throws DataException if the length is not a positive multiple of the width
     */
    public static Examples greyLevels(int width, byte[] levels) {
        return bytes(width, levels, ValueDomain.GREY_LEVELS);
    }

    /**
     * Examples of {@link ValueDomain#BINARY}.
     *
     * @param bits zeros and ones, [size, width] row-major; owned by the table from here on
     * @throws DataException if the length is not a positive multiple of the width, or a byte is
     *     neither 0 nor 1
     */
    public static Examples binary(int width, byte[] bits) {
        Examples examples = bytes(width, bits, ValueDomain.BINARY);
        for (int i = 0; i < bits.length; i++) {
            if ((bits[i] & ~1) != 0) {
                throw DataException.of(
                        "example %s, value %s: %s in binary data, expected 0 or 1",
                        i / width, i % width, bits[i]);
            }
        }
        return examples;
    }

    static Examples bytes(int width, byte[] content, ValueDomain domain) {
        RowBytes.requireRows(width, content.length);
        DataRows rows =
                new RowBytes(
                        content,
                        RowLayout.of(
                                content.length / width,
                                width,
                                ElementType.U8,
                                domain == ValueDomain.GREY_LEVELS));
        return of(new StoredValues(rows, domain, ValuePrecision.SINGLE, true));
    }

    /**
     * Examples of {@link ValueDomain#REAL}.
     *
     * @param values the values, [size, width] row-major; owned by the table from here on
     * @throws DataException if the length is not a positive multiple of the width, or a value is
     *     NaN or infinite
     */
    public static Examples real(int width, float[] values) {
        return checked(RowBytes.of(width, values), ValueDomain.REAL);
    }

    /** Returns the same as {@link #real(int, float[])} in double precision. */
    public static Examples real(int width, double[] values) {
        return checked(RowBytes.of(width, values), ValueDomain.REAL);
    }

    /**
     * Examples of {@link ValueDomain#REAL}, of which some values may be missing, NaN. {@link
     * Dataset#of} checks them.
     *
     * @param values the values, [size, width] row-major; owned by the table from here on
     * @throws DataException if the length is not a positive multiple of the width
     */
    public static Examples realWithMissing(int width, double[] values) {
        return of(width, values, ValueDomain.REAL);
    }

    /** Returns the same as {@link #realWithMissing} of any domain. */
    public static Examples of(int width, double[] values, ValueDomain domain) {
        return of(RowBytes.of(width, values), domain);
    }

    /**
     * Examples of {@link ValueDomain#UNIT_INTERVAL}.
     *
     * @param values the values, [size, width] row-major; owned by the table from here on
     * @throws DataException if the length is not a positive multiple of the width, or a value lies
     *     outside [0, 1]
     */
    public static Examples unitInterval(int width, float[] values) {
        return checked(RowBytes.of(width, values), ValueDomain.UNIT_INTERVAL);
    }

    private static Examples checked(RowBytes rows, ValueDomain domain) {
        return of(new StoredValues(rows, domain, rows.precision(), true).checked());
    }

    /** The number of examples, at least 1. */
    @Override
    public int size() {
        return rows.length;
    }

    @Override
    public int width() {
        return split.map(parts -> parts.places().length).orElse(values.width());
    }

    public ValueDomain domain() {
        return values.domain();
    }

    /** The precision in which batches of these examples hold their values. */
    @Override
    public ValuePrecision precision() {
        return values.precision();
    }

    /**
     * The width of the bins over which values that are multiples of it were spread evenly ({@link
     * Dequantization}); empty where they were not.
     */
    public OptionalDouble binWidth() {
        return values.binWidth();
    }

    /** Returns the standardisation of the modelled values; empty if they are as loaded. */
    public Optional<Standardization> standardization() {
        return values.standardization().map(all -> all.ofModelled(split));
    }

    /** These examples with all their values, those that are given among them. */
    public Examples whole() {
        return split.isEmpty() ? this : with(values, labels, Optional.empty());
    }

    /** Returns which values are given and not modelled; empty if all are modelled. */
    public Optional<ValueSplit> split() {
        return split;
    }

    /** These examples with some of their values given. */
    public Examples splitBy(ValueSplit parts) {
        return with(values, labels, Optional.of(parts));
    }

    private Examples with(StoredValues other, @Nullable Labels named, Optional<ValueSplit> parts) {
        return new Examples(other, rows, numbers, named, parts, origin, distances);
    }

    /**
     * One column of labels.
     *
     * @throws DataException if there is none of that name
     */
    public Labels.Column label(String column) {
        return labels().orElseThrow(() -> Labels.absent(column, List.of())).column(column);
    }

    public Optional<Labels> labels() {
        return Optional.ofNullable(labels);
    }

    /**
     * Copies one example to {@code target[offset .. offset + width - 1]}, rounded to single
     * precision.
     *
     * @throws IndexOutOfBoundsException if there is no such example, or the target is too short
     */
    @Override
    public void read(int index, float[] target, int offset) {
        Objects.checkFromIndexSize(offset, width(), target.length);
        if (split.isEmpty()) {
            values.read(rows[index], target, offset);
            return;
        }
        int[] places = split.get().places();
        float[] all = new float[values.width()];
        values.read(rows[index], all, 0);
        for (int j = 0; j < places.length; j++) {
            target[offset + j] = all[places[j]];
        }
    }

    /**
     * Copies one example to {@code target[offset .. offset + width - 1]}, as exact as {@link
     * #precision} says.
     *
     * @throws IndexOutOfBoundsException if there is no such example, or the target is too short
     */
    @Override
    public void read(int index, double[] target, int offset) {
        Objects.checkFromIndexSize(offset, width(), target.length);
        if (split.isEmpty()) {
            values.read(rows[index], target, offset);
            return;
        }
        int[] places = split.get().places();
        double[] all = new double[values.width()];
        values.read(rows[index], all, 0);
        for (int j = 0; j < places.length; j++) {
            target[offset + j] = all[places[j]];
        }
    }

    /**
     * Returns these examples in a precision. Values stored in bytes or in single precision are
     * shared, and stay rounded to single precision. Binary examples stay as they are.
     *
     * @throws DataException if a value is too large for single precision
     */
    public Examples in(ValuePrecision precision) {
        return with(values.in(precision), labels, split);
    }

    /**
     * Returns these examples standardised.
     *
     * @param precision in which batches hold the values
     * @param facts which name the values in messages
     * @throws DataException if a value is not finite in single precision
     */
    Examples standardized(
            Standardization standardization, ValuePrecision precision, DataFacts facts) {
        if (standardization.width() != values.width()) {
            throw DataException.of(
                    "standardize: examples of %s values, and statistics of %s",
                    values.width(), standardization.width());
        }
        standardization.requireFinite(whole(), facts);
        StoredValues changed =
                new StoredValues(
                        new StandardizedRows(values, standardization),
                        values.domain(),
                        precision,
                        true,
                        Optional.of(standardization),
                        OptionalDouble.empty());
        return with(changed, labels, split);
    }

    /** Returns these examples as they were before they were standardised. */
    public Examples unstandardized() {
        return values.original() instanceof StandardizedRows rows
                ? with(rows.original(), labels, split)
                : this;
    }

    /**
     * These examples with labels.
     *
     * @throws DataException if the numbers of examples and labels differ
     */
    public Examples withLabels(Labels named) {
        if (named.size() != size()) {
            throw DataException.of("%s examples, but %s labels", size(), named.size());
        }
        return with(values, named, split);
    }

    /** Returns these examples with their true distances, by the indices of two examples here. */
    public Examples withDistances(KnownDistances known) {
        return new Examples(values, rows, numbers, labels, split, origin, Optional.of(known));
    }

    /** Returns the true distances between these examples; empty if they are not known. */
    public Optional<KnownDistances> distances() {
        return distances;
    }

    /**
     * A view of some rows, in the given order, that shares the storage.
     *
     * @throws DataException if no row is asked for
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public Examples select(int... selected) {
        if (selected.length == 0) {
            throw new DataException("a view of no examples");
        }
        return view(selected, IntStream.range(0, selected.length).toArray());
    }

    /** Returns a view of some rows, whose examples keep their numbers. */
    Examples keep(int... kept) {
        return view(kept, Arrays.stream(kept).map(this::number).toArray());
    }

    private Examples view(int[] selected, int[] named) {
        int[] composed = Arrays.stream(selected).map(index -> rows[index]).toArray();
        int[] own = selected.clone();
        return new Examples(
                values,
                composed,
                named,
                labels == null ? null : labels.select(selected),
                split,
                origin.select(selected),
                distances.map(all -> (i, j) -> all.between(own[i], own[j])));
    }

    /** Returns where the examples come from in the user's files. */
    public Origin origin() {
        return origin;
    }

    /** Returns these examples with where they come from, by the index of each here. */
    public Examples from(Origin files) {
        return new Examples(values, rows, numbers, labels, split, files, distances);
    }

    /** Returns the number of the block in which an example is read; 0 if any costs the same. */
    @Override
    public int block(int index) {
        return values.block(rows[index]);
    }

    /** Returns whether the values stay on disk, because they may not fit memory. */
    @Override
    public boolean isStreamed() {
        return values.isStreamed();
    }

    /**
     * Returns these examples with all their values changed, given values too, under a key for each
     * number.
     */
    Examples changed(ValueDraw draw, RandomKey key) {
        return changed(draw, (int row) -> key.fold(number(row)));
    }

    /** Returns these examples with all their values changed, those of equal examples alike. */
    Examples changedByContent(ValueDraw draw, RandomKey key) {
        Examples all = whole();
        return changed(
                draw,
                (int row) -> {
                    float[] values = new float[all.width()];
                    all.read(row, values, 0);
                    return key.fold(ContentHash.of(values.length, j -> values[j]));
                });
    }

    private Examples changed(ValueDraw draw, IntFunction<RandomKey> keys) {
        int[] indices = IntStream.range(0, size()).toArray();
        StoredValues changed =
                new StoredValues(
                        new DrawnRows(whole(), draw, keys),
                        draw.domain(),
                        ValuePrecision.SINGLE,
                        true,
                        Optional.empty(),
                        draw.binWidth());
        return new Examples(changed, indices, indices, labels, split, origin, distances);
    }

    /** The number of an example: its index, or that which it had before others were taken away. */
    int number(int index) {
        return numbers[index];
    }

    /** A view of the first {@code count} examples, or of all if there are no more. */
    public Examples first(int count) {
        return count >= size() ? this : select(IntStream.range(0, Math.max(0, count)).toArray());
    }

    /**
     * Returns how many values of an example are not NaN: observed ones, or the tokens of a text.
     */
    public int observed(int index) {
        float[] row = new float[width()];
        read(index, row, 0);
        int count = 0;
        for (float value : row) {
            count += Float.isNaN(value) ? 0 : 1;
        }
        return count;
    }

    /** Returns whether a value is missing. Texts have no missing values: NaN is their end. */
    public boolean hasMissing() {
        return domain() != ValueDomain.TOKENS
                && IntStream.range(0, size()).anyMatch(i -> observed(i) < width());
    }

    /** The mean over examples of every value that is not missing: [width]; 0 where all are. */
    public double[] mean() {
        double[] mean = new double[width()];
        int[] found = new int[mean.length];
        double[] row = new double[mean.length];
        for (int i = 0; i < size(); i++) {
            read(i, row, 0);
            for (int j = 0; j < row.length; j++) {
                if (!Double.isNaN(row[j])) {
                    mean[j] += row[j];
                    found[j]++;
                }
            }
        }
        Arrays.setAll(mean, j -> mean[j] / Math.max(1, found[j]));
        return mean;
    }

    /** Returns whether all values were checked when they came. */
    boolean isChecked() {
        return values.isChecked();
    }

    /** Adds the values of one example, as they are stored, to a digest. */
    void digest(int index, MessageDigest digest) {
        values.digest(rows[index], digest);
    }
}
