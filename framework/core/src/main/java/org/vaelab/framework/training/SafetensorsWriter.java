// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.data.ElementType;
import org.vaelab.framework.data.SafetensorsHeader;

/**
 * Writes a checkpoint in the safetensors format, array by array through one small buffer.
 *
 * <p>Float64 arrays come first, then float32, by name within each, and the header's length is a
 * multiple of 8: every array is aligned for its type. This is the order of the reference
 * implementation, so the two write the same bytes (but for its facts, which it does not sort).
 */
final class SafetensorsWriter {

    private static final int BUFFER_BYTES = 1 << 16;
    private static final int ALIGNMENT = 8;
    private static final JsonMapper JSON = new JsonMapper();

    private final WritableByteChannel out;
    private final ByteBuffer buffer =
            ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private SafetensorsWriter(WritableByteChannel out) {
        this.out = out;
    }

    static void write(Checkpoint checkpoint, WritableByteChannel out) throws IOException {
        List<Map.Entry<String, Checkpoint.Array>> arrays =
                new ArrayList<>(checkpoint.arrays().entrySet());
        arrays.sort(Comparator.comparing(entry -> !entry.getValue().isDouble()));
        SafetensorsWriter writer = new SafetensorsWriter(out);
        writer.header(header(arrays, checkpoint.facts()));
        for (Map.Entry<String, Checkpoint.Array> entry : arrays) {
            writer.array(entry.getValue());
        }
        writer.flush();
    }

    private static byte[] header(
            List<Map.Entry<String, Checkpoint.Array>> arrays, Map<String, String> facts)
            throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (!facts.isEmpty()) {
            fields.put(SafetensorsHeader.METADATA, facts);
        }
        long begin = 0;
        for (Map.Entry<String, Checkpoint.Array> entry : arrays) {
            Checkpoint.Array array = entry.getValue();
            long end = begin + bytes(array);
            Map<String, Object> field = new LinkedHashMap<>();
            field.put("dtype", array.isDouble() ? ElementType.F64 : ElementType.F32);
            field.put("shape", array.shape());
            field.put("data_offsets", new long[] {begin, end});
            fields.put(entry.getKey(), field);
            begin = end;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(JSON.writeValueAsBytes(fields));
        while (bytes.size() % ALIGNMENT != 0) {
            bytes.write(' ');
        }
        return bytes.toByteArray();
    }

    private static long bytes(Checkpoint.Array array) {
        return (long) array.doubles().length * Double.BYTES
                + (long) array.floats().length * Float.BYTES;
    }

    private void header(byte[] header) throws IOException {
        buffer.putLong(header.length);
        int written = 0;
        while (written < header.length) {
            int count = Math.min(room(1), header.length - written);
            buffer.put(header, written, count);
            written += count;
        }
    }

    private void array(Checkpoint.Array array) throws IOException {
        for (double element : array.doubles()) {
            room(Double.BYTES);
            buffer.putDouble(element);
        }
        for (float element : array.floats()) {
            room(Float.BYTES);
            buffer.putFloat(element);
        }
    }

    /** Makes room for at least so many bytes, and returns how many there is room for. */
    private int room(int bytes) throws IOException {
        if (buffer.remaining() < bytes) {
            flush();
        }
        return buffer.remaining();
    }

    private void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            out.write(buffer);
        }
        buffer.clear();
    }
}
