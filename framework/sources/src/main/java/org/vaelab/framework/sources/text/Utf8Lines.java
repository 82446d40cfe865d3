// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Arrays;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.GivenFile;
import org.vaelab.framework.sources.FittingSource;
import org.vaelab.framework.sources.UnreadableFile;

/**
 * The lines of a file in UTF-8. A line ends with LF or CR LF. A byte order mark is skipped, and
 * texts are normalised to NFC: a letter with an accent is one character.
 */
final class Utf8Lines {
    private static final int LARGEST_LINE = 1 << 30;
    private static final byte[] GZIP = {0x1f, (byte) 0x8b};
    private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final Path path;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();

    /** The bytes of the line that is being read. */
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private long line = 1;

    private Utf8Lines(Path path) {
        this.path = path;
    }

    /** Gets the lines of a file in order. */
    @FunctionalInterface
    interface Consumer {
        /**
         * Gets a line.
         *
         * @param number from 1
         * @param text without its line break
         * @param ended whether a line break follows
         */
        void line(long number, String text, boolean ended);
    }

    /**
     * Reads a file.
     *
     * @throws DataException if it cannot be read, or is not UTF-8; the message has the line
     */
    static void forEach(Path path, Consumer lines) {
        try (InputStream in = new BufferedInputStream(GivenFile.open(path), 1 << 16)) {
            new Utf8Lines(path).read(in, lines);
        } catch (IOException e) {
            throw UnreadableFile.because(path, e);
        }
    }

    private void read(InputStream in, Consumer lines) throws IOException {
        byte[] block = new byte[1 << 16];
        int count = in.read(block);
        if (count >= 2 && Arrays.equals(block, 0, 2, GZIP, 0, 2)) {
            throw DataException.of("%s: is compressed; unpack it: gunzip '%s'", path, path);
        }
        while (count >= 0) {
            int from = 0;
            for (int i = 0; i < count; i++) {
                if (block[i] == '\n') {
                    append(block, from, i);
                    lines.line(line, text(true), true);
                    line++;
                    bytes.reset();
                    from = i + 1;
                }
            }
            append(block, from, count);
            count = in.read(block);
        }
        if (bytes.size() > 0) {
            lines.line(line, text(false), false);
        }
    }

    private void append(byte[] block, int from, int to) {
        if (bytes.size() + to - from > LARGEST_LINE) {
            throw DataException.of(
                    "%s: line %s has more than %s bytes; insert line breaks",
                    path, line, LARGEST_LINE);
        }
        bytes.write(block, from, to - from);
    }

    private String text(boolean ended) {
        byte[] all = bytes.toByteArray();
        int length = all.length;
        int end = ended && length > 0 && all[length - 1] == '\r' ? length - 1 : length;
        boolean marked = line == 1 && length >= 3 && Arrays.equals(all, 0, 3, MARK, 0, 3);
        ByteBuffer input = ByteBuffer.wrap(all, 0, end).position(marked ? 3 : 0);
        String text;
        try {
            text = decoder.decode(input).toString();
        } catch (CharacterCodingException e) {
            throw invalid(all, input.position());
        }
        return Normalizer.isNormalized(text, Normalizer.Form.NFC)
                ? text
                : Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    private DataException invalid(byte[] all, int position) {
        boolean utf16 =
                line == 1
                        && position == 0
                        && all.length >= 2
                        && (all[0] & 0xff) + (all[1] & 0xff) == 0xff + 0xfe;
        return DataException.of(
                "%s: line %s, byte %s: 0x%02X is not UTF-8. If the file is %s, convert it: iconv -f"
                        + " %s -t UTF-8 '%s' > utf8.txt%s",
                path,
                line,
                position + 1,
                all[position] & 0xff,
                utf16 ? "UTF-16" : "Latin-1 or Windows-1252",
                utf16 ? "UTF-16" : "WINDOWS-1252",
                path,
                FittingSource.hint(path, "text", "table"));
    }
}
