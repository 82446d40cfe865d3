// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.ElementType;
import org.vaelab.framework.data.internal.GivenFile;
import org.vaelab.framework.sources.Hdf5;
import us.hebi.matlab.mat.format.BufferAllocator;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5Reader;
import us.hebi.matlab.mat.types.MatFile.Entry;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Source;
import us.hebi.matlab.mat.types.Sources;

/** Reads a MATLAB file: version 5, as versions 6 and 7 of MATLAB write it, and 7.3, which is HDF5. */
final class MatFile {
    private static final String VERSION_5 = "MATLAB 5.0";

    /** An HDF5 file. */
    private static final String VERSION_7 = "MATLAB 7.3";

    /** No file of this format unpacks to more, relative to its size. */
    private static final long LARGEST_RATIO = 1032;

    private static final Set<MatlabType> NUMBERS =
            EnumSet.complementOf(
                    EnumSet.of(
                            MatlabType.Cell,
                            MatlabType.Structure,
                            MatlabType.Object,
                            MatlabType.Character,
                            MatlabType.Function,
                            MatlabType.Opaque));

    /**
     * Reserves memory for numbers.
     *
     * @param largest number of bytes that the file can hold
     */
    private record Limited(long largest) implements BufferAllocator {
        @Override
        public ByteBuffer allocate(int bytes) {
            if (bytes > largest) {
                throw new IllegalStateException(bytes + " bytes of numbers are announced");
            }
            return ByteBuffer.allocate(bytes);
        }

        @Override
        public void release(ByteBuffer buffer) {}
    }

    private MatFile() {}

    /**
     * Opens a file of any version.
     *
     * @throws DataException if it is none, or damaged
     */
    static ArrayFile open(Path path) throws IOException {
        try (InputStream in = GivenFile.open(path)) {
            String start = new String(in.readNBytes(VERSION_5.length()), US_ASCII);
            if (start.equals(VERSION_7)) {
                return Hdf5Arrays.read(path, Hdf5.open(path), true);
            }
            if (!start.equals(VERSION_5)) {
                throw new DataException(path + ": no MATLAB file of version 5 or 7.3");
            }
        }
        return new ArrayFile(path, read(path), Map.of());
    }

    /** Returns the matrices by name: unsigned bytes as they are, others in double precision. */
    private static Map<String, StoredArray> read(Path path) throws IOException {
        Map<String, StoredArray> arrays = new LinkedHashMap<>();
        try (Source source = Sources.openStreamingFile(path.toFile())) {
            Mat5Reader reader =
                    Mat5.newReader(source)
                            .disableSubsystemProcessing()
                            .setEntryFilter(entry -> NUMBERS.contains(entry.getType()))
                            .setBufferAllocator(new Limited(Files.size(path) * LARGEST_RATIO));
            for (Entry entry : reader.readMat().getEntries()) {
                if (entry.getValue() instanceof Matrix matrix && matrix.getNumElements() > 0) {
                    arrays.put(entry.getName(), array(path, entry.getName(), matrix));
                }
            }
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            // The library throws many kinds on damaged files, and reserves what a name or a shape
            // announces.
            throw new DataException(path + ": damaged or truncated: " + e.getMessage(), e);
        }
        return arrays;
    }

    private static StoredArray array(Path path, String name, Matrix matrix) {
        boolean isBytes = matrix.getType() == MatlabType.UInt8;
        ElementType type = isBytes ? ElementType.U8 : ElementType.F64;
        int size = matrix.getNumElements();
        ByteBuffer content = ByteBuffer.allocate(Math.multiplyExact(size, type.bytes()));
        for (int i = 0; i < size; i++) {
            if (isBytes) {
                content.put(matrix.getByte(i));
            } else {
                content.putDouble(matrix.getDouble(i));
            }
        }
        String label = path + "#" + name;
        long[] extents = Arrays.stream(matrix.getDimensions()).asLongStream().toArray();
        return new StoredArray(
                path,
                label,
                type,
                ByteOrder.BIG_ENDIAN,
                StoredArray.extents(label, extents),
                true,
                new StoredArray.InMemory(content.array()));
    }
}
