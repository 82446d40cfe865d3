// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.InflaterInputStream;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.ElementType;
import org.vaelab.framework.data.GivenFile;
import org.vaelab.framework.sources.Hdf5;
import us.hebi.matlab.mat.format.BufferAllocator;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5Reader;
import us.hebi.matlab.mat.types.MatFile.Entry;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Source;
import us.hebi.matlab.mat.types.Sources;

/**
 * Reads a MATLAB file: version 5, as versions 6 and 7 of MATLAB write it, and 7.3, which is HDF5.
 */
final class MatFile {
    private static final String VERSION_5 = "MATLAB 5.0";

    /** An HDF5 file. */
    private static final String VERSION_7 = "MATLAB 7.3";

    /** The bytes of a file's header, which ends with the order of bytes, and of an element's. */
    private static final int HEADER = 128;

    private static final int TAG = 8;

    /** The type of an element that is compressed. */
    private static final int COMPRESSED = 15;

    /** No file of this format unpacks to more, relative to its size. */
    private static final long LARGEST_RATIO = 1032;

    /** The types of full matrices of numbers. */
    private static final Map<MatlabType, ElementType> TYPES =
            new EnumMap<>(
                    Map.of(
                            MatlabType.Double, ElementType.F64,
                            MatlabType.Single, ElementType.F32,
                            MatlabType.Int8, ElementType.I8,
                            MatlabType.UInt8, ElementType.U8,
                            MatlabType.Int16, ElementType.I16,
                            MatlabType.UInt16, ElementType.U16,
                            MatlabType.Int32, ElementType.I32,
                            MatlabType.UInt32, ElementType.U32,
                            MatlabType.Int64, ElementType.I64,
                            MatlabType.UInt64, ElementType.U64));

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
                // Without the library, the class of the next line cannot be loaded.
                Hdf5.requireLibrary();
                return Hdf5Arrays.read(path, true);
            }
            if (!start.equals(VERSION_5)) {
                throw new DataException(
                        path
                                + ": no MATLAB file of version 5 or 7.3; write it with save -v7, or scipy.io.savemat");
            }
        }
        return read(path);
    }

    /** Reads the matrices by name. */
    private static ArrayFile read(Path path) throws IOException {
        Map<String, StoredArray> arrays = new LinkedHashMap<>();
        Map<String, String> rejected = new LinkedHashMap<>();
        try (Source source = Sources.openStreamingFile(path.toFile())) {
            requireWholeStreams(path);
            Mat5Reader reader =
                    Mat5.newReader(source)
                            .disableSubsystemProcessing()
                            .setEntryFilter(entry -> isRead(path, entry, rejected))
                            .setBufferAllocator(new Limited(Files.size(path) * LARGEST_RATIO));
            for (Entry entry : reader.readMat().getEntries()) {
                if (entry.getValue() instanceof Matrix matrix) {
                    arrays.put(entry.getName(), array(path, entry.getName(), matrix));
                }
            }
        } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
            // The library throws many kinds on damaged files, and reserves what a name or a shape
            // announces.
            throw new DataException(
                    path + ": damaged or truncated (" + e.getMessage() + "); copy it again", e);
        }
        return new ArrayFile(path, arrays, rejected);
    }

    /** Unpacks all compressed elements to their checksum, which the library does not read. */
    private static void requireWholeStreams(Path path) throws IOException {
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(path)))) {
            byte[] header = in.readNBytes(HEADER);
            boolean isLittle = header[HEADER - 2] == 'I';
            for (byte[] tag = in.readNBytes(TAG); tag.length == TAG; tag = in.readNBytes(TAG)) {
                ByteBuffer numbers =
                        ByteBuffer.wrap(tag)
                                .order(isLittle ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
                int type = numbers.getInt();
                byte[] content = in.readNBytes(Math.max(0, numbers.getInt()));
                if (type == COMPRESSED) {
                    try (InputStream whole =
                            new InflaterInputStream(new ByteArrayInputStream(content))) {
                        whole.transferTo(OutputStream.nullOutputStream());
                    }
                }
            }
        }
    }

    private static boolean isRead(
            Path path, Mat5Reader.EntryHeader entry, Map<String, String> rejected) {
        boolean isMatrix = TYPES.containsKey(entry.getType()) && entry.getNumElements() > 0;
        if (!isMatrix || entry.isComplex()) {
            String label = path + "#" + entry.getName() + ": ";
            String kind = (entry.isComplex() ? "complex " : "") + entry.getType();
            rejected.put(
                    String.valueOf(entry.getName()),
                    label
                            + kind
                            + ", expected a full matrix of real numbers; save full(x), or real(x) and imag(x)");
        }
        return isMatrix && !entry.isComplex();
    }

    private static StoredArray array(Path path, String name, Matrix matrix) {
        ElementType type = TYPES.get(matrix.getType());
        int size = matrix.getNumElements();
        ByteBuffer content = ByteBuffer.allocate(Math.multiplyExact(size, type.bytes()));
        for (int i = 0; i < size; i++) {
            switch (type) {
                case F64 -> content.putDouble(matrix.getDouble(i));
                case F32 -> content.putFloat(matrix.getFloat(i));
                case I64, U64 -> content.putLong(matrix.getLong(i));
                case I32, U32 -> content.putInt(matrix.getInt(i));
                case I16, U16 -> content.putShort(matrix.getShort(i));
                default -> content.put(matrix.getByte(i));
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
