// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;

/**
 * Counts the records of a CSV file, their lines and their cells. DuckDB reads the values: it counts a
 * record of several lines as one line, and may skip records where line ends are mixed.
 */
final class CsvScan extends CsvRecords {
    private final Path path;
    private long records;
    private long longest;
    private int expected;
    private boolean joinsLines;
    private @Nullable DataException problem;

    /** The bytes of the current record, whether it has several lines, and a cell without quotation marks. */
    private long bytes;

    private boolean hasLines;
    private boolean hasPlain;

    private CsvScan(Path path, char separator, boolean quotes) {
        super(path, separator, quotes);
        this.path = path;
    }

    /**
     * Goes through a file. Quotation marks enclose cells, as RFC 4180 has it. Between tabs they are characters if
     * otherwise lines are joined or cannot be read, and all lines have as many cells, at least two. A row of
     * several lines whose cells are all quoted is as RFC 4180 has it.
     */
    static CsvScan of(Path path, char separator) {
        CsvScan quoted = start(path, separator, true, Long.MAX_VALUE);
        if (separator == '\t' && (!quoted.isEven() || quoted.joinsLines)) {
            CsvScan plain = start(path, separator, false, Long.MAX_VALUE);
            return plain.isEven() && plain.cells() > 1 ? plain : quoted;
        }
        return quoted;
    }

    /** Returns the line on which a record begins; the first record is 0. */
    static long line(Path path, char separator, boolean quotes, long record) {
        return start(path, separator, quotes, record + 1).getStartingLineNumber();
    }

    /** Goes through the first records of a file, in which quotation marks enclose cells. */
    static CsvScan start(Path path, char separator, long records) {
        return start(path, separator, true, records);
    }

    private static CsvScan start(Path path, char separator, boolean quotes, long records) {
        CsvScan scan = new CsvScan(path, separator, quotes);
        try {
            scan.read(records);
        } catch (DataException e) {
            scan.problem = e;
        }
        return scan;
    }

    /**
     * Checks that the file can be read.
     *
     * @throws DataException if it is empty, a record has another number of cells than the first, or a
     *     quotation mark is not closed
     */
    CsvScan required() {
        if (problem != null) {
            throw problem;
        } else if (records == 0) {
            throw new DataException(path + ": the file is empty");
        }
        return this;
    }

    /** Returns whether the records can be read and have as many cells each. */
    boolean isEven() {
        return problem == null;
    }

    /** Returns the number of records. */
    long records() {
        return records;
    }

    /** Returns the number of cells of each record. */
    int cells() {
        return expected;
    }

    /** Returns the bytes of the longest record. */
    long longest() {
        return longest;
    }

    @Override
    protected void handleBegin(long line) {
        bytes = 0;
        hasLines = false;
        hasPlain = false;
    }

    @Override
    protected void handleField(int index, char[] buffer, int from, int length, boolean quoted) {
        int all = 0;
        int marks = 3;
        for (int i = from; i < from + length; i++) {
            char c = buffer[i];
            all |= c;
            marks += c == '"' ? 1 : 0;
            hasLines |= c == '\n' || c == '\r';
        }
        if (all > Byte.MAX_VALUE) {
            text(buffer, from, length);
        }
        bytes += length + marks;
        hasPlain |= !quoted;
    }

    @Override
    protected void endRecord() {
        joinsLines |= hasLines && hasPlain;
        longest = Math.max(longest, bytes + 2);
        expected = records == 0 ? getFieldCount() : expected;
        if (getFieldCount() != expected) {
            throw problem(getFieldCount() + " cells, expected " + expected + " as in line 1");
        }
        records++;
    }
}
