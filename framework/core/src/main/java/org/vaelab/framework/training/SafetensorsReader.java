// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.ElementType;
import org.vaelab.framework.data.SafetensorsHeader;

/**
 * Reads a file in the safetensors format that holds float32 and float64 arrays only.
 *
 * <p>The header is checked against the file before an array is allocated.
 */
final class SafetensorsReader {

    private static final int BUFFER_BYTES = 1 << 16;
    private static final Set<ElementType> TYPES = EnumSet.of(ElementType.F32, ElementType.F64);

    private final Path file;
    private final FileChannel in;
    private final ByteBuffer buffer =
            ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    SafetensorsReader(Path file, FileChannel in) {
        this.file = file;
        this.in = in;
        buffer.limit(0);
    }

    SafetensorsHeader header() throws IOException {
        try {
            return SafetensorsHeader.read(file, in, TYPES);
        } catch (DataException e) {
            throw new CheckpointException(e);
        }
    }

    /** Reads the arrays, after the header. */
    Checkpoint read(SafetensorsHeader header) throws IOException {
        try {
            header.requireWhole(file, in.size());
        } catch (DataException e) {
            throw new CheckpointException(e);
        }
        Map<String, Checkpoint.Array> arrays = new HashMap<>();
        for (SafetensorsHeader.Entry entry : header.arrays()) {
            arrays.put(entry.name(), array(entry));
        }
        return new Checkpoint(arrays, header.facts());
    }

    private Checkpoint.Array array(SafetensorsHeader.Entry entry) throws IOException {
        long count = (entry.end() - entry.begin()) / entry.type().bytes();
        if (count > Integer.MAX_VALUE - 8) {
            throw new CheckpointException(
                    file,
                    "array %s has %s elements, more than one array holds"
                            .formatted(entry.name(), count));
        }
        int[] shape = Arrays.stream(entry.shape()).mapToInt(Math::toIntExact).toArray();
        if (entry.type() == ElementType.F64) {
            double[] doubles = new double[(int) count];
            for (int i = 0; i < doubles.length; i++) {
                doubles[i] = number(Double.BYTES).getDouble();
            }
            return new Checkpoint.Array(shape, new float[0], doubles);
        }
        float[] floats = new float[(int) count];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = number(Float.BYTES).getFloat();
        }
        return new Checkpoint.Array(shape, floats, new double[0]);
    }

    /** Returns the buffer with at least so many bytes of the file in it. */
    private ByteBuffer number(int bytes) throws IOException {
        while (buffer.remaining() < bytes) {
            buffer.compact();
            int read = in.read(buffer);
            buffer.flip();
            if (read < 0) {
                throw new CheckpointException(file, "became shorter while it was read");
            }
        }
        return buffer;
    }
}
