// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.RowsSource;
import org.vaelab.framework.data.Sha256;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValueNames;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.sources.HeldOut;

/**
 * Rows in memory, [n, D], in the units of their owner: the data of an {@link Experiment}, or new examples for a
 * {@link Model}. Rows do not change; each method returns others.
 *
 * <pre>{@code
 * Rows circle = Rows.of("circle", values).labels(kinds).testFraction(0.2);
 * Experiment experiment = Experiment.named("rings").data(circle).set("data.standardize", true);
 * }</pre>
 */
public final class Rows {

    private static final String LABEL = "label";

    private final String name;
    private final double[] values;
    private DataShape shape;
    private ValueDomain domain = ValueDomain.REAL;
    private List<Column> columns = List.of();

    /** By column; an empty name is unknown. */
    private Map<String, List<String>> labels = Map.of();

    private boolean hasMissing;
    private double testFraction = 0.2;

    private Rows(String name, double[] values, DataShape shape) {
        this.name = name;
        this.values = values;
        this.shape = shape;
    }

    private Rows with(Consumer<Rows> change) {
        Rows other = new Rows(name, values, shape);
        other.domain = domain;
        other.columns = columns;
        other.labels = labels;
        other.hasMissing = hasMissing;
        other.testFraction = testFraction;
        change.accept(other);
        return other;
    }

    /** Where the values lie. */
    private record Stored(double[] values, int width) implements org.vaelab.framework.data.Rows {
        @Override
        public int size() {
            return values.length / width;
        }

        @Override
        public void read(int row, double[] target, int offset) {
            System.arraycopy(values, row * width, target, offset, width);
        }

        @Override
        public ValuePrecision precision() {
            return ValuePrecision.DOUBLE;
        }
    }

    /**
     * Returns rows of real numbers without names or labels, of which a fifth is for the test.
     *
     * @param name in tables
     * @param rows [n, D], which are copied
     * @throws DataException if there are none, or they have different lengths
     */
    public static Rows of(String name, double[]... rows) {
        int width = rows.length == 0 ? 0 : rows[0].length;
        if (width == 0) {
            throw DataException.of("%s: there is no row, or a row without values", name);
        }
        double[] all = new double[Math.multiplyExact(rows.length, width)];
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != width) {
                throw DataException.of(
                        "%s: row %s has %s values, row 0 has %s", name, i, rows[i].length, width);
            }
            System.arraycopy(rows[i], 0, all, i * width, width);
        }
        return new Rows(name, all, DataShape.flat(width));
    }

    /** Returns the same of numbers in single precision. */
    public static Rows of(String name, float[]... rows) {
        return of(
                name,
                Arrays.stream(rows)
                        .map(
                                row ->
                                        IntStream.range(0, row.length)
                                                .mapToDouble(j -> row[j])
                                                .toArray())
                        .toArray(double[][]::new));
    }

    /** Returns these rows as others, such as images of shape 1x28x28, channels first. */
    public Rows shape(int channels, int height, int width) {
        DataShape other = new DataShape(channels, height, width);
        if (other.size() != shape.size()) {
            throw DataException.of(
                    "%s: a row has %s values, and shape %s has %s",
                    name, shape.size(), other, other.size());
        }
        return with(rows -> rows.shape = other);
    }

    /** Returns these rows with values of a domain. Grey levels are k / 255, for k from 0 to 255. */
    public Rows domain(ValueDomain of) {
        return with(rows -> rows.domain = of);
    }

    /** Returns these rows with names of their values, which are real numbers. */
    public Rows columns(String... names) {
        return columns(Stream.of(names).map(Column::real).toArray(Column[]::new));
    }

    /**
     * Returns these rows with names and kinds of their values. A category is its place in the column's
     * categories, from 0.
     */
    public Rows columns(Column... of) {
        if (of.length != shape.size()) {
            throw DataException.of(
                    "%s: a row has %s values, and there are %s columns",
                    name, shape.size(), of.length);
        }
        boolean areReal = Stream.of(of).allMatch(column -> column.kind() == Column.Kind.REAL);
        return with(
                rows -> {
                    rows.columns = List.of(of);
                    rows.domain = areReal ? domain : ValueDomain.COLUMNS;
                });
    }

    /** Returns these rows with a label each, in the column {@code label}; an empty one is unknown. */
    public Rows labels(String... of) {
        return label(LABEL, of);
    }

    /** Returns these rows with a class each, in the column {@code label}. */
    public Rows labels(int... of) {
        return label(LABEL, Arrays.stream(of).mapToObj(Integer::toString).toArray(String[]::new));
    }

    /** Returns these rows with a label each, in a further column. */
    public Rows label(String column, String... of) {
        if (of.length != size()) {
            throw DataException.of("%s: %s rows, and %s labels", name, size(), of.length);
        }
        Map<String, List<String>> all = new LinkedHashMap<>(labels);
        all.put(column, List.of(of));
        return with(rows -> rows.labels = all);
    }

    /** Returns these rows, in which NaN is a missing value. */
    public Rows missing() {
        return with(rows -> rows.hasMissing = true);
    }

    /** Returns these rows with another part held out for the test, between 0 and 1. */
    public Rows testFraction(double fraction) {
        return with(rows -> rows.testFraction = fraction);
    }

    /** Returns the number of rows. */
    public int size() {
        return values.length / shape.size();
    }

    /** Returns what a config says of these rows. */
    RowsSource source() {
        MessageDigest digest = Sha256.digest();
        ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES);
        for (double value : values) {
            digest.update(bytes.putDouble(0, value).array());
        }
        String rest =
                String.join(
                        "\n",
                        "" + shape,
                        "" + domain,
                        "" + columns,
                        "" + labels,
                        "" + hasMissing,
                        "" + testFraction);
        return new RowsSource(
                name,
                domain == ValueDomain.GREY_LEVELS ? "grey" : domain.label().replaceAll(" .*", ""),
                Sha256.of(Sha256.hex(digest.digest()) + "\n" + rest));
    }

    String name() {
        return name;
    }

    List<String> columnNames() {
        return columns.stream().map(Column::name).toList();
    }

    Map<String, List<String>> labels() {
        return labels;
    }

    @Override
    public String toString() {
        return "%s rows of shape %s, '%s'".formatted(size(), shape, name);
    }

    /** Returns the rows in their order, without labels, as values of a domain. */
    Examples examples(ValueDomain of) {
        return Examples.loaded(new Stored(values, shape.size()), of, ValuePrecision.DOUBLE);
    }

    /** Returns the rows for training and for the test. */
    Dataset dataset() {
        Examples all = examples(domain);
        if (!labels.isEmpty()) {
            all = all.withLabels(Labels.of(columnsOfLabels()));
        }
        HeldOut parts = HeldOut.of(name, all.size(), testFraction, 0L);
        return Dataset.of(
                name,
                shape,
                all.select(parts.train()),
                all.select(parts.test()),
                "rows in the memory of a program, " + parts,
                new DataFacts(columns, Optional.empty(), hasMissing, List.of()));
    }

    private List<Labels.Column> columnsOfLabels() {
        List<Labels.Column> all = new ArrayList<>();
        labels.forEach(
                (column, of) -> {
                    List<String> known = of.stream().filter(label -> !label.isEmpty()).toList();
                    all.add(
                            Labels.Column.named(
                                    column,
                                    ValueNames.sorted(known.stream().distinct().toList()),
                                    of,
                                    absent -> {}));
                });
        return all;
    }
}
