// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.GivenFile;
import org.vaelab.framework.sources.UnreadableFile;

/**
 * Takes the records of a CSV file in order. Empty lines are no records. Spaces around quotation marks are left out. A
 * subclass gets the cells in {@code handleField}: a character for each byte.
 */
public abstract class CsvRecords extends AbstractBaseCsvCallbackHandler<CsvRecords> {
    /** The notice for files in which quotation marks are characters. */
    public static final String PLAIN_QUOTES =
            "quotation marks are read as characters, because as enclosing marks they join lines";

    /** The mark of the byte order. */
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    /** Is in no file, because each byte is a character. */
    private static final char NO_CHARACTER = '\uFFFF';

    private static final int LONGEST_CELL = 1 << 30;
    private static final int ASCII = 127;

    private final Path path;
    private final char separator;
    private final boolean quotes;

    /** Prepares the reading of a file, in which quotation marks enclose cells or do not. */
    protected CsvRecords(Path path, char separator, boolean quotes) {
        this.path = path;
        this.separator = separator;
        this.quotes = quotes;
    }

    /** Returns whether quotation marks enclose the cells of a file: they may be characters between tabs. */
    public static boolean hasQuotes(Path file, char separator) {
        return separator != '\t' || CsvScan.of(file, separator).quotes();
    }

    /**
     * Checks that each name of a column is there once. Names that differ in case are different.
     *
     * @param place of the names, for messages
     * @throws DataException if two are equal; the message has all that are there twice
     */
    public static void requireDifferent(String place, List<String> names) {
        Set<String> seen = new HashSet<>();
        List<String> twice = names.stream().filter(name -> !seen.add(name)).distinct().toList();
        if (!twice.isEmpty()) {
            throw DataException.of(
                    "%s: two columns are named %s; rename one",
                    place,
                    twice.stream().map(name -> '"' + name + '"').collect(Collectors.joining(", ")));
        }
    }

    /** Takes the record whose cells were handled last. */
    protected abstract void endRecord();

    /**
     * Reads a file.
     *
     * @param most records
     * @throws DataException if it cannot be read, or a quotation mark is not closed; the message has the line
     */
    public final void read(long most) {
        try (InputStream file = GivenFile.open(path);
                InputStream bytes =
                        new BufferedInputStream(
                                TableFormat.isZipped(path) ? new GZIPInputStream(file) : file);
                CsvReader<CsvRecords> reader = reader(bytes)) {
            Iterator<CsvRecords> records = reader.iterator();
            for (long i = 0; i < most && records.hasNext(); i++) {
                records.next().endRecord();
            }
        } catch (CsvParseException e) {
            throw e.getCause() instanceof DataException cause ? cause : problem(reason(e));
        } catch (UncheckedIOException e) {
            throw UnreadableFile.because(path, e.getCause());
        } catch (IOException e) {
            throw UnreadableFile.because(path, e);
        }
    }

    private CsvReader<CsvRecords> reader(InputStream bytes) throws IOException {
        bytes.mark(MARK.length);
        if (!Arrays.equals(bytes.readNBytes(MARK.length), MARK)) {
            bytes.reset();
        }
        return CsvReader.builder()
                .fieldSeparator(separator)
                .quoteCharacter(quotes ? '"' : NO_CHARACTER)
                .trimWhitespacesAroundQuotes(quotes)
                .allowUnclosedQuote(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .maxBufferSize(LONGEST_CELL)
                .build(this, new InputStreamReader(bytes, ISO_8859_1));
    }

    private static String reason(CsvParseException e) {
        String text = String.valueOf(e.getMessage());
        return text.startsWith("Unclosed")
                ? "a quotation mark is not closed"
                : text.startsWith("Unexpected character after closing")
                        ? "text follows a closing quotation mark"
                        : text;
    }

    @Override
    protected final CsvRecords buildRecord() {
        return this;
    }

    /**
     * Returns the text of a cell.
     *
     * @throws DataException if it is not in UTF-8
     */
    protected final String text(char[] buffer, int from, int length) {
        String bytes = new String(buffer, from, length);
        if (bytes.chars().allMatch(c -> c <= ASCII)) {
            return bytes;
        }
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes.getBytes(ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw problem(UnreadableTable.NOT_UTF8);
        }
    }

    /** Explains what is wrong in the record. */
    protected final DataException problem(String what) {
        return new DataException(path + ", line " + getStartingLineNumber() + ": " + what);
    }

    /** Returns whether quotation marks enclose cells. */
    final boolean quotes() {
        return quotes;
    }

    /** Returns the separator of the cells. */
    final char separator() {
        return separator;
    }
}
