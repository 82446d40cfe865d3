// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The format of a file of rows and columns. */
public enum TableFormat {
    /** Text, usually with a comma between two cells. */
    CSV,
    /** Text, usually with a tabulator between two cells. */
    TSV,
    /** Apache Parquet. */
    PARQUET;

    private static final String GZIP = ".gz";

    /** Returns the format by the ending of the name, before {@code .gz}; empty if it is another. */
    public static Optional<TableFormat> of(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        boolean zipped = name.endsWith(GZIP);
        String ending = zipped ? name.substring(0, name.length() - GZIP.length()) : name;
        if (ending.endsWith(".csv")) {
            return Optional.of(CSV);
        } else if (ending.endsWith(".tsv") || ending.endsWith(".tab")) {
            return Optional.of(TSV);
        }
        return Optional.of(PARQUET)
                .filter(format -> isParquet(file) || !ParquetFiles.of(file).isEmpty());
    }

    /** Returns whether a file is one of Parquet, by the ending of its name. */
    static boolean isParquet(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).matches(".*\\.(parquet|pq)");
    }

    /** Returns what is usually between two cells of a text file. */
    public char separator() {
        return this == TSV ? '\t' : ',';
    }

    /** Returns whether a file is compressed with gzip, by its name. */
    static boolean isZipped(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(GZIP);
    }
}
