// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.GivenFile;
import org.vaelab.framework.sources.UnreadableFile;

/**
 * Counts the records of a CSV file, their lines and their cells. DuckDB reads the values: it counts a
 * record of several lines as one line, and may skip records where line ends are mixed. Empty lines are
 * no records.
 */
final class CsvScan {
    /** The mark of the byte order, in bytes. */
    private static final String MARK = "\u00EF\u00BB\u00BF";

    private static final int ASCII = 127;

    /** Where in a cell a character stands. */
    private enum State {
        START,
        PLAIN,
        QUOTED,
        AFTER_QUOTE
    }

    private final Path path;
    private final char separator;
    private final boolean quotes;
    private BufferedReader in = new BufferedReader(InputStreamReader.nullReader());
    private long line;
    private long recordLine;
    private long records;
    private long longest;
    private int expected;
    private boolean even = true;
    private boolean joinsLines;

    private CsvScan(Path path, char separator, boolean quotes) {
        this.path = path;
        this.separator = separator;
        this.quotes = quotes;
    }

    /**
     * Goes through a file.
     *
     * @throws DataException if it is empty, a record has another number of cells than the first, or a
     *     quotation mark is not closed
     */
    static CsvScan of(Path path, char separator, boolean quotes) {
        CsvScan scan = new CsvScan(path, separator, quotes);
        scan.run(Long.MAX_VALUE);
        if (scan.records == 0) {
            throw new DataException(path + ": the file is empty");
        }
        return scan;
    }

    /** Returns the line on which a record begins; the first record is 0. */
    static long line(Path path, char separator, boolean quotes, long record) {
        CsvScan scan = new CsvScan(path, separator, quotes);
        scan.run(record + 1);
        return scan.recordLine;
    }

    /** Goes through the first records of a file. */
    static CsvScan start(Path path, char separator, long records) {
        return start(path, separator, true, records);
    }

    /** Goes through the first records of a file, in which quotation marks enclose cells or do not. */
    static CsvScan start(Path path, char separator, boolean quotes, long records) {
        CsvScan scan = new CsvScan(path, separator, quotes);
        try {
            scan.run(records);
        } catch (DataException e) {
            scan.even = false;
        }
        return scan;
    }

    /** Returns whether a record has several lines, and a cell without quotation marks. */
    boolean joinsLines() {
        return joinsLines;
    }

    /** Returns the separator of the cells. */
    char separator() {
        return separator;
    }

    /** Returns whether quotation marks enclose cells. */
    boolean quotes() {
        return quotes;
    }

    /** Returns whether the records can be read and have as many cells each. */
    boolean isEven() {
        return even;
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

    private void run(long wanted) {
        try (InputStream file = GivenFile.open(path);
                InputStream bytes = TableFormat.isZipped(path) ? new GZIPInputStream(file) : file) {
            in = new BufferedReader(new InputStreamReader(bytes, ISO_8859_1));
            while (records < wanted) {
                String text = nextLine();
                if (text == null) {
                    return;
                } else if (!text.isEmpty()) {
                    recordLine = line;
                    takeRecord(text);
                }
            }
        } catch (IOException e) {
            throw UnreadableFile.because(path, e);
        }
    }

    /** Returns the next line, a character for each byte; null at the end. */
    private @Nullable String nextLine() throws IOException {
        String text = in.readLine();
        line++;
        if (text != null && text.chars().anyMatch(c -> c > ASCII)) {
            requireUtf8(text);
            return line == 1 && text.startsWith(MARK) ? text.substring(MARK.length()) : text;
        }
        return text;
    }

    private void requireUtf8(String text) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(text.getBytes(ISO_8859_1)));
        } catch (CharacterCodingException e) {
            throw new DataException(path + ", line " + line + ": " + UnreadableTable.NOT_UTF8, e);
        }
    }

    private void takeRecord(String first) throws IOException {
        int cells = 1;
        int quoted = 0;
        long bytes = 0;
        State state = State.START;
        for (String text = first; text != null; text = state == State.QUOTED ? nextLine() : null) {
            bytes += text.length() + 2;
            for (int i = 0; i < text.length(); i++) {
                cells += text.charAt(i) == separator && state != State.QUOTED ? 1 : 0;
                State next = after(state, text.charAt(i));
                quoted += state == State.START && next == State.QUOTED ? 1 : 0;
                state = next;
            }
        }
        joinsLines |= line > recordLine && quoted < cells;
        if (state == State.QUOTED) {
            throw problem("a quotation mark is not closed");
        }
        longest = Math.max(longest, bytes);
        expected = records == 0 ? cells : expected;
        if (cells != expected) {
            throw problem(cells + " cells, expected " + expected + " as in line 1");
        }
        records++;
    }

    private State after(State state, char c) {
        if (c == separator && state != State.QUOTED) {
            return State.START;
        }
        return switch (state) {
            case START -> c == '"' && quotes ? State.QUOTED : c == ' ' ? State.START : State.PLAIN;
            case PLAIN -> State.PLAIN;
            case QUOTED -> c == '"' ? State.AFTER_QUOTE : State.QUOTED;
            case AFTER_QUOTE -> {
                if (c != '"' && c != ' ') {
                    throw problem("text follows a closing quotation mark");
                }
                yield c == '"' ? State.QUOTED : State.AFTER_QUOTE;
            }
        };
    }

    private DataException problem(String what) {
        return new DataException(path + ", line " + recordLine + ": " + what);
    }
}
