// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.framework.data.DataException;

/** A file of CSV or TSV. All its columns are texts. */
final class TextTable extends TableFile {
    private final CsvForm form;

    private TextTable(Path path, Layout layout, List<Field> fields, CsvForm form) {
        super(path, layout, fields, form.records() - (layout.hasHeader() ? 1 : 0));
        this.form = form;
    }

    /**
     * Opens a file.
     *
     * @throws DataException if the file is damaged or has no rows
     */
    static TextTable open(Path path, Layout layout) {
        CsvForm form =
                layout.separator() == null
                        ? CsvForm.found(path, usualSeparator(path, layout))
                        : CsvForm.set(path, layout.separator());
        List<String> names = names(path, layout, form);
        CsvRecords.requireDifferent(path + ", line 1", names);
        List<Field> fields =
                IntStream.range(0, names.size())
                        .mapToObj(j -> new Field(j, names.get(j), Storage.TEXT, DuckDb.TEXT))
                        .toList();
        return new TextTable(path, layout, fields, form);
    }

    private static List<String> names(Path path, Layout layout, CsvForm form) {
        if (!layout.hasHeader()) {
            return IntStream.rangeClosed(1, form.cells()).mapToObj(Integer::toString).toList();
        }
        try (CsvRecords records =
                CsvRecords.open(path, form.separator(), form.quotes(), column -> true)) {
            records.next();
            return List.copyOf(records.cells());
        }
    }

    private static char usualSeparator(Path path, Layout layout) {
        return layout.formatOf(path) == TableFormat.TSV ? '\t' : ',';
    }

    /** Opens the file before a row; the first one is 0. */
    private CsvRecords before(int row, BitSet wanted) {
        CsvRecords records =
                CsvRecords.open(path(), form.separator(), form.quotes(), wanted::get);
        for (int i = 0; i < row + (layout().hasHeader() ? 1 : 0); i++) {
            records.next();
        }
        return records;
    }

    @Override
    Rows values(List<Field> some) {
        BitSet wanted = new BitSet();
        some.forEach(field -> wanted.set(field.index()));
        return new Cells(before(0, wanted), form.cells(), some);
    }

    @Override
    Rows texts() {
        return values(fields());
    }

    private record Cells(CsvRecords records, int width, List<Field> columns) implements Rows {
        @Override
        public boolean next() {
            return records.next() && records.cells().size() == width;
        }

        @Override
        public String text(int j) {
            return records.cells().get(columns.get(j).index());
        }

        @Override
        public void fill(Cell cell, int j) {
            cell.take(text(j));
        }

        @Override
        public void close() {
            records.close();
        }
    }

    @Override
    String place(int row) {
        try (CsvRecords records = before(row, new BitSet())) {
            records.next();
            return path() + ", line " + records.line();
        }
    }

    @Override
    String placeOfNames() {
        return path() + ", line 1";
    }

    @Override
    String separator() {
        return CsvForm.name(form.separator());
    }

    @Override
    List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        if (layout().separator() == null && form.separator() != usualSeparator(path(), layout())) {
            remarks.add(
                    "cells are separated by \"%s\"; to set another: separator"
                            .formatted(separator()));
        }
        if (!form.quotes()) {
            remarks.add(path() + ": " + CsvRecords.PLAIN_QUOTES);
        }
        return remarks;
    }

    @Override
    public void close() {
        // Each reading opens the file.
    }
}
