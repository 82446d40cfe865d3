// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.GivenFile;
import org.vaelab.framework.sources.FittingSource;
import org.vaelab.framework.sources.UnreadableFile;

/**
 * The records of a CSV file, one after the other. Empty lines are no records. Spaces around
 * quotation marks are left out.
 */
final class CsvRecords implements Closeable {
    /** The notice for files in which quotation marks are characters. */
    static final String PLAIN_QUOTES =
            "quotation marks are read as characters, because as enclosing marks they join lines";

    /** The mark of the byte order. */
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /** Is in no file, because each byte is a character. */
    private static final char NO_CHARACTER = '\uFFFF';

    private static final int LONGEST_CELL = 1 << 30;

    private final Path path;
    private final boolean quotes;
    private final CsvReader<List<String>> reader;
    private final Iterator<List<String>> records;
    private List<String> cells = List.of();

    /** The line on which the record begins. */
    private long line;

    /** Whether the record has several lines, and a cell without quotation marks. */
    private boolean hasLines;

    private boolean hasPlain;

    private CsvRecords(Path path, char separator, boolean quotes, InputStream bytes)
            throws IOException {
        this.path = path;
        this.quotes = quotes;
        bytes.mark(MARK.length);
        if (!Arrays.equals(bytes.readNBytes(MARK.length), MARK)) {
            bytes.reset();
        }
        this.reader =
                CsvReader.builder()
                        .fieldSeparator(separator)
                        .quoteCharacter(quotes ? '"' : NO_CHARACTER)
                        .trimWhitespacesAroundQuotes(quotes)
                        .allowUnclosedQuote(false)
                        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .maxBufferSize(LONGEST_CELL)
                        .build(new Handler(), new InputStreamReader(bytes, ISO_8859_1));
        this.records = reader.iterator();
    }

    /** Opens a file, in which quotation marks enclose cells or do not. */
    static CsvRecords open(Path path, char separator, boolean quotes) {
        try {
            InputStream file = GivenFile.open(path);
            try {
                InputStream bytes =
                        new BufferedInputStream(
                                TableFormat.isZipped(path) ? new GZIPInputStream(file) : file);
                return new CsvRecords(path, separator, quotes, bytes);
            } catch (IOException e) {
                file.close();
                throw e;
            }
        } catch (IOException e) {
            throw UnreadableFile.because(path, e);
        }
    }

    /**
     * Checks that each name of a column is there once. Names that differ in case are different.
     *
     * @param place of the names, for messages
     * @throws DataException if two are equal; the message has all that are there twice
     */
    static void requireDifferent(String place, List<String> names) {
        Set<String> seen = new HashSet<>();
        List<String> twice = names.stream().filter(name -> !seen.add(name)).distinct().toList();
        if (!twice.isEmpty()) {
            throw DataException.of(
                    "%s: two columns are named %s; rename one",
                    place,
                    twice.stream().map(name -> '"' + name + '"').collect(Collectors.joining(", ")));
        }
    }

    /**
     * Goes to the next record; returns false if there is none.
     *
     * @throws DataException if it cannot be read, a quotation mark is not closed, or a text is not
     *     in UTF-8; the message has the line
     */
    boolean next() {
        try {
            if (!records.hasNext()) {
                return false;
            }
            cells = records.next();
            return true;
        } catch (CsvParseException e) {
            throw e.getCause() instanceof DataException cause ? cause : problem(reason(e));
        } catch (UncheckedIOException e) {
            throw UnreadableFile.because(path, e.getCause());
        }
    }

    private static String reason(CsvParseException e) {
        String text = String.valueOf(e.getMessage());
        return text.startsWith("Unclosed")
                ? "a quotation mark is not closed"
                : text.startsWith("Unexpected character after closing")
                        ? "text follows a closing quotation mark"
                        : text;
    }

    /** Returns the texts of the record. */
    List<String> cells() {
        return cells;
    }

    /** Returns the line on which the record begins, from 1. */
    long line() {
        return line;
    }

    /** Returns whether quotation marks enclose cells. */
    boolean quotes() {
        return quotes;
    }

    /** Returns whether the record has several lines, and a cell without quotation marks. */
    boolean joinsLines() {
        return hasLines && hasPlain;
    }

    /** Explains what is wrong in the record. */
    DataException problem(String what) {
        return new DataException(path + ", line " + line() + ": " + what);
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw UnreadableFile.because(path, e);
        }
    }

    /** Takes the cells of a record: a character for each byte. */
    private final class Handler extends AbstractBaseCsvCallbackHandler<List<String>> {
        private List<String> found = new ArrayList<>();

        @Override
        protected void handleBegin(long startingLine) {
            found = new ArrayList<>(found.size());
            line = startingLine;
            hasLines = false;
            hasPlain = false;
        }

        @Override
        protected void handleField(int index, char[] buffer, int from, int length, boolean quoted) {
            boolean isAscii = true;
            for (int i = from; i < from + length; i++) {
                hasLines |= buffer[i] == '\n' || buffer[i] == '\r';
                isAscii &= buffer[i] <= Byte.MAX_VALUE;
            }
            hasPlain |= !quoted;
            String bytes = new String(buffer, from, length);
            found.add(isAscii ? bytes : decoded(bytes));
        }

        private String decoded(String bytes) {
            try {
                return UTF_8.newDecoder()
                        .decode(ByteBuffer.wrap(bytes.getBytes(ISO_8859_1)))
                        .toString();
            } catch (CharacterCodingException e) {
                throw problem(
                        "is not UTF-8 text; save it as CSV in UTF-8"
                                + FittingSource.hint(path, "table", "series"));
            }
        }

        @Override
        protected List<String> buildRecord() {
            return found;
        }
    }
}
