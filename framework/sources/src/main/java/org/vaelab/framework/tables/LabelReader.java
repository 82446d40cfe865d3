// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.tables.TableFile.Field;

/**
 * Reads columns of labels.
 *
 * @param names what the columns are called in the data set
 * @param classes of each column, in order; one without classes has no known label
 */
record LabelReader(List<String> names, List<List<String>> classes) {

    private static final String NO_CLASS = "";

    /**
     * Returns the labels of a file, with the classes of all its rows: a class may be one of test rows
     * alone, as in anomaly detection.
     */
    static LabelReader of(TableFile file, List<Field> fields) {
        return new LabelReader(
                fields.stream().map(Field::name).toList(),
                ColumnProfile.distinct(
                        file, fields.stream().map(Cells::text).toList(), ColumnProfile.Rows.ALL));
    }

    /** Returns these labels with the classes of another file too. */
    LabelReader alsoIn(TableFile other, List<Field> fields) {
        List<List<String>> further = of(other, fields).classes;
        List<List<String>> union = new ArrayList<>();
        for (int k = 0; k < names.size(); k++) {
            union.add(
                    ColumnProfile.sorted(
                            Stream.concat(classes.get(k).stream(), further.get(k).stream())
                                    .distinct()
                                    .toList()));
        }
        return new LabelReader(names, union);
    }

    /** Returns what reads the labels of a trained model. */
    static LabelReader of(List<DataSummary.LabelColumn> columns) {
        return new LabelReader(
                columns.stream().map(DataSummary.LabelColumn::name).toList(),
                columns.stream().map(DataSummary.LabelColumn::valueNames).toList());
    }

    /**
     * Reads the labels of all rows.
     *
     * @param training the file that has the classes, for messages
     * @throws DataException if a label is not among the classes
     */
    Labels read(TableFile file, List<Field> fields, String training) {
        List<String> cells = new ArrayList<>();
        for (int k = 0; k < fields.size(); k++) {
            cells.add(sql(file, fields.get(k), classes.get(k)));
        }
        int[][] codes = new int[fields.size()][file.size()];
        file.database()
                .read(
                        cells,
                        Cells.VIEW,
                        (row, values) -> {
                            for (int k = 0; k < codes.length; k++) {
                                codes[k][row] =
                                        code(values[k], file, fields.get(k), k, row, training);
                            }
                        });
        List<Labels.Column> columns = new ArrayList<>();
        for (int k = 0; k < codes.length; k++) {
            columns.add(Labels.Column.of(names.get(k), classes.get(k), codes[k]));
        }
        return Labels.of(columns);
    }

    private static String sql(TableFile file, Field field, List<String> classes) {
        Column.Kind kind = Column.Kind.CATEGORICAL;
        List<String> some = classes.isEmpty() ? List.of(NO_CLASS) : classes;
        return ValueReader.category(
                file, field, "classes", new Column(field.name(), kind, some), Cells.text(field));
    }

    private int code(double value, TableFile file, Field field, int k, int row, String training) {
        if (DuckDb.isNull(value)) {
            return Labels.UNKNOWN;
        }
        if (!Double.isNaN(value)) {
            return (int) value;
        }
        throw DataException.of(
                "%s, column \"%s\": the label is \"%s\", which no row of %s has; there are: %s",
                file.place(row),
                field.name(),
                file.cell(row, field),
                training,
                String.join(", ", classes.get(k)));
    }
}
