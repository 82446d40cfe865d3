// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.FileTable.Field;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;

/** Reads a table for a trained model: the same columns in any order, with or without labels. */
record TableReader(TableSource settings) implements ExampleReader {

    @Override
    public boolean accepts(Path file) {
        return TableFormat.of(file).isPresent() || settings.format() != null;
    }

    @Override
    public Found read(Path path, DataSummary trained) {
        TableFormat known = TableFormat.of(path).orElse(null);
        TableFormat format = known == null ? settings.format() : known;
        // The separator of the training file holds for files of its format alone.
        boolean same = format == settings.layout().formatOf(settings.path());
        TableFile.Layout layout =
                new TableFile.Layout(
                        format,
                        settings.layout().hasHeader(),
                        same ? settings.layout().separator() : null,
                        settings.layout().missing());
        TableFile file = TableFile.of(path, layout);
        return new Found(examples(file, trained), file.remarks(), Optional.of(file), List.of());
    }

    private Examples examples(TableFile file, DataSummary trained) {
        List<Column> columns = trained.form().columns();
        requireColumns(file, trained);
        requireLengths(file, columns);
        List<Field> fields =
                columns.stream().map(column -> file.field("columns", column.name())).toList();
        ValueReader reader =
                new ValueReader(
                        columns,
                        domain(trained),
                        ValuePrecision.DOUBLE,
                        trained.hasMissing(),
                        settings.unseen() == TableSource.Unseen.MISSING);
        List<DataSummary.LabelColumn> labels =
                trained.labels().stream()
                        .filter(label -> settings.labelNames().contains(label.name()))
                        .filter(label -> file.names().contains(label.name()))
                        .toList();
        List<Field> labelFields =
                labels.stream().map(label -> file.field("label", label.name())).toList();
        @Nullable String key = settings.key();
        boolean hasKey = key != null && file.names().contains(key);
        return new TableData.Part(
                        file, fields, labelFields, TableData.origin(file, hasKey ? key : null))
                .examples(reader, TableLabels.of(labels));
    }

    private void requireColumns(TableFile file, DataSummary trained) {
        List<Column> columns = trained.form().columns();
        if (columns.isEmpty()) {
            throw DataException.of(
                    "%s: a table with the columns %s, and the model was trained on examples of shape"
                            + " %s without columns",
                    file.path(), String.join(", ", file.names()), trained.shape());
        }
        List<String> absent =
                columns.stream()
                        .map(Column::name)
                        .filter(name -> !file.names().contains(name))
                        .toList();
        absent.stream()
                .map(TableFile::withoutNumber)
                .filter(file.names()::contains)
                .map(name -> file.field("columns", name))
                .filter(field -> field.type().endsWith("[]"))
                .findFirst()
                .ifPresent(
                        list -> {
                            throw DataException.of(
                                    "%s: column \"%s\" %s",
                                    file.path(), list.name(), file.content(list));
                        });
        if (!absent.isEmpty()) {
            throw DataException.of(
                    "%s: no column %s, which the model was trained on; there are: %s",
                    file.path(),
                    String.join(", ", absent.stream().map(name -> '"' + name + '"').toList()),
                    String.join(", ", file.names()));
        }
    }

    /**
     * Checks that lists are not longer than those of training, unless a config chose among their
     * numbers.
     */
    private void requireLengths(TableFile file, List<Column> columns) {
        Map<String, Long> lists =
                columns.stream()
                        .map(Column::name)
                        .filter(TableReader::isOfList)
                        .collect(
                                Collectors.groupingBy(
                                        TableFile::withoutNumber, Collectors.counting()));
        boolean choosesNumbers =
                settings.constant() == TableSource.Constant.DROP
                        || Stream.ofNullable(settings.columns())
                                .flatMap(of -> Stream.of(of.chosen(), of.settings().keySet()))
                                .flatMap(Collection::stream)
                                .anyMatch(TableReader::isOfList);
        lists.forEach(
                (name, numbers) -> {
                    int length = file.listLength(name);
                    if (length > numbers && !choosesNumbers) {
                        throw DataException.of(
                                "%s: lists of %s numbers in column \"%s\"; the model was trained on %s",
                                file.path(), length, name, numbers);
                    }
                });
    }

    private static boolean isOfList(String column) {
        return !TableFile.withoutNumber(column).equals(column);
    }

    /**
     * Returns the domain of the file: that of the model, unless its data were changed before it.
     */
    private ValueDomain domain(DataSummary trained) {
        ValueDomain set = settings.domain();
        return set == null ? trained.domain() : set;
    }
}
