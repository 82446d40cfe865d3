// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import io.jhdf.ObjectHeader;
import io.jhdf.api.Dataset;
import io.jhdf.dataset.DatasetBase;
import io.jhdf.dataset.DatasetReader;
import io.jhdf.dataset.chunked.Chunk;
import io.jhdf.dataset.chunked.ChunkedDatasetBase;
import io.jhdf.filter.ByteShuffleFilter;
import io.jhdf.filter.LzfFilter;
import io.jhdf.object.datatype.CompoundDataType;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.EnumDataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.datatype.OrderedDataType;
import io.jhdf.object.datatype.StringData;
import io.jhdf.object.datatype.VariableLength;
import io.jhdf.object.message.DataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.CompactDataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ContiguousDataLayoutMessage;
import io.jhdf.object.message.FillValueMessage;
import io.jhdf.object.message.FillValueOldMessage;
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
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.ElementType;
import org.vaelab.framework.data.internal.ValueNames;

/**
 * A data set of an HDF5 file, of which parts are read in bounded memory. The library parses headers and finds chunks;
 * they are unpacked and put together here, because it reads parts of chunked data sets as zeros, and knows neither fill
 * values nor chunks that leave out a filter.
 */
public final class Hdf5Data {

    /** No file unpacks to more, relative to its size, unless it is small. */
    private static final long LARGEST_RATIO = 1032;

    private static final long SMALL_BYTES = 1 << 26;
    private static final int BLOCK_BYTES = 1 << 23;
    private static final int CHUNKS_BYTES = 1 << 27;
    private static final int DEFLATE = 1;
    private static final int SHUFFLE = 2;
    private static final int FLETCHER = 3;
    private static final int LZF = 32_000;
    private static final int CHECKSUM_BYTES = 4;
    private static final int CHECKSUM_MODULUS = 0xFFFF;

    private final Path file;
    private final String name;
    private final DatasetBase values;
    private final DataType of;
    private final int[] shape;
    private final int bytes;
    private final HdfBackingStorage storage;
    private final @Nullable Hdf5Chunks chunks;

    private Hdf5Data(Path file, DatasetBase values) {
        this.file = file;
        this.name = file + "#" + values.getPath().replaceFirst("^/+", "");
        this.values = values;
        this.of = values.getDataType();
        int[] extents = values.getDimensions();
        this.shape = extents.length == 0 && values.getSize() == 0 ? new int[] {0} : extents;
        this.bytes = of.getSize();
        this.storage = values.getHdfFile().getHdfBackingStorage();
        this.chunks =
                values instanceof ChunkedDatasetBase chunked
                        ? Hdf5Chunks.of(name, chunked, storage)
                        : null;
        requirePossible(values.getSizeInBytes());
    }

    /**
     * Returns a data set.
     *
     * @throws DataException if it announces more than its file can hold
     */
    public static Hdf5Data of(Path file, Dataset values) {
        return Hdf5.reading(file, () -> new Hdf5Data(file, (DatasetBase) values));
    }

    private void requirePossible(long size) {
        if (size > Math.max(SMALL_BYTES, LARGEST_RATIO * storage.size())) {
            throw DataException.of(
                    "%s: announces %s bytes, more than a file of %s bytes can hold; it is damaged, copy it again",
                    name, size, storage.size());
        }
    }

    /** Returns the file and the path in it, for messages. */
    public String name() {
        return name;
    }

    /** Returns the extents; none if it is a single value. */
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
     * Returns the type of a number. Those of an enumeration are its integers; the one that h5py writes for booleans is
     * {@link ElementType#BOOL}.
     *
     * @throws DataException if it is none that is supported
     */
    public ElementType type() {
        ElementType found = null;
        if (of instanceof EnumDataType names
                && bytes == 1
                && names.getEnumMapping().equals(Map.of(0, "FALSE", 1, "TRUE"))) {
            found = ElementType.BOOL;
        } else if (base() instanceof FloatingPoint real
                && real.getExponentBias() == (1 << (real.getExponentSize() - 1)) - 1
                && real.getSignLocation() == Byte.SIZE * bytes - 1
                && real.getExponentLocation() == real.getMantissaSize()
                && real.getMantissaLocation() == 0) {
            found =
                    switch (bytes << Byte.SIZE | real.getMantissaSize()) {
                        case 2 << Byte.SIZE | 10 -> ElementType.F16;
                        case 4 << Byte.SIZE | 23 -> ElementType.F32;
                        case 8 << Byte.SIZE | 52 -> ElementType.F64;
                        default -> null;
                    };
        } else if (base() instanceof FixedPoint whole
                && whole.getBitOffset() == 0
                && whole.getBitPrecision() == Byte.SIZE * bytes) {
            found =
                    switch (bytes) {
                        case 1 -> whole.isSigned() ? ElementType.I8 : ElementType.U8;
                        case 2 -> whole.isSigned() ? ElementType.I16 : ElementType.U16;
                        case 4 -> whole.isSigned() ? ElementType.I32 : ElementType.U32;
                        case 8 -> whole.isSigned() ? ElementType.I64 : ElementType.U64;
                        default -> null;
                    };
        }
        if (found == null) {
            throw DataException.of(
                    "%s: expected real numbers of 16, 32 or 64 bits or integers of 8 to 64; %s",
                    name,
                    of instanceof CompoundDataType
                            ? "it has records or complex numbers: save each field, such as a.real and a.imag, as an array of its own"
                            : of instanceof StringData || of instanceof VariableLength
                                    ? "it has texts or lists: save numbers"
                                    : "save a.astype('float64') with h5py");
        }
        return found;
    }

    /**
     * Returns how many places of an axis are best read at once: as many as fit a block, in whole chunks.
     *
     * @param axis whose extent is not 0
     */
    public int atOnce(int axis) {
        long ofPlace =
                Math.max(
                        1,
                        Arrays.stream(shape).asLongStream().reduce(bytes, (a, b) -> a * b)
                                / shape[axis]);
        long most = Math.max(1, BLOCK_BYTES / ofPlace);
        int chunk = chunks == null ? 1 : chunks.shape()[axis];
        long whole = most < chunk && chunk * ofPlace <= CHUNKS_BYTES ? chunk : most;
        return (int) Math.min(shape[axis], whole < chunk ? whole : whole - whole % chunk);
    }

    /** Returns all numbers; integers of 64 bits are rounded to double precision. */
    public double[] numbers() {
        return numbers(new int[shape.length], shape);
    }

    /** Returns the numbers of a part in row-major order; integers of 64 bits are rounded to double precision. */
    public double[] numbers(int[] from, int[] size) {
        ElementType type = type();
        ByteBuffer content = ByteBuffer.wrap(bytes(from, size)).order(order());
        double[] numbers = new double[content.remaining() / bytes];
        Arrays.setAll(numbers, i -> type.at(content, i));
        return numbers;
    }

    /**
     * Returns all values as texts: a number as it is named everywhere, NaN as an empty one.
     *
     * @throws DataException if they are neither texts nor numbers
     */
    public List<String> texts() {
        ByteBuffer content = ByteBuffer.wrap(bytes(new int[shape.length], shape)).order(order());
        IntStream places = IntStream.range(0, content.remaining() / bytes);
        if (of instanceof StringData
                || of instanceof VariableLength list && list.isVariableLengthString()) {
            int count = content.remaining() / bytes;
            Object all =
                    Hdf5.reading(
                            file, () -> DatasetReader.readDataset(of, content, count, storage));
            return places.mapToObj(i -> String.valueOf(Array.get(all, i))).toList();
        }
        ElementType type = type();
        return places.mapToObj(i -> text(type, content, i)).toList();
    }

    private static String text(ElementType type, ByteBuffer content, int place) {
        double number = type.at(content, place);
        return switch (type) {
            case BOOL -> number == 0 ? "FALSE" : "TRUE";
            case I64 -> Long.toString(content.getLong(place * type.bytes()));
            case U64 -> Long.toUnsignedString(content.getLong(place * type.bytes()));
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
                    int total = Arrays.stream(size).reduce(bytes, Math::multiplyExact);
                    byte[] target = new byte[total];
                    if (total > 0) {
                        fill(target);
                        read(new Hdf5Chunks.Box(from, size), target);
                    }
                    return target;
                });
    }

    private void fill(byte[] target) {
        ObjectHeader header = values.getHeader();
        ByteBuffer value = ByteBuffer.allocate(0);
        if (header.hasMessageOfType(FillValueMessage.class)
                && header.getMessageOfType(FillValueMessage.class).isFillValueDefined()) {
            value = header.getMessageOfType(FillValueMessage.class).getFillValue();
        } else if (header.hasMessageOfType(FillValueOldMessage.class)) {
            value = header.getMessageOfType(FillValueOldMessage.class).getFillValue();
        }
        if (value.remaining() >= bytes) {
            for (int i = 0; i < target.length; i++) {
                target[i] = value.get(value.position() + i % bytes);
            }
        }
    }

    private void read(Hdf5Chunks.Box part, byte[] target) {
        if (chunks != null) {
            chunks.in(part)
                    .forEach(
                            (box, chunk) -> {
                                byte[] content = unpacked(chunk);
                                box.copyTo(
                                        part,
                                        bytes,
                                        (from, to, count) ->
                                                System.arraycopy(
                                                        content, (int) from, target, to, count));
                            });
            return;
        }
        Hdf5Chunks.Box all = new Hdf5Chunks.Box(new int[shape.length], shape);
        DataLayoutMessage layout = values.getHeader().getMessageOfType(DataLayoutMessage.class);
        if (layout instanceof CompactDataLayoutMessage compact) {
            ByteBuffer content = compact.getDataBuffer();
            all.copyTo(
                    part, bytes, (from, to, count) -> content.get((int) from, target, to, count));
        } else if (layout instanceof ContiguousDataLayoutMessage whole
                && whole.getAddress() != Hdf5Chunks.NOWHERE) {
            all.copyTo(
                    part,
                    bytes,
                    (from, to, count) ->
                            storage.readBufferFromAddress(whole.getAddress() + from, count)
                                    .get(target, to, count));
        }
    }

    /** Undoes the filters of a chunk, of which it may leave out some. */
    private byte[] unpacked(Chunk chunk) {
        long size = Arrays.stream(chunks.shape()).asLongStream().reduce(bytes, Math::multiplyExact);
        requirePossible(size);
        requirePossible(chunk.getSize());
        byte[] content = storage.readBufferFromAddress(chunk.getAddress(), chunk.getSize()).array();
        List<FilterInfo> filters =
                values.getHeader().hasMessageOfType(FilterPipelineMessage.class)
                        ? values.getHeader()
                                .getMessageOfType(FilterPipelineMessage.class)
                                .getFilters()
                        : List.of();
        try {
            for (int i = filters.size() - 1; i >= 0; i--) {
                FilterInfo filter = filters.get(i);
                if (!chunk.getFilterMask().get(i)) {
                    content =
                            switch (filter.getId()) {
                                case DEFLATE ->
                                        new InflaterInputStream(new ByteArrayInputStream(content))
                                                .readNBytes((int) size + CHECKSUM_BYTES + 1);
                                case SHUFFLE ->
                                        new ByteShuffleFilter().decode(content, filter.getData());
                                case FLETCHER -> checked(content);
                                case LZF -> new LzfFilter().decode(content, filter.getData());
                                default ->
                                        throw DataException.of(
                                                "%s: compressed by filter %s %s, expected gzip, lzf, shuffle or fletcher32; write it again: h5repack -f GZIP=4 old.h5 new.h5",
                                                name, filter.getId(), filter.getName());
                            };
                }
            }
        } catch (IOException e) {
            throw new DataException(
                    name + ": a chunk is damaged (" + e.getMessage() + "); copy the file again", e);
        }
        if (content.length != size) {
            throw DataException.of(
                    "%s: a chunk has %s bytes, expected %s; the file is damaged, copy it again",
                    name, content.length, size);
        }
        return content;
    }

    /** Checks and removes the checksum at the end: of big-endian words of 16 bits, modulo 2^16 - 1. */
    private static byte[] checked(byte[] content) throws IOException {
        byte[] plain = Arrays.copyOf(content, content.length - CHECKSUM_BYTES);
        long first = 0;
        long second = 0;
        for (int i = 0; i < plain.length; i += 2) {
            int low = i + 1 < plain.length ? plain[i + 1] & 0xFF : 0;
            first = (first + ((plain[i] & 0xFF) << Byte.SIZE | low)) % CHECKSUM_MODULUS;
            second = (second + first) % CHECKSUM_MODULUS;
        }
        ByteBuffer sums = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        if (sums.getChar(plain.length) % CHECKSUM_MODULUS != first
                || sums.getChar(plain.length + 2) % CHECKSUM_MODULUS != second) {
            throw new IOException("its checksum differs");
        }
        return plain;
    }
}
