// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.FileTable.Field;

/**
 * Writes the numbers of a table as an array of NumPy, [rows, columns] of float64, in version 1.0 of
 * the format. Columns of texts are left out; a missing number is NaN.
 */
final class NpyOutput implements OutputTable.Sink {

    /** A multiple of 64, as the format asks; it has room for any number of rows. */
    private static final int HEADER = 128;

    private static final int BUFFER = 1 << 18;

    private final List<Field> columns;
    private final int[] places;
    private final FileChannel out;
    private final ByteBuffer buffer;
    private long rows;

    private NpyOutput(List<Field> columns, int[] places, FileChannel out) {
        this.columns = columns;
        this.places = places;
        this.out = out;
        int row = places.length * Double.BYTES;
        this.buffer =
                ByteBuffer.allocate(Math.max(row, BUFFER / row * row))
                        .order(ByteOrder.LITTLE_ENDIAN);
    }

    static void write(Path file, List<Field> columns, Given<OutputTable.Sink> rows)
            throws IOException {
        int[] places =
                IntStream.range(0, columns.size()).filter(i -> !columns.get(i).isText()).toArray();
        if (places.length == 0) {
            throw new IllegalArgumentException("no column holds numbers; name a .csv file");
        }
        try (FileChannel out =
                FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            NpyOutput array = new NpyOutput(columns, places, out);
            out.write(array.header(), 0);
            out.position(HEADER);
            rows.to(array);
            array.flush();
            // Only now the number of rows is known.
            out.write(array.header(), 0);
            out.force(true);
        }
    }

    private ByteBuffer header() {
        String text =
                "{'descr': '<f8', 'fortran_order': False, 'shape': (%s, %s), }"
                        .formatted(rows, places.length);
        ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        header.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
        header.put((byte) 1).put((byte) 0).putShort((short) (HEADER - header.position() - 2));
        header.put(text.getBytes(StandardCharsets.US_ASCII));
        while (header.position() < HEADER - 1) {
            header.put((byte) ' ');
        }
        return header.put((byte) '\n').flip();
    }

    @Override
    public void row(List<? extends @Nullable Object> cells) throws IOException {
        OutputTable.requireFitting(columns, cells);
        if (!buffer.hasRemaining()) {
            flush();
        }
        for (int place : places) {
            buffer.putDouble(cells.get(place) instanceof Number n ? n.doubleValue() : Double.NaN);
        }
        rows++;
    }

    private void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            out.write(buffer);
        }
        buffer.clear();
    }
}
