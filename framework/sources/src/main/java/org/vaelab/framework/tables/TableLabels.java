// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.FileTable.Field;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.settings.ValueNames;

/**
 * Columns of labels.
 *
 * @param names what the columns are called in the data set
 * @param classes of each column, in order; one without classes has no known label
 */
record TableLabels(List<String> names, List<List<String>> classes) {
    /**
     * Returns the labels of a file, with the classes of all its rows: a class may be one of test
     * rows alone, as in anomaly detection.
     */
    static TableLabels of(TableFile file, List<Field> fields) {
        return new TableLabels(
                fields.stream().map(Field::name).toList(), ColumnProfile.texts(file, fields));
    }

    /** Returns the labels of a trained model. */
    static TableLabels of(List<DataSummary.LabelColumn> columns) {
        return new TableLabels(
                columns.stream().map(DataSummary.LabelColumn::name).toList(),
                columns.stream().map(DataSummary.LabelColumn::valueNames).toList());
    }

    /** Returns these labels with the classes of another file too. */
    TableLabels alsoIn(TableFile other, List<Field> fields) {
        List<List<String>> further = of(other, fields).classes;
        return new TableLabels(
                names,
                IntStream.range(0, names.size())
                        .mapToObj(k -> Stream.of(classes.get(k), further.get(k)))
                        .map(both -> ValueNames.sorted(both.flatMap(List::stream).toList()))
                        .toList());
    }

    /** Reads the labels of all rows. One that is not among the classes is unknown. */
    Labels read(TableFile file, List<Field> fields) {
        List<NamedPlaces> places = classes.stream().map(NamedPlaces::of).toList();
        int[][] codes = new int[fields.size()][file.size()];
        file.read(
                fields,
                (row, cells) -> {
                    for (int k = 0; k < codes.length; k++) {
                        Cell cell = cells.get(k);
                        codes[k][row] = cell.isMissing() ? Labels.UNKNOWN : places.get(k).of(cell);
                    }
                });
        return Labels.of(
                IntStream.range(0, codes.length)
                        .mapToObj(k -> Labels.Column.of(names.get(k), classes.get(k), codes[k]))
                        .toList());
    }
}
