// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSource.Progress;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.FileTable.Field;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.sources.SourceName;

/**
 * Loads the data set of a {@link TableSource}.
 *
 * @param isTest chooses test rows by their keys; null: the settings do
 */
record TableData(
        TableSource settings,
        ValuePrecision precision,
        Progress progress,
        @Nullable Predicate<String> isTest) {

    /** A file with the columns of the values and of the labels, and what its rows are called. */
    record Part(TableFile file, List<Field> values, List<Field> labels, Origin rows) {

        /** Returns the same with some of the columns of values. */
        Part with(List<Column> some) {
            return new Part(
                    file,
                    some.stream().map(c -> file.field("columns", c.name())).toList(),
                    labels,
                    rows);
        }

        /** Returns the columns of the same names in another file. */
        Part in(TableFile other) {
            return new Part(
                    other,
                    values.stream().map(field -> other.field("columns", field.name())).toList(),
                    labels.stream().map(field -> other.field("label", field.name())).toList(),
                    origin(other, rows.naming() ? rows.column() : null));
        }

        /** Reads all rows. */
        Examples examples(ValueReader reader, TableLabels classes) {
            Examples values = reader.load(file, this.values);
            Examples labelled =
                    labels.isEmpty() ? values : values.withLabels(classes.read(file, labels));
            return labelled.from(rows);
        }
    }

    /**
     * Returns what rows are called.
     *
     * @param key the column that names them; null: their number does
     */
    static Origin origin(TableFile file, @Nullable String key) {
        if (key == null) {
            return Origin.numbered("row", index -> Integer.toString(index + 1));
        }
        List<String> names = new ArrayList<>();
        file.read(
                List.of(file.field("key", key)),
                (row, cells) -> {
                    if (cells.get(0).isMissing()) {
                        throw DataException.of(
                                "%s: row %s has no %s, which key names", file.path(), row + 1, key);
                    }
                    names.add(cells.get(0).text());
                });
        return Origin.named(key, names::get, file::place);
    }

    Dataset load() {
        TableFile file = TableFile.of(settings.path(), settings.layout());
        Part whole = new Part(file, values(file), labels(file), origin(file, settings.key()));
        RowRoles roles =
                isTest == null
                        ? RowRoles.of(settings, file)
                        : RowRoles.byName(file, whole.rows(), isTest);
        TableColumnsFound found =
                TableColumnsFound.of(settings, file, whole.values(), roles.train());
        Part part = whole.with(found.columns());
        DataShape shape = shape(file, part.values().size());
        TableLabels classes = TableLabels.of(file, part.labels());
        @Nullable Path tested = settings.tested();
        if (tested == null) {
            Examples all = examples(part, found, classes);
            Examples test = RowRoles.select(all, roles.test()).orElseThrow();
            return dataset(shape, all, roles, test, "table file " + file.path(), found.facts());
        }
        TableFile test = TableFile.of(tested, settings.layout());
        requireSame(file, whole.values(), test);
        Part other = part.in(test);
        TableColumnsFound both = found.alsoIn(test, other.values());
        TableLabels all = classes.alsoIn(test, other.labels());
        Examples train = examples(part, both, all);
        String origin = "table files " + file.path() + ", " + tested;
        return dataset(shape, train, roles, examples(other, both, all), origin, both.facts());
    }

    private Dataset dataset(
            DataShape shape,
            Examples all,
            RowRoles roles,
            Examples test,
            String origin,
            DataFacts facts) {
        return Dataset.of(
                SourceName.of(settings.name(), unzipped(settings.path()), "table"),
                shape,
                RowRoles.select(all, roles.train()).orElseThrow(),
                RowRoles.select(all, roles.validation()),
                test,
                origin + roles.origin(),
                facts,
                progress);
    }

    private Examples examples(Part part, TableColumnsFound found, TableLabels classes) {
        ValueReader reader =
                new ValueReader(
                        found.columns(),
                        found.domain(),
                        settings.domain() == null ? ValuePrecision.DOUBLE : precision,
                        found.facts().hasMissing(),
                        settings.unseen() == TableSource.Unseen.MISSING);
        return part.examples(reader, classes);
    }

    private List<Field> labels(TableFile file) {
        return settings.labelNames().stream().map(name -> file.field("label", name)).toList();
    }

    /** Returns the columns of the values. */
    private List<Field> values(TableFile file) {
        ColumnChoice columns = settings.columns();
        if (columns != null && !columns.chosen().isEmpty()) {
            return columns.chosen().stream()
                    .flatMap(name -> file.fields("columns", name).stream())
                    .toList();
        }
        List<String> others = named();
        if (columns != null) {
            columns.settings()
                    .forEach(
                            (name, setting) -> {
                                List<Field> named = file.fields("columns", name);
                                if (setting.kind().isEmpty()) {
                                    named.forEach(field -> others.add(field.name()));
                                }
                            });
        }
        List<Field> fields =
                file.fields().stream().filter(field -> !others.contains(field.name())).toList();
        if (fields.isEmpty()) {
            throw new DataException(file.path() + ": no column beside the label");
        }
        return fields;
    }

    /** Returns the columns that are the labels, the key or the split. */
    private List<String> named() {
        List<String> named = new ArrayList<>(settings.labelNames());
        if (settings.key() != null) {
            named.add(settings.key());
        }
        if (settings.split() != null) {
            named.add(settings.split().column());
        }
        return named;
    }

    private void requireSame(TableFile file, List<Field> fields, TableFile test) {
        List<String> expected = fields.stream().map(Field::name).toList();
        requireAll(expected, file, test);
        if (settings.columns() == null) {
            List<String> others = named();
            requireAll(
                    test.names().stream().filter(name -> !others.contains(name)).toList(),
                    test,
                    file);
        }
    }

    private static void requireAll(List<String> names, TableFile file, TableFile other) {
        List<String> lacking = names.stream().filter(n -> !other.names().contains(n)).toList();
        if (!lacking.isEmpty()) {
            throw DataException.of(
                    "training and test columns differ: %s has no column %s, which %s has",
                    other.path(), String.join(", ", lacking), file.path());
        }
    }

    private DataShape shape(TableFile file, int width) {
        if (settings.shape() == null) {
            return DataShape.flat(width);
        }
        if (settings.shape().size() != width) {
            throw DataException.of(
                    "%s: %s columns of values, but shape %s has %s",
                    file.path(), width, settings.shape(), settings.shape().size());
        }
        return settings.shape();
    }

    private static Path unzipped(Path file) {
        String name = file.toString();
        return TableFormat.isZipped(file)
                ? Path.of(name.substring(0, name.length() - ".gz".length()))
                : file;
    }
}
