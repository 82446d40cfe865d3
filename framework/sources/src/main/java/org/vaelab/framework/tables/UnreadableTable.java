// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.GivenFile;
import org.vaelab.framework.sources.UnreadableFile;

/** Explains why a file of a table cannot be read. */
final class UnreadableTable {

    static final String NOT_UTF8 = "is not UTF-8 text; save it as CSV in UTF-8";

    private UnreadableTable() {}

    /**
     * Explains what DuckDB says of a file.
     *
     * @param columns that were read
     */
    static DataException because(Path path, int columns, DuckDb.Failure e) {
        String reason =
                isOfEncoding(e)
                        ? NOT_UTF8
                        : "cannot be read"
                                + (e.isOfMemory() ? ": " : ", copy or write it again: ")
                                + e.reason(columns);
        return new DataException(path + ": " + reason, e);
    }

    /** Returns whether a text is not in UTF-8. */
    static boolean isOfEncoding(DuckDb.Failure e) {
        String text = String.valueOf(e.getMessage());
        return text.contains("not utf-8 encoded") || text.contains("Invalid unicode");
    }

    /**
     * Checks that a path is a file that can be opened.
     *
     * @throws DataException if it is not
     */
    static void require(Path path) {
        try {
            GivenFile.open(path).close();
            if (Files.isDirectory(path)) {
                throw new NoSuchFileException(path.toString());
            }
        } catch (IOException e) {
            throw UnreadableFile.because(path, e);
        }
    }
}
