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
import java.util.LinkedHashMap;
import java.util.Map;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.ElementType;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatFile.Entry;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Source;
import us.hebi.matlab.mat.types.Sources;

/** Reads a MATLAB file, version 5 (as versions 6 and 7 of MATLAB write it). */
final class MatFile {
    private static final String VERSION_5 = "MATLAB 5.0";

    private MatFile() {}

    /**
     * Returns the matrices of a file by name: unsigned bytes as they are, others in double precision.
     *
     * @throws DataException if it is of another version, or damaged
     */
    static Map<String, StoredArray> read(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            String start = new String(in.readNBytes(VERSION_5.length()), US_ASCII);
            if (!start.equals(VERSION_5)) {
                throw DataException.of(
                        "%s: %s; save it in MATLAB with save('x.mat', '-v7'), or in Python with"
                                + " scipy.io.savemat",
                        path,
                        start.startsWith("MATLAB 7.3")
                                ? "version 7.3 (HDF5) is not supported"
                                : "no MATLAB file of version 5");
            }
        }
        Map<String, StoredArray> arrays = new LinkedHashMap<>();
        try (Source source = Sources.openStreamingFile(path.toFile())) {
            for (Entry entry : Mat5.newReader(source).readMat().getEntries()) {
                if (entry.getValue() instanceof Matrix matrix && matrix.getNumElements() > 0) {
                    arrays.put(entry.getName(), array(path, entry.getName(), matrix));
                }
            }
        } catch (IOException | RuntimeException e) {
            // The library throws many kinds on damaged files.
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
