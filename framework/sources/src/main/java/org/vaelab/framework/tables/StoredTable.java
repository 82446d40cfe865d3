// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.FileTable;

/** The cells of a file as they are stored. */
record StoredTable(Path path, TableFile.Layout layout, List<TableFile.Field> columns)
        implements FileTable {

    @Override
    public List<Field> fields() {
        return columns.stream().map(column -> new Field(column.name(), column.type())).toList();
    }

    @Override
    public boolean hasHeader() {
        return layout.hasHeader();
    }

    @Override
    public Cursor open() {
        TableFile file = TableFile.open(path, layout);
        try {
            return new Texts(file, file.texts());
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private record Texts(TableFile file, TableFile.Rows found) implements Cursor {
        @Override
        public @Nullable String[] next() {
            if (!found.next()) {
                throw file.ended();
            }
            @Nullable String[] cells = new String[file.fields().size()];
            Arrays.setAll(cells, found::text);
            return cells;
        }

        @Override
        public void close() {
            found.close();
            file.close();
        }
    }
}
