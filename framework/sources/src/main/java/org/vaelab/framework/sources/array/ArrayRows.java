// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipException;
import org.vaelab.framework.data.ConvertedRows;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataRows;
import org.vaelab.framework.data.Residence;
import org.vaelab.framework.data.RowBytes;
import org.vaelab.framework.data.RowFile;
import org.vaelab.framework.data.RowLayout;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.sources.UnreadableFile;

/**
 * Reads the rows of an array. Row-major numbers that are not compressed are read where they lie.
 * Others are unpacked or transposed, in memory, or in the cache folder if they do not fit.
 */
record ArrayRows(StoredArray array, RowLayout layout) {
    private static final int TRANSPOSED_BYTES = 32 << 20;

    /**
     * Returns the rows of an array.
     *
     * @param places see {@link RowLayout}
     * @throws DataException if they cannot be read
     */
    static DataRows of(StoredArray array, int[] places, boolean grey) {
        RowLayout layout =
                new RowLayout(
                        0,
                        array.examples(),
                        array.width(),
                        array.type(),
                        array.order(),
                        places,
                        grey);
        try {
            return new ArrayRows(array, layout).rows();
        } catch (EOFException e) {
            throw new DataException(array.described() + ": truncated: " + e.getMessage(), e);
        } catch (ZipException e) {
            throw new DataException(array.described() + ": damaged: " + e.getMessage(), e);
        } catch (IOException e) {
            throw UnreadableFile.because(array.file(), e);
        }
    }

    private DataRows rows() throws IOException {
        boolean transposed = array.columnMajor() && array.shape().size() > 1;
        if (array.place() instanceof StoredArray.InFile at && !transposed) {
            return new RowFile(array.file(), layout.at(at.offset(), layout.size()));
        }
        if (array.place() instanceof StoredArray.InMemory read && !transposed) {
            return new RowBytes(read.content(), layout);
        }
        return new ConvertedRows(
                        DataLocations.ofSystem().cache(),
                        List.of(array.file()),
                        array.name() + " as rows")
                .load(layout, transposed ? this::transpose : this::unpack);
    }

    private void unpack(ConvertedRows.Sink rows) throws IOException {
        byte[] row = new byte[array.width() * array.type().bytes()];
        try (InputStream in = stream()) {
            for (int i = 0; i < array.examples(); i++) {
                readFully(in, row);
                rows.add(row);
            }
        }
    }

    /** Opens a stream of numbers that do not lie in the file as they are. */
    private InputStream stream() throws IOException {
        return array.place() instanceof StoredArray.Compressed packed
                ? packed.opener().open()
                : new ByteArrayInputStream(((StoredArray.InMemory) array.place()).content());
    }

    private void readFully(InputStream in, byte[] target) throws IOException {
        if (in.readNBytes(target, 0, target.length) < target.length) {
            throw new EOFException("%s bytes of numbers are expected".formatted(array.bytes()));
        }
    }

    /** Reads some values of each column at a time, and writes them as rows. */
    private void transpose(ConvertedRows.Sink rows) throws IOException {
        if (array.place() instanceof StoredArray.InFile at) {
            try (RandomAccessFile file = new RandomAccessFile(array.file().toFile(), "r")) {
                transpose(
                        rows,
                        (start, column) -> {
                            file.seek(at.offset() + start);
                            file.readFully(column);
                        });
            }
            return;
        }
        boolean isRead = array.place() instanceof StoredArray.InMemory;
        if (!isRead && !Residence.fits(array.bytes(), 2)) {
            throw DataException.of(
                    "%s: compressed and in Fortran order, and larger than memory; save it with"
                            + " numpy.save('x.npy', numpy.ascontiguousarray(a))",
                    array.described());
        }
        byte[] content = new byte[(int) array.bytes()];
        try (InputStream in = stream()) {
            readFully(in, content);
        }
        transpose(
                rows,
                (start, column) ->
                        System.arraycopy(content, (int) start, column, 0, column.length));
    }

    /** Reads the bytes from a place on. */
    @FunctionalInterface
    private interface Reading {
        void read(long start, byte[] target) throws IOException;
    }

    private void transpose(ConvertedRows.Sink rows, Reading content) throws IOException {
        int bytes = array.type().bytes();
        int[] places = columnMajorPlaces();
        int rowBytes = places.length * bytes;
        int many = Math.max(1, TRANSPOSED_BYTES / rowBytes);
        for (int first = 0; first < array.examples(); first += many) {
            int count = Math.min(many, array.examples() - first);
            byte[][] block = new byte[count][rowBytes];
            for (int p = 0; p < places.length; p++) {
                byte[] column = new byte[count * bytes];
                content.read((first + (long) array.examples() * places[p]) * bytes, column);
                for (int i = 0; i < count; i++) {
                    System.arraycopy(column, i * bytes, block[i], p * bytes, bytes);
                }
            }
            for (byte[] row : block) {
                rows.add(row);
            }
        }
    }

    /** In column-major order, value (i, j, k) is number i + n (j + m k): all axes are reversed. */
    private int[] columnMajorPlaces() {
        int[] places = {0};
        int stride = 1;
        for (int extent : array.shape().subList(1, array.shape().size())) {
            int[] outer = places;
            int step = stride;
            places = new int[outer.length * extent];
            Arrays.setAll(places, p -> outer[p / extent] + p % extent * step);
            stride *= extent;
        }
        return places;
    }
}
