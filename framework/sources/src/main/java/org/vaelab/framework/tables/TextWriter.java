// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes CSV and TSV. */
final class TextWriter extends TableWriter {
    private final boolean isTabbed;
    private final BufferedWriter out;
    private final CsvWriter rows;
    private final CsvWriter quotedRows;

    TextWriter(Path file, int width, boolean isTabbed) throws IOException {
        super(file, width);
        this.isTabbed = isTabbed;
        this.out = Files.newBufferedWriter(file);
        this.rows = rows(QuoteStrategies.REQUIRED);
        this.quotedRows = rows(QuoteStrategies.ALWAYS);
    }

    private CsvWriter rows(QuoteStrategies quotes) {
        return CsvWriter.builder()
                .fieldSeparator(isTabbed ? '\t' : ',')
                .lineDelimiter(LineDelimiter.LF)
                .quoteStrategy(quotes)
                .bufferSize(0)
                .build(out);
    }

    @Override
    void write(@Nullable String[] cells) {
        // An empty line would be no row. Readers of TSV tell a row of several lines, whose cells are all quoted, from
        // rows with quotation marks as characters.
        boolean isQuoted =
                isTabbed && Arrays.stream(cells).anyMatch(c -> c != null && c.contains("\n"))
                        || cells.length == 1 && (cells[0] == null || cells[0].isEmpty());
        (isQuoted ? quotedRows : rows).writeRecord(cells);
    }

    @Override
    void complete() throws IOException {
        out.close();
    }

    @Override
    void release() throws IOException {
        out.close();
    }
}
