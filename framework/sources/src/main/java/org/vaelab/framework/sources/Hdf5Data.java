// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import io.jhdf.ObjectHeader;
import io.jhdf.api.Dataset;
import io.jhdf.btree.BTreeV1;
import io.jhdf.dataset.DatasetBase;
import io.jhdf.dataset.DatasetReader;
import io.jhdf.dataset.chunked.Chunk;
import io.jhdf.filter.ByteShuffleFilter;
import io.jhdf.filter.LzfFilter;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.EnumDataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.datatype.OrderedDataType;
import io.jhdf.object.datatype.StringData;
import io.jhdf.object.datatype.VariableLength;
import io.jhdf.object.message.DataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.CompactDataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ContiguousDataLayoutMessage;
import io.jhdf.object.message.FillValueMessage;
import io.jhdf.object.message.FilterPipelineMessage;
import io.jhdf.object.message.FilterPipelineMessage.FilterInfo;
import io.jhdf.storage.HdfBackingStorage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.InflaterInputStream;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.ElementType;
import org.vaelab.framework.settings.ValueNames;

/**
 * A data set of an HDF5 file, of which parts are read in bounded memory. The library parses headers
 * and the index of chunks; chunks are unpacked and put together here, because it reads parts of
 * chunked data sets as zeros, and knows neither fill values nor chunks that leave out a filter.
 */
public final class Hdf5Data {

    /** No file unpacks to more, relative to its size, unless it is small. */
    private static final long LARGEST_RATIO = 1032;

    private static final long SMALL_BYTES = 1 << 26;
    private static final int BLOCK_BYTES = 1 << 23;
    private static final int CHUNKS_BYTES = 1 << 27;
    private static final long NOWHERE = -1;
    private static final int DEFLATE = 1;
    private static final int SHUFFLE = 2;
    private static final int LZF = 32_000;
    private static final Map<Integer, Integer> MANTISSA_OF_BITS = Map.of(16, 10, 32, 23, 64, 52);

    private final Path file;
    private final String name;
    private final DataType of;
    private final int[] shape;
    private final int bytes;
    private final HdfBackingStorage storage;
    private final ObjectHeader header;
    private final DataLayoutMessage layout;

    /** The extents of a chunk; those of the data set, if it is stored as a whole. */
    private final int[] chunk;

    private final Map<List<Integer>, Chunk> chunks = new HashMap<>();

    private Hdf5Data(Path file, DatasetBase values) {
        this.file = file;
        this.name = file + "#" + values.getPath().replaceFirst("^/+", "");
        this.of = values.getDataType();
        int[] extents = values.getDimensions();
        this.shape = extents.length == 0 ? new int[] {(int) values.getSize()} : extents;
        this.bytes = of.getSize();
        this.storage = values.getHdfFile().getHdfBackingStorage();
        this.header = values.getHeader();
        this.layout = header.getMessageOfType(DataLayoutMessage.class);
        requirePossible(values.getSizeInBytes());
        if (layout instanceof ChunkedDataLayoutMessage chunked) {
            this.chunk = chunked.getChunkDimensions();
            if (chunked.getBTreeAddress() != NOWHERE) {
                BTreeV1.createDataBTree(storage, chunked.getBTreeAddress(), shape.length)
                        .getChunks()
                        .forEach(this::put);
            }
        } else if (layout instanceof CompactDataLayoutMessage
                || layout instanceof ContiguousDataLayoutMessage) {
            this.chunk = shape;
        } else {
            throw DataException.of(
                    "%s: chunks in the latest format are not supported; write the file without libver='latest', or h5repack -f NONE -l CONTI old.h5 new.h5",
                    name);
        }
    }

    private void put(Chunk found) {
        int[] from = found.getChunkOffset();
        for (int i = 0; i < from.length; i++) {
            if (from[i] % chunk[i] != 0 || from[i] >= shape[i]) {
                throw DataException.of(
                        "%s: a chunk at %s; the file is damaged, copy it again",
                        name, Arrays.toString(from));
            }
        }
        chunks.put(Arrays.stream(from).boxed().toList(), found);
    }

    /**
     * Returns a data set. A single value is a list of one.
     *
     * @throws DataException if it announces more than its file can hold, or is stored in a way that
     *     is not supported
     */
    public static Hdf5Data of(Path file, Dataset values) {
        return Hdf5.reading(file, () -> new Hdf5Data(file, (DatasetBase) values));
    }

    private void requirePossible(long size) {
        if (size > Math.max(SMALL_BYTES, LARGEST_RATIO * storage.size())) {
            throw DataException.of(
                    "%s: announces %s bytes, and the file has %s; it is damaged, copy it again",
                    name, size, storage.size());
        }
    }

    /** Returns the file and the path in it, for messages. */
    public String name() {
        return name;
    }

    /** Returns the extents. */
    public int[] shape() {
        return shape.clone();
    }

    /** Returns the order of the bytes of a number. */
    public ByteOrder order() {
        return base() instanceof OrderedDataType ordered
                ? ordered.getByteOrder()
                : ByteOrder.LITTLE_ENDIAN;
    }

    private DataType base() {
        return of instanceof EnumDataType names ? names.getBaseType() : of;
    }

    /**
     * Returns the type of a number. Those of an enumeration are its integers; the one that h5py
     * writes for booleans is {@link ElementType#BOOL}.
     *
     * @throws DataException if it is none that is supported
     */
    public ElementType type() {
        int bits = Byte.SIZE * bytes;
        String found = "";
        if (bytes == 1
                && of instanceof EnumDataType names
                && names.getEnumMapping().equals(Map.of(0, "FALSE", 1, "TRUE"))) {
            found = "BOOL";
        } else if (base() instanceof FixedPoint whole && whole.getBitPrecision() == bits) {
            found = (whole.isSigned() ? "I" : "U") + bits;
        } else if (base() instanceof FloatingPoint real
                && real.getMantissaSize() == MANTISSA_OF_BITS.getOrDefault(bits, 0)) {
            found = "F" + bits;
        }
        for (ElementType type : ElementType.values()) {
            if (type.name().equals(found)) {
                return type;
            }
        }
        throw DataException.of(
                "%s: expected real numbers of 16, 32 or 64 bits or integers of 8 to 64, no texts, records or complex numbers; save a.astype('float64'), or a.real and a.imag",
                name);
    }

    /**
     * Returns how many places of an axis are best read at once: as many as fit a block, in whole
     * chunks.
     */
    public int atOnce(int axis) {
        long all = Arrays.stream(shape).asLongStream().reduce(bytes, (a, b) -> a * b);
        long ofPlace = Math.max(1, all / shape[axis]);
        long most = Math.max(1, BLOCK_BYTES / ofPlace);
        int whole = layout instanceof ChunkedDataLayoutMessage ? chunk[axis] : 1;
        boolean isAligned = most >= whole || whole * ofPlace <= CHUNKS_BYTES;
        return (int) Math.min(shape[axis], isAligned ? Math.max(whole, most - most % whole) : most);
    }

    /** Returns all numbers; integers of 64 bits are rounded to double precision. */
    public double[] numbers() {
        return numbers(new int[shape.length], shape);
    }

    /**
     * Returns the numbers of a part in row-major order; integers of 64 bits are rounded to double
     * precision.
     */
    public double[] numbers(int[] from, int[] size) {
        ElementType type = type();
        ByteBuffer content = ByteBuffer.wrap(bytes(from, size)).order(order());
        double[] numbers = new double[content.remaining() / bytes];
        Arrays.setAll(numbers, i -> type.at(content, i));
        return numbers;
    }

    /**
     * Returns all values as texts: a number by its name, NaN as an empty one.
     *
     * @throws DataException if they are neither texts nor numbers
     */
    public List<String> texts() {
        ByteBuffer content = ByteBuffer.wrap(bytes(new int[shape.length], shape)).order(order());
        int count = content.remaining() / bytes;
        if (of instanceof StringData
                || (of instanceof VariableLength list && list.isVariableLengthString())) {
            Object all =
                    Hdf5.reading(
                            file, () -> DatasetReader.readDataset(of, content, count, storage));
            return IntStream.range(0, count)
                    .mapToObj(i -> String.valueOf(Array.get(all, i)))
                    .toList();
        }
        ElementType type = type();
        return IntStream.range(0, count).mapToObj(i -> text(type, content, i)).toList();
    }

    private static String text(ElementType type, ByteBuffer content, int place) {
        double number = type.at(content, place);
        return switch (type) {
            case BOOL -> number == 0 ? "FALSE" : "TRUE";
            case I64 -> Long.toString(content.getLong(place * Long.BYTES));
            case U64 -> Long.toUnsignedString(content.getLong(place * Long.BYTES));
            case F16, F32 ->
                    Double.isNaN(number) ? "" : ValueNames.of(Float.toString((float) number));
            default -> Double.isNaN(number) ? "" : ValueNames.of(number);
        };
    }

    /**
     * Returns the bytes of a part in row-major order.
     *
     * @param from where it begins on each axis
     * @param size its extent on each axis
     * @throws DataException if they cannot be read
     */
    public byte[] bytes(int[] from, int[] size) {
        return Hdf5.reading(
                file,
                () -> {
                    byte[] target =
                            new byte[Arrays.stream(size).reduce(bytes, Math::multiplyExact)];
                    read(from, size, target);
                    return target;
                });
    }

    /**
     * Reads runs along the last axis, each of which lies in one chunk; all at once, if they follow
     * each other.
     */
    private void read(int[] from, int[] size, byte[] target) {
        Map<List<Integer>, byte[]> unpacked = new HashMap<>();
        int last = shape.length - 1;
        boolean isOne = chunk == shape && Arrays.equals(size, 1, last + 1, shape, 1, last + 1);
        int[] at = from.clone();
        for (int to = 0; to < target.length; ) {
            int run =
                    Math.min(
                            chunk[last] - at[last] % chunk[last],
                            from[last] + size[last] - at[last]);
            int count = isOne ? target.length : run * bytes;
            copy(unpacked, at, target, to, count);
            to += count;
            at[last] += run;
            for (int i = last; i > 0 && at[i] == from[i] + size[i]; i--) {
                at[i] = from[i];
                at[i - 1]++;
            }
        }
    }

    private void copy(
            Map<List<Integer>, byte[]> unpacked, int[] at, byte[] target, int to, int count) {
        long place = 0;
        for (int i = 0; i < at.length; i++) {
            place = place * chunk[i] + at[i] % chunk[i];
        }
        List<Integer> first =
                IntStream.range(0, at.length).mapToObj(i -> at[i] - at[i] % chunk[i]).toList();
        Chunk found = chunks.get(first);
        if (found != null) {
            byte[] content = unpacked.computeIfAbsent(first, key -> unpacked(found));
            System.arraycopy(content, (int) place * bytes, target, to, count);
        } else if (layout instanceof CompactDataLayoutMessage compact) {
            compact.getDataBuffer().get((int) place * bytes, target, to, count);
        } else if (layout instanceof ContiguousDataLayoutMessage whole
                && whole.getAddress() != NOWHERE) {
            storage.readBufferFromAddress(whole.getAddress() + place * bytes, count)
                    .get(target, to, count);
        } else {
            fill(target, to, count);
        }
    }

    private void fill(byte[] target, int to, int count) {
        FillValueMessage fill =
                header.hasMessageOfType(FillValueMessage.class)
                        ? header.getMessageOfType(FillValueMessage.class)
                        : FillValueMessage.NO_FILL;
        if (fill.isFillValueDefined()) {
            byte[] value = new byte[bytes];
            fill.getFillValue().get(value);
            for (int i = 0; i < count; i++) {
                target[to + i] = value[i % bytes];
            }
        }
    }

    /** Undoes the filters of a chunk, of which it may leave out some. */
    private byte[] unpacked(Chunk packed) {
        long size = Arrays.stream(chunk).asLongStream().reduce(bytes, Math::multiplyExact);
        requirePossible(Math.max(size, packed.getSize()));
        byte[] content =
                storage.readBufferFromAddress(packed.getAddress(), packed.getSize()).array();
        List<FilterInfo> filters =
                header.hasMessageOfType(FilterPipelineMessage.class)
                        ? header.getMessageOfType(FilterPipelineMessage.class).getFilters()
                        : List.of();
        for (int i = filters.size() - 1; i >= 0; i--) {
            if (!packed.getFilterMask().get(i)) {
                content = undone(filters.get(i), content, (int) size);
            }
        }
        if (content.length != size) {
            throw DataException.of(
                    "%s: a chunk of %s bytes, expected %s; the file is damaged, copy it again",
                    name, content.length, size);
        }
        return content;
    }

    private byte[] undone(FilterInfo filter, byte[] content, int size) {
        try {
            return switch (filter.getId()) {
                case DEFLATE -> {
                    // Its native memory is given back when it is closed.
                    try (InflaterInputStream in =
                            new InflaterInputStream(new ByteArrayInputStream(content))) {
                        yield in.readNBytes(size + 1);
                    }
                }
                case SHUFFLE -> new ByteShuffleFilter().decode(content, filter.getData());
                case LZF -> new LzfFilter().decode(content, filter.getData());
                default ->
                        throw DataException.of(
                                "%s: filter %s %s, expected gzip, lzf or shuffle; write the file again: h5repack -f GZIP=4 old.h5 new.h5",
                                name, filter.getId(), filter.getName());
            };
        } catch (IOException e) {
            throw new DataException(
                    name + ": a chunk is damaged, " + e.getMessage() + "; copy the file again", e);
        }
    }
}
