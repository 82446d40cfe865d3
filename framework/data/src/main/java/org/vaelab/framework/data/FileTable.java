// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cells of a user's file, a row for each example, in the order of the file. An output can be
 * this file with some of its cells replaced.
 */
public interface FileTable {

    /**
     * A column of a file.
     *
     * @param type how the file stores its cells, in SQL: VARCHAR for texts
     */
    record Field(String name, String type) {
        /** Returns a column of texts. */
        public static Field text(String name) {
            return new Field(name, "VARCHAR");
        }

        /** Returns a column of numbers in double precision. */
        public static Field number(String name) {
            return new Field(name, "DOUBLE");
        }

        /** Returns whether its cells are texts. */
        public boolean isText() {
            return type.equals("VARCHAR");
        }

        /** Returns a column of whole numbers. */
        public static Field whole(String name) {
            return new Field(name, "BIGINT");
        }
    }

    /** Returns all columns of the file, in its order. */
    List<Field> fields();

    /** Returns whether the first row of the file names the columns. */
    boolean hasHeader();

    /**
     * Opens the file at its first row.
     *
     * @throws DataException if it cannot be read
     */
    Cursor open();

    /** Reads rows one by one. */
    interface Cursor extends AutoCloseable {

        /**
         * Returns the cells of the next row as texts, as they are in the file; null for a cell
         * without a value.
         *
         * @throws DataException if it cannot be read, or there is no next row
         */
        @Nullable String[] next();

        /** Returns the number of the last row, from 1; of a text file, that of its line. */
        long number();

        @Override
        void close();
    }
}
