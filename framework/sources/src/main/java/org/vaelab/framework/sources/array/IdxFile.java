// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.tribuo.datasource.IDXDataSource.IDXType;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.ElementType;
import org.vaelab.framework.data.RowBytes;
import org.vaelab.framework.data.RowLayout;
import org.vaelab.framework.sources.UnreadableFile;

/**
 * An IDX file, plain or gzipped (detected by content): an array of numbers with its dimensions.
 *
 * <p>It is big-endian: two zero bytes, a type code, the number of dimensions, each dimension as
 * four bytes, the values. The file must end with the last value. Offsets in messages count
 * uncompressed bytes.
 */
final class IdxFile {
    private static final int MAX_DIMENSIONS = 4;

    /** The largest ratio by which a deflate stream can expand. */
    private static final long MAX_INFLATION = 1032;

    private static final int SMALLEST_BUFFER = 1 << 16;

    private final Path path;
    private final IDXType type;
    private final int[] dimensions;
    private final byte[] content;

    private IdxFile(Path path, InputStream stream) throws IOException {
        this.path = path;
        byte[] magic = header(stream, 4, 0);
        type = typeOf(magic);
        dimensions = dimensions(stream, magic[3]);
        content = content(stream, length());
    }

    /**
     * Reads and checks a whole file.
     *
     * @throws DataException if it cannot be read, is no IDX file, or its length is not that which
     *     its header announces
     */
    static IdxFile read(Path path) {
        try (InputStream stream = open(path)) {
            return new IdxFile(path, stream);
        } catch (EOFException e) {
            throw new DataException(path + ": truncated gzip file: its last bytes are absent", e);
        } catch (ZipException e) {
            throw new DataException(path + ": damaged gzip file: " + e.getMessage(), e);
        } catch (IOException e) {
            throw UnreadableFile.because(path, e);
        }
    }

    private static InputStream open(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new DataException(path + ": a folder, expected an IDX file");
        }
        InputStream stream = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
        try {
            stream.mark(2);
            boolean gzipped = stream.read() == 0x1f && stream.read() == 0x8b;
            stream.reset();
            return gzipped ? new GZIPInputStream(stream, 1 << 16) : stream;
        } catch (IOException e) {
            stream.close();
            if (e instanceof EOFException) {
                throw new DataException(path + ": truncated gzip file: it ends in its header", e);
            }
            throw e;
        }
    }

    Path path() {
        return path;
    }

    IDXType type() {
        return type;
    }

    int count() {
        return dimensions[0];
    }

    int dimensionCount() {
        return dimensions.length;
    }

    int dimension(int index) {
        return dimensions[index];
    }

    /** Returns the raw values, big-endian, without a copy. */
    byte[] content() {
        return content;
    }

    /** Returns a text such as "10000 x 28 x 28 unsigned bytes". */
    String describe() {
        return dimensionsText() + " values of type " + type;
    }

    double value(int i) {
        return element().at(ByteBuffer.wrap(content), i);
    }

    /** Returns the images as rows of numbers. */
    RowBytes rows() {
        int width = Arrays.stream(dimensions).skip(1).reduce(1, (a, b) -> a * b);
        return new RowBytes(
                content,
                new RowLayout(
                        0, count(), width, element(), ByteOrder.BIG_ENDIAN, new int[0], false));
    }

    private ElementType element() {
        return switch (type) {
            case UBYTE -> ElementType.U8;
            case BYTE -> ElementType.I8;
            case SHORT -> ElementType.I16;
            case INT -> ElementType.I32;
            case FLOAT -> ElementType.F32;
            case DOUBLE -> ElementType.F64;
        };
    }

    private String dimensionsText() {
        return Arrays.stream(dimensions)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(" x "));
    }

    private int length() throws IOException {
        long length = element().bytes();
        for (int dimension : dimensions) {
            length = Math.multiplyExact(length, dimension);
            if (length > Integer.MAX_VALUE - 8) {
                throw DataException.of(
                        "%s: the header announces %s values, more than fit into memory; expected at"
                                + " most %s bytes",
                        path, dimensionsText(), Integer.MAX_VALUE - 8);
            }
        }
        if (length > Files.size(path) * MAX_INFLATION) {
            throw DataException.of(
                    "%s: truncated: the header announces %s values in %s bytes, a file of %s bytes"
                            + " cannot hold them",
                    path, dimensionsText(), length, Files.size(path));
        }
        return (int) length;
    }

    private IDXType typeOf(byte[] magic) {
        boolean valid =
                magic[0] == 0
                        && magic[1] == 0
                        && magic[3] >= 1
                        && magic[3] <= MAX_DIMENSIONS
                        && Arrays.stream(IDXType.values()).anyMatch(t -> t.value == magic[2]);
        if (!valid) {
            throw DataException.of(
                    "%s: not an IDX file: it begins with the bytes %s; expected 00 00, a"
                            + " type code (08, 09, 0b, 0c, 0d or 0e) and the number of"
                            + " dimensions (01 to 04): 00 00 08 03 for images, 00 00 08 01 for"
                            + " labels",
                    path, HexFormat.ofDelimiter(" ").formatHex(magic));
        }
        return IDXType.convert(magic[2]);
    }

    private int[] dimensions(InputStream stream, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(header(stream, Integer.BYTES * count, 4));
        int[] dimensions = IntStream.range(0, count).map(i -> bytes.getInt()).toArray();
        for (int i = 0; i < count; i++) {
            if (dimensions[i] < 1) {
                throw DataException.of(
                        "%s: dimension %s of %s, at offset %s, is %s: expected at least 1",
                        path, i + 1, count, 4 + Integer.BYTES * i, dimensions[i]);
            }
        }
        return dimensions;
    }

    private byte[] header(InputStream stream, int length, int offset) throws IOException {
        byte[] bytes = new byte[length];
        int found = fill(stream, bytes, 0);
        if (found + offset == 0) {
            throw new DataException(path + ": the file is empty, expected an IDX file");
        }
        if (found < length) {
            throw DataException.of(
                    "%s: truncated: it ends at offset %s, inside the header of an IDX file",
                    path, offset + found);
        }
        return bytes;
    }

    private byte[] content(InputStream stream, int length) throws IOException {
        int offset = 4 + Integer.BYTES * dimensions.length;
        // Allocates no more than the file holds, or has delivered if it is gzipped.
        long first = Math.max(SMALLEST_BUFFER, Files.size(path));
        byte[] values = new byte[(int) Math.min(length, first)];
        int found = fill(stream, values, 0);
        while (found == values.length && found < length) {
            values = Arrays.copyOf(values, (int) Math.min(length, 2L * found));
            found = fill(stream, values, found);
        }
        if (found < length) {
            throw DataException.of(
                    "%s: truncated: the header announces %s values in %s bytes, but only %s"
                            + " follow; the file ends at offset %s",
                    path, dimensionsText(), length, found, offset + found);
        }
        if (stream.read() >= 0) {
            throw DataException.of(
                    "%s: bytes after the last value: the header announces %s values, which"
                            + " end at offset %s; expected the end of the file there",
                    path, dimensionsText(), (long) offset + length);
        }
        return values;
    }

    /**
     * Reads until the target is full or the stream ends; a truncated gzip stream counts as
     * ended.
     */
    private static int fill(InputStream stream, byte[] target, int from) throws IOException {
        int found = from;
        try {
            while (found < target.length) {
                int read = stream.read(target, found, target.length - found);
                if (read < 0) {
                    break;
                }
                found += read;
            }
        } catch (EOFException e) {
            return found;
        }
        return found;
    }
}
