// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.vaelab.framework.data.ConvertedRows;
import org.vaelab.framework.data.ElementType;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Residence;
import org.vaelab.framework.data.RowLayout;
import org.vaelab.framework.data.Rows;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tables.TableFile.Field;

/**
 * Makes examples of the rows of a file: in memory, or in a file of plain numbers in the user's cache
 * folder if they do not fit ({@link Residence}).
 */
record ExampleStore(TableFile file, List<Field> fields, ValueReader reader) {

    Examples load() throws DuckDb.Failure {
        long values = (long) file.size() * fields.size();
        if (isOfBytes()) {
            return ofBytes();
        }
        int bytes = reader.precision() == ValuePrecision.DOUBLE ? Double.BYTES : Float.BYTES;
        return values * bytes <= Residence.limit() && values < Integer.MAX_VALUE - 8
                ? inMemory((int) values)
                : onDisk();
    }

    private boolean isOfBytes() {
        return reader.domain() == ValueDomain.GREY_LEVELS
                || (reader.domain() == ValueDomain.BINARY && !reader.mayMiss());
    }

    private Examples ofBytes() throws DuckDb.Failure {
        byte[] content = new byte[Math.multiplyExact(file.size(), fields.size())];
        int[] filled = {0};
        reader.read(
                file,
                fields,
                row -> {
                    for (double value : row) {
                        content[filled[0]++] = (byte) (int) value;
                    }
                });
        return reader.domain() == ValueDomain.BINARY
                ? Examples.binary(fields.size(), content)
                : Examples.greyLevels(fields.size(), content);
    }

    private Examples inMemory(int length) throws DuckDb.Failure {
        boolean inDouble = reader.precision() == ValuePrecision.DOUBLE;
        InMemory rows =
                new InMemory(
                        fields.size(),
                        new float[inDouble ? 0 : length],
                        new double[inDouble ? length : 0]);
        int[] filled = {0};
        reader.read(
                file,
                fields,
                row -> {
                    for (double value : row) {
                        if (inDouble) {
                            rows.doubles[filled[0]++] = value;
                        } else {
                            rows.floats[filled[0]++] = (float) value;
                        }
                    }
                });
        boolean known = !reader.mayMiss();
        int width = fields.size();
        if (known && reader.domain() == ValueDomain.REAL) {
            return inDouble
                    ? Examples.real(width, rows.doubles)
                    : Examples.real(width, rows.floats);
        } else if (known && reader.domain() == ValueDomain.UNIT_INTERVAL) {
            return inDouble
                    ? Examples.unitInterval(width, rows.doubles)
                    : Examples.unitInterval(width, rows.floats);
        }
        return Examples.of(rows, reader.domain());
    }

    private Examples onDisk() throws DuckDb.Failure {
        DuckDb.Failure[] failure = new DuckDb.Failure[1];
        try {
            ConvertedRows converted =
                    new ConvertedRows(
                            DataLocations.ofSystem().cache(),
                            List.of(file.path()),
                            "table " + fields + reader);
            Rows rows =
                    converted.read(
                            RowLayout.of(
                                    0,
                                    fields.size(),
                                    reader.precision() == ValuePrecision.DOUBLE
                                            ? ElementType.F64
                                            : ElementType.F32,
                                    false),
                            sink -> {
                                try {
                                    reader.read(file, fields, row -> add(sink, row));
                                } catch (DuckDb.Failure e) {
                                    failure[0] = e;
                                    throw new IOException(e.reason(), e);
                                }
                            });
            return Examples.of(rows, reader.domain());
        } catch (UncheckedIOException e) {
            throw UnreadableTable.because(file.path(), e.getCause());
        } catch (IOException e) {
            if (failure[0] != null) {
                throw failure[0];
            }
            throw UnreadableTable.because(file.path(), e);
        }
    }

    private static void add(ConvertedRows.Sink sink, double[] row) {
        try {
            sink.add(row);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    private record InMemory(int width, float[] floats, double[] doubles) implements Rows {

        @Override
        public int size() {
            return (floats.length + doubles.length) / width;
        }

        @Override
        public ValuePrecision precision() {
            return doubles.length > 0 ? ValuePrecision.DOUBLE : ValuePrecision.SINGLE;
        }

        @Override
        public void read(int row, double[] target, int offset) {
            for (int j = 0; j < width; j++) {
                target[offset + j] =
                        doubles.length > 0 ? doubles[row * width + j] : floats[row * width + j];
            }
        }

        @Override
        public void read(int row, float[] target, int offset) {
            for (int j = 0; j < width; j++) {
                target[offset + j] =
                        doubles.length > 0
                                ? (float) doubles[row * width + j]
                                : floats[row * width + j];
            }
        }
    }
}
