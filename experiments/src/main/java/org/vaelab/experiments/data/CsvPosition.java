// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.data;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vaelab.framework.data.DataException;

/**
 * Finds the line of a record in a CSV file, for a message.
 *
 * <p>A quoted cell may span lines, and empty lines are not records, so record and line numbers
 * differ. The file is read again, only after an error.
 */
final class CsvPosition {
    private final Path path;
    private final char separator;

    CsvPosition(Path path, char separator) {
        this.path = path;
        this.separator = separator;
    }

    final class Place {
        private final long line;
        private final int cells;
        private final boolean open;

        private Place(long line, int cells, boolean open) {
            this.line = line;
            this.cells = cells;
            this.open = open;
        }

        long line() {
            return line;
        }

        DataException refusal(int expectedCells, IllegalArgumentException cause) {
            if (open) {
                return new DataException(
                        path + ", line " + line + ": a quotation mark is not closed", cause);
            }
            if (cells != expectedCells) {
                return new DataException(
                        path
                                + ", line "
                                + line
                                + ": "
                                + cells
                                + " cells, expected "
                                + expectedCells
                                + " as in line 1",
                        cause);
            }
            return new DataException(path + ", line " + line + ": " + cause.getMessage(), cause);
        }
    }

    /** Returns the position of record {@code number}, counted from 0. */
    Place of(int number) {
        try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            Scan scan = new Scan(number);
            for (int c = reader.read(); c >= 0 && !scan.done; c = reader.read()) {
                scan.accept((char) c);
            }
            scan.endOfRecord();
            return new Place(scan.start, scan.cells, scan.quoted);
        } catch (IOException e) {
            throw UnreadableFile.because(path, e);
        }
    }

    private final class Scan {
        private final int number;
        private int record;
        private long line = 1;
        private long start = 1;
        private int cells = 1;
        private boolean empty = true;
        private boolean quoted;
        private boolean done;

        Scan(int number) {
            this.number = number;
        }

        void accept(char c) {
            if (c == '\n' && !quoted) {
                endOfRecord();
                line++;
                if (!done) {
                    start = line;
                    cells = 1;
                    empty = true;
                }
                return;
            }
            if (c == '"') {
                quoted = !quoted;
            } else if (c == '\n') {
                line++;
            } else if (c == separator && !quoted) {
                cells++;
            }
            empty &= c == '\r';
        }

        void endOfRecord() {
            if (!done && !empty) {
                done = record == number;
                record++;
            }
        }
    }
}
