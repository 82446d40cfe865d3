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
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.ElementType;
import org.vaelab.framework.sources.UnreadableFile;

/**
 * Reads an IDX file, plain or gzipped (detected by content): an array of numbers with its dimensions.
 *
 * <p>It is big-endian: two zero bytes, a type code, the number of dimensions, each dimension as
 * four bytes, the values. The file must end with the last value. Offsets in messages count
 * uncompressed bytes.
 */
final class IdxFile {
    private static final Pattern NAME =
            Pattern.compile("(?i).*(idx\\d-\\w+|\\.idx\\d?|\\.idx\\d?-\\w+)(\\.gz)?");

    private static final Map<Byte, ElementType> TYPES =
            Map.of(
                    (byte) 0x08, ElementType.U8,
                    (byte) 0x09, ElementType.I8,
                    (byte) 0x0b, ElementType.I16,
                    (byte) 0x0c, ElementType.I32,
                    (byte) 0x0d, ElementType.F32,
                    (byte) 0x0e, ElementType.F64);

    private static final int MAX_DIMENSIONS = 4;

    /** The largest ratio by which a deflate stream can expand. */
    private static final long MAX_INFLATION = 1032;

    private static final int SMALLEST_BUFFER = 1 << 16;

    private final Path path;
    private final InputStream stream;

    private IdxFile(Path path, InputStream stream) {
        this.path = path;
        this.stream = stream;
    }

    /** Returns whether a file is of this format, by its name. */
    static boolean accepts(Path path) {
        return !Files.isDirectory(path) && NAME.matcher(path.getFileName().toString()).matches();
    }

    /**
     * Reads and checks a whole file.
     *
     * @throws DataException if it cannot be read, is no IDX file, or its length is not that which
     *     its header announces
     */
    static StoredArray read(Path path) {
        try (InputStream stream = open(path)) {
            return new IdxFile(path, stream).array();
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

    private StoredArray array() throws IOException {
        byte[] magic = header(4, 0);
        ElementType type = TYPES.get(magic[2]);
        if (magic[0] != 0
                || magic[1] != 0
                || type == null
                || magic[3] < 1
                || magic[3] > MAX_DIMENSIONS) {
            throw DataException.of(
                    "%s: not an IDX file: it begins with the bytes %s; expected 00 00, a"
                            + " type code (08, 09, 0b, 0c, 0d or 0e) and the number of"
                            + " dimensions (01 to 04): 00 00 08 03 for images, 00 00 08 01 for"
                            + " labels",
                    path, HexFormat.ofDelimiter(" ").formatHex(magic));
        }
        int[] shape = dimensions(magic[3]);
        return new StoredArray(
                path,
                path.toString(),
                type,
                ByteOrder.BIG_ENDIAN,
                Arrays.stream(shape).boxed().toList(),
                false,
                new StoredArray.InMemory(content(type.bytes(), shape)));
    }

    private int[] dimensions(int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(header(Integer.BYTES * count, 4));
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

    private byte[] header(int length, int offset) throws IOException {
        byte[] bytes = new byte[length];
        int found = fill(bytes, 0);
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

    private byte[] content(int bytes, int[] shape) throws IOException {
        String announced =
                Arrays.stream(shape).mapToObj(Integer::toString).collect(Collectors.joining(" x "));
        long length = bytes;
        for (int dimension : shape) {
            length = Math.multiplyExact(length, dimension);
            if (length > Integer.MAX_VALUE - 8) {
                throw DataException.of(
                        "%s: the header announces %s values, more than fit into memory; expected at"
                                + " most %s bytes",
                        path, announced, Integer.MAX_VALUE - 8);
            }
        }
        if (length > Files.size(path) * MAX_INFLATION) {
            throw DataException.of(
                    "%s: truncated: the header announces %s values in %s bytes, a file of %s bytes"
                            + " cannot hold them",
                    path, announced, length, Files.size(path));
        }
        // Allocates no more than the file holds, or has delivered if it is gzipped.
        long first = Math.max(SMALLEST_BUFFER, Files.size(path));
        byte[] values = new byte[(int) Math.min(length, first)];
        int found = fill(values, 0);
        while (found == values.length && found < length) {
            values = Arrays.copyOf(values, (int) Math.min(length, 2L * found));
            found = fill(values, found);
        }
        int offset = 4 + Integer.BYTES * shape.length;
        if (found < length) {
            throw DataException.of(
                    "%s: truncated: the header announces %s values in %s bytes, but only %s"
                            + " follow; the file ends at offset %s",
                    path, announced, length, found, offset + found);
        }
        if (stream.read() >= 0) {
            throw DataException.of(
                    "%s: bytes after the last value: the header announces %s values, which"
                            + " end at offset %s; expected the end of the file there",
                    path, announced, offset + length);
        }
        return values;
    }

    /**
     * Reads until the target is full or the stream ends, and returns how many bytes it has; a truncated
     * gzip stream counts as ended.
     */
    private int fill(byte[] target, int from) throws IOException {
        int found = from;
        try {
            int read = 0;
            while (read >= 0 && found < target.length) {
                found += read;
                read = stream.read(target, found, target.length - found);
            }
            return read < 0 ? found : target.length;
        } catch (EOFException e) {
            return found;
        }
    }
}
