// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.data.RowsSource;
import org.vaelab.framework.data.Sha256;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.settings.ValueNames;
import org.vaelab.framework.sources.HeldOut;

/**
 * Rows in memory, [n, D], in the units of their owner: the data of an {@code Experiment}, or new
 * examples for a {@link Model}. Rows do not change; each method returns others.
 *
 * <pre>{@code
 * Rows circle = Rows.of("circle", values).labels(kinds).testFraction(0.2);
 * Experiment experiment = Experiment.named("rings").data(circle).set("data.standardize", true);
 * }</pre>
 */
public final class Rows {

    private static final double TEST_FRACTION = 0.2;

    private final String name;
    private final double[] values;
    private final Facts facts;

    /**
     * What is said of the values.
     *
     * @param columns of the values; empty: they have no names
     * @param labels of the rows by column, an empty one is unknown
     * @param hasMissing whether NaN is a missing value, and no error
     */
    private record Facts(
            DataShape shape,
            ValueDomain domain,
            List<Column> columns,
            Map<String, List<String>> labels,
            boolean hasMissing,
            double test) {}

    private Rows(String name, double[] values, Facts facts) {
        this.name = name;
        this.values = values;
        this.facts = facts;
    }

    private Rows with(
            DataShape shape,
            ValueDomain domain,
            List<Column> columns,
            Map<String, List<String>> labels,
            boolean hasMissing,
            double test) {
        return new Rows(name, values, new Facts(shape, domain, columns, labels, hasMissing, test));
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
        DataShape flat = DataShape.flat(width);
        return new Rows(
                name,
                all,
                new Facts(flat, ValueDomain.REAL, List.of(), Map.of(), false, TEST_FRACTION));
    }

    /** Returns the same of numbers in single precision. */
    public static Rows of(String name, float[]... rows) {
        double[][] exact = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            exact[i] = new double[rows[i].length];
            for (int j = 0; j < rows[i].length; j++) {
                exact[i][j] = rows[i][j];
            }
        }
        return of(name, exact);
    }

    /** Returns these rows as images, or as others with a shape, channels first: 1, 28, 28. */
    public Rows shape(int channels, int height, int width) {
        DataShape shape = new DataShape(channels, height, width);
        requireSize(facts.shape.size(), shape.size(), "values in shape " + shape);
        Facts f = facts;
        return with(shape, f.domain, f.columns, f.labels, f.hasMissing, f.test);
    }

    private void requireSize(int expected, int found, String what) {
        if (found != expected) {
            throw DataException.of(
                    "%s: %s rows of %s values, and %s %s",
                    name, size(), facts.shape.size(), found, what);
        }
    }

    /** Returns these rows with values of a domain. Grey levels are k / 255, for k from 0 to 255. */
    public Rows domain(ValueDomain domain) {
        Facts f = facts;
        return with(f.shape, domain, f.columns, f.labels, f.hasMissing, f.test);
    }

    /** Returns these rows with names of their values. */
    public Rows columns(String... names) {
        return columns(Stream.of(names).map(Column::real).toArray(Column[]::new));
    }

    /**
     * Returns these rows with names and kinds of their values. A category is its place in the
     * column's categories, from 0.
     */
    public Rows columns(Column... columns) {
        requireSize(facts.shape.size(), columns.length, "columns");
        boolean areReal = Stream.of(columns).allMatch(c -> c.kind() == Column.Kind.REAL);
        Facts f = facts;
        ValueDomain domain = areReal ? f.domain : ValueDomain.COLUMNS;
        return with(f.shape, domain, List.of(columns), f.labels, f.hasMissing, f.test);
    }

    /**
     * Returns these rows with a label each, in the column {@code label}; an empty one is unknown.
     */
    public Rows labels(String... classes) {
        return label("label", classes);
    }

    /** Returns these rows with a class each, in the column {@code label}. */
    public Rows labels(int... classes) {
        return labels(Arrays.stream(classes).mapToObj(Integer::toString).toArray(String[]::new));
    }

    /** Returns these rows with a label each, in a further column. */
    public Rows label(String column, String... labels) {
        requireSize(size(), labels.length, "labels");
        Map<String, List<String>> all = new LinkedHashMap<>(facts.labels);
        all.put(column, List.of(labels));
        Facts f = facts;
        return with(f.shape, f.domain, f.columns, all, f.hasMissing, f.test);
    }

    /** Returns these rows, in which NaN is a missing value. */
    public Rows missing() {
        Facts f = facts;
        return with(f.shape, f.domain, f.columns, f.labels, true, f.test);
    }

    /** Returns these rows with another part held out for the test, between 0 and 1. */
    public Rows testFraction(double fraction) {
        Facts f = facts;
        return with(f.shape, f.domain, f.columns, f.labels, f.hasMissing, fraction);
    }

    /** Returns the number of rows. */
    public int size() {
        return values.length / facts.shape.size();
    }

    String name() {
        return name;
    }

    List<String> columnNames() {
        return facts.columns.stream().map(Column::name).toList();
    }

    Map<String, List<String>> labelNames() {
        return facts.labels;
    }

    @Override
    public String toString() {
        return "%s rows of shape %s, '%s'".formatted(size(), facts.shape, name);
    }

    /** Returns what a config says of these rows: their name, domain and checksum. */
    public RowsSource source() {
        MessageDigest digest = Sha256.digest();
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Double.BYTES));
        bytes.asDoubleBuffer().put(values);
        digest.update(bytes);
        String checksum = Sha256.of(facts + Sha256.hex(digest.digest()));
        return new RowsSource(name, facts.domain, checksum);
    }

    /** Returns the rows in their order, without labels, as values of a domain. */
    Examples examples(ValueDomain domain) {
        return Examples.of(facts.shape.size(), values.clone(), domain);
    }

    /** Returns the rows for training and for the test. */
    public Dataset dataset() {
        Examples all = examples(facts.domain).from(Origin.numbered("row", Integer::toString));
        if (!facts.labels.isEmpty()) {
            all =
                    all.withLabels(
                            Labels.of(
                                    facts.labels.entrySet().stream()
                                            .map(of -> column(of.getKey(), of.getValue()))
                                            .toList()));
        }
        HeldOut parts = HeldOut.of(name, all.size(), facts.test, 0L);
        return Dataset.of(
                name,
                facts.shape,
                all.select(parts.train()),
                all.select(parts.test()),
                "rows in the memory of a program, " + parts,
                DataFacts.of(Form.table(facts.columns), facts.hasMissing));
    }

    private static Labels.Column column(String name, List<String> labels) {
        List<String> known = labels.stream().filter(label -> !label.isEmpty()).distinct().toList();
        return Labels.Column.named(name, ValueNames.sorted(known), labels, unknown -> {});
    }
}
