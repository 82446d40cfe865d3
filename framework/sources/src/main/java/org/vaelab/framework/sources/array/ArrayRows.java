// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.util.List;
import java.util.zip.ZipException;
import org.vaelab.framework.data.ConvertedRows;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.Residence;
import org.vaelab.framework.data.RowBytes;
import org.vaelab.framework.data.RowFile;
import org.vaelab.framework.data.RowLayout;
import org.vaelab.framework.data.Rows;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.sources.UnreadableFile;

/**
 * Reads the rows of an array. Row-major numbers that are not compressed are read where they lie. Others
 * are unpacked or transposed, in memory, or in the cache folder if they do not fit.
 */
final class ArrayRows {

    private static final int TRANSPOSED_BYTES = 32 << 20;

    private final StoredArray array;
    private final RowLayout layout;

    private ArrayRows(StoredArray array, RowLayout layout) {
        this.array = array;
        this.layout = layout;
    }

    /**
     * Returns the rows of an array.
     *
     * @param places see {@link RowLayout}
     * @throws DataException if they cannot be read
     */
    static Rows of(StoredArray array, int[] places, boolean grey) {
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

    private Rows rows() throws IOException {
        boolean transposed = array.columnMajor() && array.shape().size() > 1;
        if (array.place() instanceof StoredArray.InFile at && !transposed) {
            return new RowFile(array.file(), layout.at(at.offset(), layout.size()));
        }
        boolean isRead = array.place() instanceof StoredArray.InMemory;
        if (isRead || Residence.fits(array.bytes(), transposed ? 2 : 1)) {
            byte[] content = content();
            return new RowBytes(transposed ? rowMajor(content) : content, layout);
        }
        ConvertedRows converted =
                new ConvertedRows(
                        DataLocations.ofSystem().cache(), List.of(array.file()), array.name() + " as rows");
        return converted.read(layout, transposed ? this::transpose : this::unpack);
    }

    private byte[] content() throws IOException {
        if (array.place() instanceof StoredArray.InMemory read) {
            return read.content();
        }
        byte[] content = new byte[(int) array.bytes()];
        if (array.place() instanceof StoredArray.InFile at) {
            try (RandomAccessFile file = new RandomAccessFile(array.file().toFile(), "r")) {
                file.seek(at.offset());
                file.readFully(content);
            }
        } else if (array.place() instanceof StoredArray.Compressed packed) {
            try (InputStream in = packed.opener().open()) {
                readFully(in, content);
            }
        }
        return content;
    }

    private void readFully(InputStream in, byte[] target) throws IOException {
        if (in.readNBytes(target, 0, target.length) < target.length) {
            throw new EOFException("%s bytes of numbers are expected".formatted(array.bytes()));
        }
    }

    private void unpack(ConvertedRows.Sink rows) throws IOException {
        byte[] row = new byte[array.width() * array.type().bytes()];
        if (array.place() instanceof StoredArray.Compressed packed) {
            try (InputStream in = packed.opener().open()) {
                for (int i = 0; i < array.examples(); i++) {
                    readFully(in, row);
                    rows.add(row);
                }
            }
        }
    }

    /** In column-major order, value (i, j, k) is number i + n (j + m k): all axes are reversed. */
    private int[] columnMajorPlaces() {
        int[] places = new int[array.width()];
        List<Integer> inner = array.shape().subList(1, array.shape().size());
        for (int p = 0; p < places.length; p++) {
            int rest = p;
            int stride = places.length;
            int place = 0;
            for (int axis = inner.size() - 1; axis >= 0; axis--) {
                stride /= inner.get(axis);
                place += rest % inner.get(axis) * stride;
                rest /= inner.get(axis);
            }
            places[p] = place;
        }
        return places;
    }

    private byte[] rowMajor(byte[] content) {
        byte[] result = new byte[content.length];
        int bytes = array.type().bytes();
        int rows = array.examples();
        int[] places = columnMajorPlaces();
        int to = 0;
        for (int i = 0; i < rows; i++) {
            for (int place : places) {
                System.arraycopy(content, (i + rows * place) * bytes, result, to, bytes);
                to += bytes;
            }
        }
        return result;
    }

    /** Reads some values of each column at a time, and writes them as rows. */
    private void transpose(ConvertedRows.Sink rows) throws IOException {
        if (!(array.place() instanceof StoredArray.InFile at)) {
            throw DataException.of(
                    "%s: compressed and in Fortran order, and larger than memory; save it with"
                            + " numpy.save('x.npy', numpy.ascontiguousarray(a))",
                    array.described());
        }
        int bytes = array.type().bytes();
        int[] places = columnMajorPlaces();
        int rowBytes = places.length * bytes;
        int many = Math.max(1, TRANSPOSED_BYTES / rowBytes);
        try (RandomAccessFile file = new RandomAccessFile(array.file().toFile(), "r")) {
            for (int first = 0; first < array.examples(); first += many) {
                int count = Math.min(many, array.examples() - first);
                byte[][] block = new byte[count][rowBytes];
                byte[] column = new byte[count * bytes];
                for (int p = 0; p < places.length; p++) {
                    file.seek(at.offset() + (first + (long) array.examples() * places[p]) * bytes);
                    file.readFully(column);
                    for (int i = 0; i < count; i++) {
                        System.arraycopy(column, i * bytes, block[i], p * bytes, bytes);
                    }
                }
                for (byte[] row : block) {
                    rows.add(row);
                }
            }
        }
    }
}
