// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.ElementType;
import org.vaelab.framework.sources.FittingSource;

/**
 * The header of a {@code .npy} file, versions 1 to 3: a Python dictionary with the type, the order
 * and the shape of an array.
 *
 * @param length of the header in bytes; the numbers follow it
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record NpyHeader(ElementType type, ByteOrder order, boolean columnMajor, long[] shape, int length) {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LARGEST_VERSION = 3;
    private static final int LARGEST_HEADER = 1 << 16;

    private static final Pattern DESCR =
            Pattern.compile("'descr'\\s*:\\s*('([<>=|]?)([a-zA-Z])(\\d*)([^']*)'|.)");
    private static final Pattern COLUMN_MAJOR =
            Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^()]*)\\)");

    /** As Python 2 and 3 write it, with blanks where Python allows them. */
    private static final Pattern EXTENT = Pattern.compile("\\s*(\\d{1,18})L?\\s*");

    private static final int SHOWN = 200;

    /** Kinds and numbers of bytes: f4 is {@link ElementType#F32}. */
    private static final Map<String, ElementType> TYPES =
            Stream.of(ElementType.values())
                    .filter(type -> type != ElementType.BF16)
                    .collect(
                            Collectors.toMap(
                                    type ->
                                            type.name().substring(0, 1).toLowerCase(Locale.ROOT)
                                                    + type.bytes(),
                                    type -> type));

    /**
     * Reads the header at the beginning of a stream.
     *
     * @param name of the array, for messages
     * @throws DataException if it is no header, or the type cannot be read
     */
    static NpyHeader read(InputStream from, String name) throws IOException {
        DataInputStream in = new DataInputStream(from);
        byte[] magic = in.readNBytes(MAGIC.length);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new DataException(
                    name
                            + ": no array of NumPy (it does not begin with \\x93NUMPY); write it"
                            + " with numpy.save"
                            + FittingSource.hint(Path.of(name), "npy"));
        }
        int version;
        int length;
        try {
            version = in.readUnsignedByte();
            in.readUnsignedByte();
            length = version == 1 ? Short.reverseBytes(in.readShort()) & 0xffff : reversed(in);
        } catch (EOFException e) {
            throw new DataException(name + ": truncated inside the header", e);
        }
        if (version < 1 || version > LARGEST_VERSION || length < 0 || length > LARGEST_HEADER) {
            throw DataException.of(
                    "%s: version %s of .npy with a header of %s bytes, expected version 1 to %s",
                    name, version, length, LARGEST_VERSION);
        }
        byte[] text = in.readNBytes(length);
        if (text.length < length) {
            throw new DataException(name + ": truncated inside the header");
        }
        int before = MAGIC.length + (version == 1 ? 4 : 6);
        return parsed(new String(text, StandardCharsets.UTF_8), name, before + length);
    }

    private static int reversed(DataInputStream in) throws IOException {
        return Integer.reverseBytes(in.readInt());
    }

    private static NpyHeader parsed(String written, String name, int length) {
        // Python has two quotation marks for texts.
        String text = written.replace('"', '\'');
        Matcher descr = DESCR.matcher(text);
        Matcher order = COLUMN_MAJOR.matcher(text);
        Matcher shape = SHAPE.matcher(text);
        if (!descr.find() || !order.find()) {
            throw new DataException(name + ": the header cannot be read: " + shown(text));
        }
        ElementType type = type(descr, name);
        if (!shape.find()) {
            throw new DataException(name + ": the header has no shape: " + shown(text));
        }
        long[] extents = extents(shape.group(1), name);
        ByteOrder bytes =
                ">".equals(descr.group(2)) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        return new NpyHeader(type, bytes, order.group(1).equals("True"), extents, length);
    }

    /** Returns the whole numbers of a tuple. */
    private static long[] extents(String tuple, String name) {
        String list = tuple.strip();
        if (list.isEmpty()) {
            return new long[0];
        }
        // A comma may follow the last number.
        String[] texts =
                (list.endsWith(",") ? list.substring(0, list.length() - 1) : list).split(",", -1);
        long[] extents = new long[texts.length];
        for (int i = 0; i < extents.length; i++) {
            Matcher extent = EXTENT.matcher(texts[i]);
            if (!extent.matches()) {
                throw DataException.of(
                        "%s: the shape (%s) cannot be read: expected whole numbers from 1 to %s, with a"
                                + " comma after each",
                        name, shown(list), Integer.MAX_VALUE);
            }
            extents[i] = Long.parseLong(extent.group(1));
        }
        return extents;
    }

    private static String shown(String text) {
        String line = text.strip();
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...";
    }

    private static ElementType type(Matcher descr, String name) {
        String kind = descr.group(3);
        if (kind == null) {
            throw DataException.of(
                    "%s: records with named fields (a structured type); save each field as an"
                            + " array of its own: numpy.save('x.npy', a['field'])",
                    name);
        }
        ElementType type = TYPES.get(kind + descr.group(4));
        if (type != null && descr.group(5).isEmpty()) {
            return type;
        }
        String dtype = shown(descr.group(1));
        String remedy =
                switch (kind) {
                    case "O" ->
                            "Python objects, which are pickled and would have to be executed;"
                                    + " save numbers: numpy.save('x.npy',"
                                    + " numpy.array(a.tolist(), dtype=numpy.float32))";
                    case "c" ->
                            "complex numbers; save numpy.stack([a.real, a.imag], axis=-1), or"
                                    + " abs(a)";
                    case "U", "S" ->
                            "texts; save them as numbers: numpy.unique(a, return_inverse=True)[1]";
                    case "M", "m" -> "times; save them as numbers: a.astype(numpy.int64)";
                    default ->
                            "a type that is not supported; save a.astype(numpy.float64), or"
                                    + " another of bool, uint8..64, int8..64, float16..64";
                };
        throw DataException.of("%s: dtype %s, %s", name, dtype, remedy);
    }
}
