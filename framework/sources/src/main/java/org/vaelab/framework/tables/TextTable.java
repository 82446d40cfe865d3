// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
    static TextTable of(Path path, Layout layout) {
        CsvForm form =
                layout.separator() == null
                        ? CsvForm.found(path, layout.formatOf(path).separator())
                        : CsvForm.set(path, layout.separator());
        List<String> names =
                layout.hasHeader()
                        ? form.first()
                        : IntStream.rangeClosed(1, form.first().size())
                                .mapToObj(Integer::toString)
                                .toList();
        CsvRecords.requireDifferent(path + ", line 1", names);
        List<Field> fields = names.stream().map(Field::text).toList();
        return new TextTable(path, layout, fields, form);
    }

    /** Opens the file before a row; the first one is 0. */
    private CsvRecords before(int row) {
        CsvRecords records = CsvRecords.open(path(), form.separator(), form.quotes());
        for (int i = 0; i < row + (hasHeader() ? 1 : 0); i++) {
            records.next();
        }
        return records;
    }

    @Override
    public Cursor open() {
        return values(fields());
    }

    @Override
    public Cursor values(List<Field> some) {
        return new TextCursor(before(0), some);
    }

    private final class TextCursor implements Cursor {
        private final CsvRecords records;
        private final int[] places;

        TextCursor(CsvRecords records, List<Field> some) {
            this.records = records;
            this.places = some.stream().mapToInt(field -> place(field.name())).toArray();
        }

        @Override
        public String[] next() {
            if (!records.next() || records.cells().size() != fields().size()) {
                throw ended();
            }
            String[] cells = new String[places.length];
            Arrays.setAll(cells, j -> records.cells().get(places[j]));
            return cells;
        }

        @Override
        public long number() {
            return records.line();
        }

        @Override
        public void close() {
            records.close();
        }
    }

    @Override
    public String place(int row) {
        try (CsvRecords records = before(row)) {
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
    public List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        if (layout().separator() == null
                && form.separator() != layout().formatOf(path()).separator()) {
            remarks.add(
                    "cells are separated by \"%s\", not by \"%s\""
                            .formatted(
                                    separator(),
                                    CsvForm.name(layout().formatOf(path()).separator())));
        }
        if (!form.quotes()) {
            remarks.add(path() + ": " + CsvRecords.PLAIN_QUOTES);
        }
        return remarks;
    }
}
