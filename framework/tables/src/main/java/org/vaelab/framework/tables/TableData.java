// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.tables.TableFile.Field;

/**
 * The data source of tables.
 *
 * @param cells what cells hold
 */
record TableData(TableSource settings, Cells cells) implements DataSource {

    @Override
    public Dataset load(Progress progress) {
        return load(progress, ValuePrecision.SINGLE);
    }

    @Override
    public Dataset load(Progress progress, ValuePrecision precision) {
        Path path = settings.path();
        try (TableFile file = TableFile.open(path, settings.layout())) {
            try {
                return load(file, precision, progress);
            } catch (DuckDb.Failure e) {
                throw UnreadableTable.because(path, e);
            }
        }
    }

    private Dataset load(TableFile file, ValuePrecision precision, Progress progress)
            throws DuckDb.Failure {
        cells.createView(file);
        List<Field> labels = labels(file);
        List<Field> fields = values(file);
        DataShape shape = shape(file, fields.size());
        RowRoles roles = RowRoles.of(settings, file);
        ColumnProfile.Rows training = roles.rows(file);
        TableColumnsFound found = TableColumnsFound.of(settings, file, fields, training);
        LabelReader classes = LabelReader.of(file, labels);
        if (settings.test() == null) {
            Examples all = examples(file, fields, labels, found, classes, precision);
            return dataset(file, shape, all, all, roles, found, progress);
        }
        try (TableFile test = TableFile.open(settings.test(), settings.layout())) {
            return load(
                    file, test, shape, roles, fields, labels, found, classes, precision, progress);
        }
    }

    private Dataset load(
            TableFile file,
            TableFile test,
            DataShape shape,
            RowRoles roles,
            List<Field> fields,
            List<Field> labels,
            TableColumnsFound found,
            LabelReader classes,
            ValuePrecision precision,
            Progress progress) {
        try {
            cells.createView(test);
            requireSame(file, fields, test);
            List<Field> others = named(test, fields, "columns");
            TableColumnsFound both = found.alsoIn(test, others);
            List<Field> otherLabels = named(test, labels, "label");
            LabelReader all = classes.alsoIn(test, otherLabels);
            Examples train = examples(file, fields, labels, both, all, precision);
            Examples held = examples(test, others, otherLabels, both, all, precision);
            return dataset(file, shape, train, held, roles, both, progress);
        } catch (DuckDb.Failure e) {
            throw UnreadableTable.because(test.path(), e);
        }
    }

    private Dataset dataset(
            TableFile file,
            DataShape shape,
            Examples all,
            Examples test,
            RowRoles roles,
            TableColumnsFound found,
            Progress progress) {
        boolean inOneFile = settings.test() == null;
        Optional<Examples> validation =
                roles.validation().length == 0
                        ? Optional.empty()
                        : Optional.of(all.select(roles.validation()));
        String files = inOneFile ? " " + file.path() : "s " + file.path() + ", " + settings.test();
        return Dataset.of(
                nameInTables(),
                shape,
                roles.validation().length == 0 && !inOneFile ? all : all.select(roles.train()),
                validation,
                inOneFile ? test.select(roles.test()) : test,
                "table file" + files + roles.origin(),
                found.facts(),
                progress);
    }

    private Examples examples(
            TableFile file,
            List<Field> fields,
            List<Field> labels,
            TableColumnsFound found,
            LabelReader classes,
            ValuePrecision precision)
            throws DuckDb.Failure {
        ValueReader reader =
                new ValueReader(
                        found.columns(),
                        found.domain(),
                        found.domain() == ValueDomain.COLUMNS ? ValuePrecision.DOUBLE : precision,
                        found.facts().hasMissing(),
                        settings.unseen() == TableSource.Unseen.MISSING);
        Examples examples = new ExampleStore(file, fields, reader).load();
        if (!labels.isEmpty()) {
            examples = examples.withLabels(classes.read(file, labels, settings.path().toString()));
        }
        return examples.from(origin());
    }

    static Origin origin() {
        return new Origin("row", index -> Integer.toString(index + 1));
    }

    private List<Field> labels(TableFile file) {
        return settings.labelNames().stream().map(name -> file.field("label", name)).toList();
    }

    /** Returns the columns of the values. */
    private List<Field> values(TableFile file) {
        TableColumns columns = settings.columns();
        if (columns != null && !columns.chosen().isEmpty()) {
            return columns.chosen().stream().map(name -> file.field("columns", name)).toList();
        }
        List<String> others = new ArrayList<>(settings.labelNames());
        if (settings.split() != null) {
            others.add(settings.split().column());
        }
        if (columns != null) {
            columns.settings()
                    .forEach(
                            (name, setting) -> {
                                file.field("columns", name);
                                if (setting.kind().isEmpty()) {
                                    others.add(name);
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

    private void requireSame(TableFile file, List<Field> fields, TableFile test) {
        Predicate<String> isValue =
                name -> settings.columns() == null && !settings.labelNames().contains(name);
        List<String> expected = fields.stream().map(Field::name).sorted().toList();
        boolean lacks = !test.names().containsAll(expected);
        boolean more = test.names().stream().anyMatch(isValue.and(n -> !expected.contains(n)));
        if (lacks || more) {
            throw DataException.of(
                    "training and test columns differ: %s has %s; %s has %s",
                    file.path(),
                    String.join(", ", file.names()),
                    test.path(),
                    String.join(", ", test.names()));
        }
    }

    private static List<Field> named(TableFile file, List<Field> fields, String key) {
        return fields.stream().map(field -> file.field(key, field.name())).toList();
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

    private String nameInTables() {
        if (settings.name() != null) {
            return settings.name();
        }
        String file = Objects.toString(settings.path().getFileName(), "table");
        if (TableFormat.isZipped(settings.path())) {
            file = file.substring(0, file.length() - ".gz".length());
        }
        int dot = file.lastIndexOf('.');
        return dot > 0 ? file.substring(0, dot) : file;
    }

    @Override
    public Optional<ExampleReader> reader() {
        return Optional.of(new TableReader(this));
    }
}
