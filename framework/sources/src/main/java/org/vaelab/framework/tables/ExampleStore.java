// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.vaelab.framework.data.ConvertedRows;
import org.vaelab.framework.data.ElementType;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Residence;
import org.vaelab.framework.data.RowArray;
import org.vaelab.framework.data.RowLayout;
import org.vaelab.framework.data.Rows;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.sources.UnreadableFile;
import org.vaelab.framework.tables.TableFile.Field;

/**
 * Makes examples of the rows of a file: in memory, or in a file of plain numbers in the user's cache
 * folder if they do not fit ({@link Residence}).
 */
record ExampleStore(TableFile file, List<Field> fields, ValueReader reader) {

    Examples load() {
        long values = (long) file.size() * fields.size();
        if (isOfBytes()) {
            return ofBytes();
        }
        int bytes = reader.precision() == ValuePrecision.DOUBLE ? Double.BYTES : Float.BYTES;
        return Residence.fits(values, bytes) ? inMemory() : onDisk();
    }

    private boolean isOfBytes() {
        return reader.domain() == ValueDomain.GREY_LEVELS
                || (reader.domain() == ValueDomain.BINARY && !reader.mayMiss());
    }

    private Examples ofBytes() {
        byte[] content = new byte[Math.multiplyExact(file.size(), fields.size())];
        int[] filled = {0};
        reader.read(
                file,
                fields,
                (row, values) -> {
                    for (double value : values) {
                        content[filled[0]++] = (byte) (int) value;
                    }
                });
        return reader.domain() == ValueDomain.BINARY
                ? Examples.binary(fields.size(), content)
                : Examples.greyLevels(fields.size(), content);
    }

    private Examples inMemory() {
        RowArray rows = RowArray.zeros(file.size(), fields.size(), reader.precision());
        reader.read(file, fields, rows::write);
        return Examples.of(rows, reader.domain());
    }

    private Examples onDisk() {
        boolean inDouble = reader.precision() == ValuePrecision.DOUBLE;
        ElementType type = inDouble ? ElementType.F64 : ElementType.F32;
        try {
            ConvertedRows converted =
                    new ConvertedRows(
                            DataLocations.ofSystem().cache(),
                            List.of(file.path()),
                            "table " + fields + reader);
            RowLayout layout = RowLayout.of(0, fields.size(), type, false);
            Rows rows =
                    converted.read(
                            layout,
                            sink ->
                                    reader.read(
                                            file,
                                            fields,
                                            (row, values) -> add(sink, layout.bytes(values))));
            return Examples.of(rows, reader.domain());
        } catch (UncheckedIOException e) {
            throw UnreadableFile.because(file.path(), e.getCause());
        } catch (IOException e) {
            throw UnreadableFile.because(file.path(), e);
        }
    }

    private static void add(ConvertedRows.Sink sink, byte[] row) {
        try {
            sink.add(row);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
