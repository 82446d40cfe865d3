// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.ElementType;
import org.vaelab.framework.data.GivenFile;
import org.vaelab.framework.sources.FittingSource;
import org.vaelab.framework.sources.UnreadableFile;

/**
 * Reads an IDX file, plain or gzipped (detected by content): an array of numbers with its
 * dimensions.
 *
 * <p>It is big-endian: two zero bytes, a type code, the number of dimensions, each dimension as
 * four bytes, the values. The file must end with the last value.
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
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    private IdxFile() {}

    /** Returns whether a file is of this format, by its name. */
    static boolean accepts(Path path) {
        return !Files.isDirectory(path) && NAME.matcher(path.getFileName().toString()).matches();
    }

    /**
     * Reads the header of a file, and all of a gzipped one.
     *
     * @throws DataException if it cannot be read, is no IDX file, or its length is not that which
     *     its header announces
     */
    static StoredArray read(Path path) {
        if (Files.isDirectory(path)) {
            throw new DataException(path + ": a folder, expected an IDX file");
        }
        try (BufferedInputStream file = new BufferedInputStream(GivenFile.open(path), 1 << 16)) {
            file.mark(2);
            boolean gzipped = file.read() == 0x1f && file.read() == 0x8b;
            file.reset();
            DataInputStream stream =
                    new DataInputStream(gzipped ? new GZIPInputStream(file, 1 << 16) : file);
            StoredArray array = header(path, stream);
            long found = Files.size(path) - Integer.BYTES * (1L + array.shape().size());
            if (gzipped) {
                if (array.bytes() > largest()) {
                    throw DataException.of(
                            "%s: unpacked, its %s bytes are more than a quarter of Java's memory;"
                                    + " unpack it (gunzip '%s'), and name that file",
                            array.described(), array.bytes(), path);
                }
                byte[] content = stream.readNBytes((int) array.bytes());
                array = array.at(new StoredArray.InMemory(content));
                found = (long) content.length + (stream.read() < 0 ? 0 : 1);
            }
            if (found != array.bytes()) {
                throw DataException.of(
                        "%s: %s, %s bytes of numbers are expected and %s are there; copy or write"
                                + " the file again",
                        array.described(),
                        found < array.bytes() ? "truncated" : "bytes after the last number",
                        array.bytes(),
                        found);
            }
            return array;
        } catch (EOFException e) {
            throw new DataException(path + ": truncated; copy or write the file again", e);
        } catch (ZipException e) {
            throw new DataException(path + ": damaged gzip file: " + e.getMessage(), e);
        } catch (IOException e) {
            throw UnreadableFile.because(path, e);
        }
    }

    /** Returns how many bytes of a compressed file are read into memory. */
    private static long largest() {
        return Math.min(LARGEST_ARRAY, Runtime.getRuntime().maxMemory() / 4);
    }

    private static StoredArray header(Path path, DataInputStream stream) throws IOException {
        byte[] magic = stream.readNBytes(Integer.BYTES);
        if (magic.length == 0) {
            throw new DataException(path + ": the file is empty, expected an IDX file");
        }
        boolean isMagic = magic.length == Integer.BYTES && magic[0] == 0 && magic[1] == 0;
        if (!isMagic || !TYPES.containsKey(magic[2]) || magic[3] < 1 || magic[3] > MAX_DIMENSIONS) {
            throw DataException.of(
                    "%s: not an IDX file: it begins with the bytes %s; expected 00 00, a"
                            + " type code (08, 09, 0b, 0c, 0d or 0e) and the number of"
                            + " dimensions (01 to 04): 00 00 08 03 for images, 00 00 08 01 for"
                            + " labels%s",
                    path,
                    HexFormat.ofDelimiter(" ").formatHex(magic),
                    FittingSource.hint(path, "idx"));
        }
        long[] extents = new long[magic[3]];
        for (int i = 0; i < extents.length; i++) {
            extents[i] = stream.readInt();
        }
        List<Integer> shape = StoredArray.extents(path.toString(), extents);
        return new StoredArray(
                path,
                path.toString(),
                Objects.requireNonNull(TYPES.get(magic[2])),
                ByteOrder.BIG_ENDIAN,
                shape,
                false,
                new StoredArray.InFile(Integer.BYTES * (1L + shape.size())));
    }
}
