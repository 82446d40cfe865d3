// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.sources.UnreadableFile;

/**
 * Goes through a CSV file byte by byte: finds its records, their lines, and what is wrong with one. DuckDB
 * reads the values. It tells no lines, and it may skip records where line ends are mixed; so its records
 * are counted against these. Empty lines are no records.
 */
final class CsvScan {
    private static final int BUFFER = 1 << 16;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private enum State {
        START,
        PLAIN,
        QUOTED,
        AFTER_QUOTE
    }

    private final Path path;
    private final int separator;
    private final long wanted;

    private final ByteArrayOutputStream cell = new ByteArrayOutputStream();
    private final List<byte[]> first = new ArrayList<>();
    private State state = State.START;
    private long line = 1;
    private long recordLine = 1;
    private long records;
    private int cells;
    private int pending;
    private int expected;
    private boolean empty = true;
    private String newline = "";
    private boolean mixed;
    private boolean padded;
    private long bytes;
    private long longest;
    private int previous;

    private CsvScan(Path path, char separator, long wanted) {
        this.path = path;
        this.separator = separator;
        this.wanted = wanted;
    }

    /**
     * What a file consists of.
     *
     * @param first the cells of the first record
     * @param records the number of records, with the first
     * @param newline the end of the first line; empty if there is none
     * @param mixed whether other lines end in another way
     * @param padded whether a cell may begin or end with a space, a tabulator or a line end
     * @param longest the bytes of the longest record, or more
     */
    record Found(
            List<String> first,
            long records,
            String newline,
            boolean mixed,
            boolean padded,
            long longest) {}

    /**
     * What the first records of a file show of a separator.
     *
     * @param cells the cells of the first record
     * @param even whether the records can be read and have as many cells each
     */
    record Start(int cells, boolean even) {}

    /**
     * Goes through a file.
     *
     * @throws DataException if it is empty, a record has another number of cells than the first, or a
     *     quotation mark is not closed
     */
    static Found of(Path path, char separator) {
        CsvScan scan = new CsvScan(path, separator, Long.MAX_VALUE);
        scan.run();
        if (scan.records == 0) {
            throw new DataException(path + ": the file is empty");
        }
        List<String> cells = scan.first.stream().map(scan::text).toList();
        return new Found(cells, scan.records, scan.newline, scan.mixed, scan.padded, scan.longest);
    }

    /** Goes through the first records of a file. */
    static Start start(Path path, char separator, long records) {
        CsvScan scan = new CsvScan(path, separator, records);
        try {
            scan.run();
            return new Start(scan.expected, true);
        } catch (DataException e) {
            return new Start(scan.expected, false);
        }
    }

    /** Returns the line on which a record begins; the first record is 0. */
    static long line(Path path, char separator, long record) {
        CsvScan scan = new CsvScan(path, separator, record + 1);
        scan.run();
        return scan.recordLine;
    }

    private void run() {
        try (InputStream in = open()) {
            byte[] buffer = new byte[BUFFER];
            int before = 0;
            for (int read = in.readNBytes(buffer, 0, BUFFER);
                    read > 0;
                    read = in.readNBytes(buffer, 0, BUFFER)) {
                int from =
                        line == 1 && records == 0 && before == 0 && isMarked(buffer, read) ? 3 : 0;
                for (int i = from; i < read; i++) {
                    int b = buffer[i];
                    bytes++;
                    if (before == '\r' && b == '\n') {
                        before = b;
                        continue;
                    }
                    boolean crlf = b == '\r' && (i + 1 < read ? buffer[i + 1] == '\n' : true);
                    take(b, crlf);
                    if (records == wanted) {
                        return;
                    }
                    before = b;
                }
            }
            finish();
        } catch (IOException e) {
            throw UnreadableFile.because(path, e);
        }
    }

    private static boolean isMarked(byte[] buffer, int read) {
        return read >= 3
                && buffer[0] == BYTE_ORDER_MARK[0]
                && buffer[1] == BYTE_ORDER_MARK[1]
                && buffer[2] == BYTE_ORDER_MARK[2];
    }

    private InputStream open() throws IOException {
        InputStream in = Files.newInputStream(path);
        return TableFormat.isZipped(path) ? new GZIPInputStream(in, BUFFER) : in;
    }

    /** Checks that bytes are UTF-8: a leading byte, and as many others as it announces. */
    private void requireUtf8(int b) {
        boolean continues = (b & 0xC0) == 0x80;
        if (continues != pending > 0) {
            throw notUtf8();
        } else if (continues) {
            pending--;
        } else if (b < 0) {
            int lead = b & 0xFF;
            if (lead < 0xC2 || lead > 0xF4) {
                throw notUtf8();
            }
            pending = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
        }
    }

    private DataException notUtf8() {
        return new DataException(path + ", line " + line + ": " + UnreadableTable.NOT_UTF8);
    }

    private void take(int b, boolean crlf) {
        if (b < 0 || pending > 0) {
            requireUtf8(b);
        }
        boolean lineEnd = b == '\n' || b == '\r';
        if (lineEnd) {
            line++;
        }
        padded |= isPadding(b, lineEnd);
        previous = b;
        if (state == State.QUOTED) {
            if (b == '"') {
                state = State.AFTER_QUOTE;
            } else {
                keep(b);
                if (crlf) {
                    keep('\n');
                }
            }
        } else if (lineEnd) {
            endOfRecord(b == '\n' ? "\n" : crlf ? "\r\n" : "\r");
        } else {
            takeInLine(b);
        }
    }

    /** Returns whether a byte is padding that begins a cell, or ends a cell that ends with padding. */
    private boolean isPadding(int b, boolean lineEnd) {
        boolean isSpace = (b == ' ' || b == '\t') && b != separator;
        boolean wasSpace = (previous == ' ' || previous == '\t') && previous != separator;
        return switch (state) {
            case QUOTED ->
                    b == '"'
                            ? wasSpace || previous == '\n' || previous == '\r'
                            : (isSpace || lineEnd) && previous == '"';
            case START -> isSpace;
            case PLAIN -> wasSpace && (b == separator || lineEnd);
            case AFTER_QUOTE -> isSpace;
        };
    }

    private void takeInLine(int b) {
        if (empty) {
            recordLine = line;
            empty = false;
        }
        if (b == separator) {
            endOfCell();
        } else if (b == '"' && state == State.START) {
            state = State.QUOTED;
            cell.reset();
        } else if (b == '"' && state == State.AFTER_QUOTE) {
            state = State.QUOTED;
            keep(b);
        } else if (state == State.AFTER_QUOTE) {
            if (b != ' ') {
                throw problem("text follows a closing quotation mark");
            }
        } else {
            state = b == ' ' && state == State.START ? State.START : State.PLAIN;
            keep(b);
        }
    }

    private void keep(int b) {
        if (records == 0) {
            cell.write(b);
        }
    }

    private void endOfCell() {
        cells++;
        state = State.START;
        if (records == 0) {
            first.add(cell.toByteArray());
            cell.reset();
        }
    }

    private void endOfRecord(String lineEnd) {
        if (newline.isEmpty()) {
            newline = lineEnd;
        }
        mixed |= !newline.equals(lineEnd);
        if (!empty) {
            complete();
        }
    }

    private void complete() {
        endOfCell();
        if (records == 0) {
            expected = cells;
        } else if (cells != expected) {
            throw problem(cells + " cells, expected " + expected + " as in line 1");
        }
        records++;
        longest = Math.max(longest, bytes);
        bytes = 0;
        cells = 0;
        empty = true;
    }

    private void finish() {
        if (state == State.QUOTED) {
            throw problem("a quotation mark is not closed");
        }
        if (!empty) {
            padded |= isPadding(separator, false);
            complete();
        }
    }

    private DataException problem(String what) {
        return new DataException(path + ", line " + recordLine + ": " + what);
    }

    private String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw UnreadableFile.because(path, e);
        }
    }
}
