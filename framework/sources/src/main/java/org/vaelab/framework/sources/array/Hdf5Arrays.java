// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import io.jhdf.object.message.DataLayout;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.ElementType;
import org.vaelab.framework.sources.Hdf5;

/**
 * The arrays of an HDF5 file by their paths, such as {@code group/x}. MATLAB from 7.3 on writes such files, with the axes
 * in reverse order.
 */
final class Hdf5Arrays {

    private static final int BLOCK_BYTES = 1 << 20;

    private Hdf5Arrays() {}

    /**
     * Reads what arrays there are, and closes the file.
     *
     * @param isOfMatlab whether axes are in reverse order
     * @throws DataException if it is damaged, or has no array of numbers
     */
    static ArrayFile read(Path path, HdfFile file, boolean isOfMatlab) {
        Map<String, StoredArray> arrays = new LinkedHashMap<>();
        Map<String, String> rejected = new LinkedHashMap<>();
        try (file) {
            collect(path, file, isOfMatlab, arrays, rejected);
        } catch (HdfException e) {
            throw Hdf5.damaged(path, e);
        }
        return new ArrayFile(path, arrays, rejected);
    }

    private static void collect(
            Path path,
            Group group,
            boolean isOfMatlab,
            Map<String, StoredArray> arrays,
            Map<String, String> rejected) {
        for (Node node : group) {
            if (node.getName().startsWith("#")) {
                // What cells and objects of MATLAB consist of.
                continue;
            }
            if (node instanceof Group inner) {
                collect(path, inner, isOfMatlab, arrays, rejected);
            } else if (node instanceof Dataset values) {
                String name = values.getPath().replaceFirst("^/", "");
                String label = path + "#" + name;
                try {
                    arrays.put(name, array(path, label, values, isOfMatlab));
                } catch (DataException e) {
                    rejected.put(name, e.getMessage());
                }
            }
        }
    }

    private static StoredArray array(Path path, String label, Dataset values, boolean isOfMatlab) {
        ElementType type = type(values.getDataType());
        if (type == null || values.isEmpty()) {
            throw DataException.of(
                    "%s: expected real numbers or integers of at most 63 bits, and at least one",
                    label);
        }
        long[] extents = Arrays.stream(values.getDimensions()).asLongStream().toArray();
        StoredArray array =
                new StoredArray(
                        path,
                        label,
                        type,
                        ByteOrder.BIG_ENDIAN,
                        StoredArray.extents(label, extents),
                        false,
                        new StoredArray.Compressed(() -> new Blocks(path, values.getPath(), type)));
        return isOfMatlab ? array.reversed() : array;
    }

    /** Returns the type of numbers; null for others. */
    private static @Nullable ElementType type(DataType type) {
        if (type instanceof FloatingPoint) {
            return type.getSize() == 4
                    ? ElementType.F32
                    : type.getSize() == 8 ? ElementType.F64 : null;
        }
        if (!(type instanceof FixedPoint whole)) {
            return null;
        }
        return switch (type.getSize()) {
            case 1 -> whole.isSigned() ? ElementType.I8 : ElementType.U8;
            case 2 -> whole.isSigned() ? ElementType.I16 : ElementType.U16;
            case 4 -> whole.isSigned() ? ElementType.I32 : ElementType.U32;
            case 8 -> whole.isSigned() ? ElementType.I64 : null;
            default -> null;
        };
    }

    /** The numbers of an array as bytes, some rows of its first axis at a time. */
    private static final class Blocks extends InputStream {

        private final Path path;
        private final HdfFile file;
        private final Dataset values;
        private final ElementType type;
        private final int rowsAtOnce;
        private int next;
        private ByteBuffer block = ByteBuffer.allocate(0);

        Blocks(Path path, String name, ElementType type) throws IOException {
            this.path = path;
            this.type = type;
            this.file = Hdf5.open(path);
            this.values = file.getDatasetByPath(name);
            long ofRow = Math.max(1, values.getSize() / values.getDimensions()[0] * type.bytes());
            this.rowsAtOnce =
                    values.getDataLayout() == DataLayout.COMPACT
                            ? values.getDimensions()[0]
                            : (int) Math.max(1, BLOCK_BYTES / ofRow);
        }

        @Override
        public int read() {
            return hasMore() ? block.get() & 0xFF : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (length == 0 || !hasMore()) {
                return length == 0 ? 0 : -1;
            }
            int count = Math.min(length, block.remaining());
            block.get(target, offset, count);
            return count;
        }

        @Override
        public void close() {
            file.close();
        }

        /** Reads the next rows if those before are used up. */
        private boolean hasMore() {
            int[] shape = values.getDimensions();
            if (block.hasRemaining() || next == shape[0]) {
                return block.hasRemaining();
            }
            long[] from = new long[shape.length];
            from[0] = next;
            boolean isWhole = rowsAtOnce >= shape[0];
            shape[0] = Math.min(rowsAtOnce, shape[0] - next);
            next += shape[0];
            int size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
            block = ByteBuffer.allocate(Math.multiplyExact(size, type.bytes()));
            try {
                // A compact array can only be read as a whole.
                put(isWhole ? values.getData() : values.getData(from, shape), block);
            } catch (HdfException e) {
                throw Hdf5.damaged(path, e);
            }
            block.flip();
            return true;
        }

        private void put(Object part, ByteBuffer bytes) {
            for (int i = 0; i < Array.getLength(part); i++) {
                if (part instanceof Object[] parts) {
                    put(parts[i], bytes);
                    continue;
                }
                switch (type) {
                    case F32 -> bytes.putFloat(Array.getFloat(part, i));
                    case F64 -> bytes.putDouble(Array.getDouble(part, i));
                    case I8, U8 -> bytes.put((byte) Array.getLong(part, i));
                    case I16, U16 -> bytes.putShort((short) Array.getLong(part, i));
                    case I32, U32 -> bytes.putInt((int) Array.getLong(part, i));
                    default -> bytes.putLong(Array.getLong(part, i));
                }
            }
        }
    }
}
