// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.data.RowsSource;
import org.vaelab.framework.data.Sha256;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.ValueNames;
import org.vaelab.framework.sources.HeldOut;

/**
 * Rows in memory, [n, D], in the units of their owner: the data of an {@code Experiment}, or new
 * examples for a {@link Model}. Rows do not change; each method returns others.
 *
 * <pre>{@code
 * Rows circle = Rows.of("circle", values).labels(kinds).testFraction(0.2);
 * Experiment experiment = Experiment.named("rings").data(circle).set("data.standardize", true);
 * Rows series = Rows.of("series", values).series(12, "x", "y"); // [n, 12 * 2], step by step
 * Rows both = Rows.joined(Map.of("point", circle, "path", series)); // row i of each is example i
 * }</pre>
 *
 * <p>Rows of different lengths, and what does not fit them, are rejected by a {@link DataException}.
 */
public final class Rows implements HasRows {

    private static final double TEST_FRACTION = 0.2;

    private final String name;
    private final double[] values;
    private final Facts facts;

    /** Of series and of several modalities; empty: the columns of the facts say it. */
    private final Optional<Form> form;

    /** By the names of modalities, which are in this order; empty unless there are several. */
    private final SortedMap<String, Rows> parts;

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

    private Rows(
            String name,
            double[] values,
            Facts facts,
            Optional<Form> form,
            SortedMap<String, Rows> parts) {
        this.name = name;
        this.values = values;
        this.facts = facts;
        this.form = form;
        this.parts = parts;
    }

    private Rows with(
            DataShape shape,
            ValueDomain domain,
            List<Column> columns,
            Map<String, List<String>> labels,
            boolean hasMissing,
            double test) {
        Facts others = new Facts(shape, domain, columns, labels, hasMissing, test);
        return new Rows(name, values, others, form, parts);
    }

    /**
     * Returns rows of real numbers without names or labels, of which a fifth is for the test.
     *
     * @param name in tables
     * @param rows [n, D], which are copied
     * @throws DataException if there are none, or they have different lengths
     */
    public static Rows of(String name, double[]... rows) {
        Objects.requireNonNull(name, "name must not be null");
        Objects.requireNonNull(rows, "rows must not be null");
        for (int i = 0; i < rows.length; i++) {
            Objects.requireNonNull(rows[i], "row " + i + " must not be null");
        }
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
                new Facts(flat, ValueDomain.REAL, List.of(), Map.of(), false, TEST_FRACTION),
                Optional.empty(),
                Collections.emptySortedMap());
    }

    /**
     * Returns examples of several modalities: row i of each belongs to example i. A modality of
     * {@link #missing} rows may be missing; then all its values are NaN. As new examples for a
     * model, modalities may be left out, which are missing then.
     *
     * @param parts by the names of the modalities, which are in alphabetical order
     * @throws DataException if there are no parts, they have different numbers of rows, or a name is
     *     no word
     */
    public static Rows joined(Map<String, Rows> parts) {
        SortedMap<String, Rows> sorted = new TreeMap<>(parts);
        if (sorted.isEmpty()) {
            throw new DataException("joined: there are no parts");
        }
        List<Modality> modalities = new ArrayList<>();
        int size = sorted.get(sorted.firstKey()).size();
        int width = 0;
        for (Map.Entry<String, Rows> part : sorted.entrySet()) {
            Facts own = part.getValue().facts;
            if (part.getValue().size() != size) {
                throw DataException.of(
                        "joined: '%s' has %s rows, '%s' has %s",
                        part.getKey(), part.getValue().size(), sorted.firstKey(), size);
            }
            modalities.add(
                    new Modality(
                            part.getKey(),
                            width,
                            own.shape,
                            own.domain,
                            part.getValue().form(),
                            own.hasMissing,
                            own.domain.likelihood(),
                            "mlp"));
            width += own.shape.size();
        }
        Rows all = of(String.join("+", sorted.keySet()), new double[size][width]);
        for (Rows part : sorted.values()) {
            all = part.facts.hasMissing ? all.missing() : all;
            for (Map.Entry<String, List<String>> label : part.facts.labels.entrySet()) {
                all = all.given(label.getKey(), label.getValue());
            }
        }
        return new Rows(
                all.name,
                sideBySide(modalities, sorted, size),
                all.domain(ValueDomain.MODALITIES).facts,
                Optional.of(new Form.Modalities(modalities)),
                Collections.unmodifiableSortedMap(sorted));
    }

    /** Returns the values of modalities, one after the other; NaN of those that are not there. */
    private static double[] sideBySide(
            List<Modality> modalities, Map<String, Rows> parts, int size) {
        int width = modalities.get(modalities.size() - 1).to();
        double[] all = new double[Math.multiplyExact(size, width)];
        Arrays.fill(all, Double.NaN);
        for (Modality each : modalities) {
            Rows own = parts.get(each.name());
            for (int i = 0; own != null && i < size; i++) {
                int from = i * width + each.from();
                System.arraycopy(own.values, i * each.width(), all, from, each.width());
            }
        }
        return all;
    }

    Form form() {
        return form.orElseGet(() -> Form.table(facts.columns));
    }

    /** Returns the same of numbers in single precision. */
    public static Rows of(String name, float[]... rows) {
        return of(name, ExampleValues.doubles(rows));
    }

    /** Returns these rows as images, or as others with a shape, channels first: 1, 28, 28. */
    public Rows shape(int channels, int height, int width) {
        DataShape shape = new DataShape(channels, height, width);
        requireSize(facts.shape.size(), shape.size(), "values in shape " + shape);
        Facts f = facts;
        return with(shape, f.domain, f.columns, f.labels, f.hasMissing, f.test);
    }

    /**
     * Returns these rows as series: T steps of D numbers, step by step. NaN is a number that is
     * missing, and a series ends at its last number. A model of series forecasts and fills gaps.
     *
     * @param steps T
     * @param names of the D numbers of a step
     * @throws DataException if a row has another number of values than T D
     */
    public Rows series(int steps, String... names) {
        Counts.atLeastOne("steps", steps);
        requireSize(
                facts.shape.size(),
                steps * names.length,
                "values in series of " + steps + " steps");
        Facts f = facts;
        DataShape shape = new DataShape(1, steps, names.length);
        Facts others = new Facts(shape, f.domain, List.of(), f.labels, true, f.test);
        return new Rows(name, values, others, Optional.of(new Form.Series(List.of(names))), parts);
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
        Objects.requireNonNull(domain, "domain must not be null");
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
        Objects.requireNonNull(classes, "labels must not be null");
        return label("label", classes);
    }

    /** Returns these rows with a class each, in the column {@code label}. */
    public Rows labels(int... classes) {
        return labels(Arrays.stream(classes).mapToObj(Integer::toString).toArray(String[]::new));
    }

    /** Returns these rows with a label each, in a further column. */
    public Rows label(String column, String... labels) {
        Objects.requireNonNull(column, "column must not be null");
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

    /**
     * Returns these rows with another part held out for the test.
     *
     * @throws DataException if it is not between 0 and 1
     */
    public Rows testFraction(double fraction) {
        HeldOut.requireValid("rows", null, fraction);
        Facts f = facts;
        return with(f.shape, f.domain, f.columns, f.labels, f.hasMissing, fraction);
    }

    /** Returns the number of rows. */
    public int size() {
        return values.length / facts.shape.size();
    }

    @Override
    public Rows asRows() {
        return this;
    }

    String name() {
        return name;
    }

    List<String> columnNames() {
        return facts.columns.stream().map(Column::name).toList();
    }

    /** Returns these rows with labels, one for all or one for each. */
    Rows given(String column, List<String> labels) {
        boolean isOfAll = labels.size() == 1;
        List<String> each = isOfAll ? Collections.nCopies(size(), labels.get(0)) : labels;
        return label(column, each.toArray(String[]::new));
    }

    /** Returns these rows with another value each in one place. */
    Rows replaced(int place, double[] numbers) {
        double[] all = values.clone();
        for (int i = 0; i < numbers.length; i++) {
            all[i * facts.shape.size() + place] = numbers[i];
        }
        return new Rows(name, all, facts, form, parts);
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
        String ofForm = form.map(Form::toString).orElse("");
        String checksum = Sha256.of(facts + ofForm + Sha256.hex(digest.digest()));
        return new RowsSource(name, facts.domain, checksum);
    }

    /**
     * Returns the rows in their order, without labels, as a model has them.
     *
     * @throws DataException if modalities are not those of the model
     */
    Examples examples(DataSummary trained) {
        List<Modality> modalities = trained.form().modalities();
        if (parts.isEmpty()) {
            return Examples.of(facts.shape.size(), values.clone(), trained.domain());
        }
        List<String> names = modalities.stream().map(Modality::name).toList();
        parts.forEach(
                (part, of) -> {
                    if (!names.contains(part)) {
                        throw DataException.of(
                                "%s: the model has no modality '%s'; it has %s", name, part, names);
                    }
                    Modality own = modalities.get(names.indexOf(part));
                    if (of.facts.shape.size() != own.width()) {
                        throw DataException.of(
                                "%s: modality '%s' has %s values in a row, that of the model has %s",
                                name, part, of.facts.shape.size(), own.width());
                    }
                });
        if (parts.size() < names.size() && !trained.hasMissing()) {
            throw DataException.of(
                    "%s: a modality is missing, and the model was trained with all of them: %s\n    impute"
                            + " fills it in; other uses need a model that is trained on subsets, such as with"
                            + " inference: moe, or on rows in which modalities are missing",
                    name, String.join(", ", names));
        }
        double[] all = sideBySide(modalities, parts, size());
        return Examples.of(all.length / size(), all, trained.domain());
    }

    /**
     * Returns all rows with their labels.
     *
     * @throws DataException if a value does not lie in its domain
     */
    Examples all() {
        Examples all =
                Examples.of(facts.shape.size(), values.clone(), facts.domain)
                        .from(Origin.numbered("row", Integer::toString));
        DataFacts.of(form(), facts.hasMissing).check(all);
        List<Labels.Column> columns =
                facts.labels.entrySet().stream()
                        .map(of -> column(of.getKey(), of.getValue()))
                        .toList();
        return columns.isEmpty() ? all : all.withLabels(Labels.of(columns));
    }

    /** Returns the rows for training and for the test. */
    public Dataset dataset() {
        Examples all = all();
        HeldOut parts = HeldOut.of(name, all.size(), facts.test, 0L);
        return Dataset.of(
                name,
                facts.shape,
                all.select(parts.train()),
                all.select(parts.test()),
                "rows in the memory of a program, " + parts,
                DataFacts.of(form(), facts.hasMissing));
    }

    private static Labels.Column column(String name, List<String> labels) {
        List<String> known = labels.stream().filter(label -> !label.isEmpty()).distinct().toList();
        return Labels.Column.named(name, ValueNames.sorted(known), labels, unknown -> {});
    }
}
