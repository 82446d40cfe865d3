// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a file in the safetensors format that holds float32 and float64 arrays only.
 *
 * <p>Everything that the header says is checked against the file before an array is allocated.
 */
final class SafetensorsReader {

    /** The limit of the reference implementation; also keeps a wrong length from filling memory. */
    private static final long LARGEST_HEADER = 100_000_000;

    private static final int BUFFER_BYTES = 1 << 16;
    private static final ObjectReader JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build()
                    .readerFor(JsonNode.class);

    private record Entry(String name, boolean isDouble, int[] shape, long begin, long end) {}

    private final Path file;
    private final FileChannel in;
    private final ByteBuffer buffer =
            ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    SafetensorsReader(Path file, FileChannel in) {
        this.file = file;
        this.in = in;
        buffer.limit(0);
    }

    Checkpoint read() throws IOException {
        JsonNode header = header();
        Map<String, String> facts = new HashMap<>();
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : header.properties()) {
            if (field.getKey().equals(SafetensorsWriter.METADATA)) {
                facts = facts(field.getValue());
            } else {
                entries.add(entry(field.getKey(), field.getValue()));
            }
        }
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        requireSeamless(entries, in.size() - in.position());
        Map<String, Checkpoint.Array> arrays = new HashMap<>();
        for (Entry entry : entries) {
            arrays.put(entry.name(), array(entry));
        }
        return new Checkpoint(arrays, facts);
    }

    /** Returns the facts alone. No array is read. */
    Map<String, String> readFacts() throws IOException {
        JsonNode facts = header().get(SafetensorsWriter.METADATA);
        return facts == null ? Map.of() : facts(facts);
    }

    private JsonNode header() throws IOException {
        long size = in.size();
        if (size < Long.BYTES) {
            throw wrong("is " + size + " bytes long, which is too short for a header");
        }
        long length = number(Long.BYTES).getLong();
        if (length < 0 || length > LARGEST_HEADER) {
            throw wrong(
                    "its header claims a length of %s bytes, at most %s are allowed"
                            .formatted(Long.toUnsignedString(length), LARGEST_HEADER));
        }
        if (length > size - Long.BYTES) {
            throw wrong(
                    "its header claims %s bytes, of which the file holds %s: the file is cut short"
                            .formatted(length, size - Long.BYTES));
        }
        byte[] bytes = new byte[(int) length];
        readFully(ByteBuffer.wrap(bytes), Long.BYTES);
        in.position(Long.BYTES + length);
        if (length == 0 || bytes[0] != '{') {
            throw wrong("its header does not begin with {");
        }
        try {
            return JSON.readValue(bytes);
        } catch (JsonProcessingException e) {
            throw new CheckpointException(
                    file, "its header is not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    private Map<String, String> facts(JsonNode node) {
        Map<String, String> facts = new HashMap<>();
        if (!node.isObject()) {
            throw wrong(SafetensorsWriter.METADATA + " is not a JSON object");
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!field.getValue().isTextual()) {
                throw wrong(
                        SafetensorsWriter.METADATA + ": " + field.getKey() + " is not a string");
            }
            facts.put(field.getKey(), field.getValue().textValue());
        }
        return facts;
    }

    private Entry entry(String name, JsonNode node) {
        if (!node.isObject() || node.size() != 3) {
            throw wrong(name, "is not described by dtype, shape and data_offsets");
        }
        String dtype = node.path("dtype").asText();
        if (!dtype.equals(SafetensorsWriter.FLOAT32) && !dtype.equals(SafetensorsWriter.FLOAT64)) {
            throw wrong(name, "has dtype '" + dtype + "', expected F32 or F64");
        }
        boolean isDouble = dtype.equals(SafetensorsWriter.FLOAT64);
        long[] offsets = numbers(name, "data_offsets", node, Long.MAX_VALUE);
        if (offsets.length != 2 || offsets[0] > offsets[1]) {
            throw wrong(name, "has data_offsets that are not a range [begin, end]");
        }
        long[] extents = numbers(name, "shape", node, Integer.MAX_VALUE);
        long size = isDouble ? Double.BYTES : Float.BYTES;
        int[] shape = new int[extents.length];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = (int) extents[i];
            size = saturatedProduct(size, extents[i]);
        }
        if (size != offsets[1] - offsets[0]) {
            throw wrong(
                    name,
                    "has %s shape %s, but its data_offsets span %s bytes"
                            .formatted(dtype, node.get("shape"), offsets[1] - offsets[0]));
        }
        return new Entry(name, isDouble, shape, offsets[0], offsets[1]);
    }

    private static long saturatedProduct(long a, long b) {
        return Math.multiplyHigh(a, b) == 0 && a * b >= 0 ? a * b : Long.MAX_VALUE;
    }

    private long[] numbers(String name, String key, JsonNode node, long largest) {
        JsonNode list = node.path(key);
        if (!list.isArray()) {
            throw wrong(name, "has no list " + key);
        }
        long[] numbers = new long[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            JsonNode number = list.get(i);
            boolean valid = number.isIntegralNumber() && number.canConvertToLong();
            if (!valid || number.longValue() < 0 || number.longValue() > largest) {
                throw wrong(name, "has " + number + " in its " + key);
            }
            numbers[i] = number.longValue();
        }
        return numbers;
    }

    private void requireSeamless(List<Entry> entries, long bytes) {
        long end = 0;
        for (Entry entry : entries) {
            if (entry.begin() != end) {
                throw wrong(
                        entry.name(),
                        "begins at byte %s of the data, %s the array before it, which ends at %s"
                                .formatted(
                                        entry.begin(),
                                        entry.begin() < end ? "inside" : "not at the end of",
                                        end));
            }
            end = entry.end();
        }
        if (end != bytes) {
            throw wrong(
                    "its arrays take %s bytes, but %s follow the header: the file is %s"
                            .formatted(end, bytes, end > bytes ? "cut short" : "too long"));
        }
    }

    private Checkpoint.Array array(Entry entry) throws IOException {
        long bytes = entry.end() - entry.begin();
        long count = bytes / (entry.isDouble() ? Double.BYTES : Float.BYTES);
        if (count > Integer.MAX_VALUE - 8) {
            throw wrong(entry.name(), "has " + count + " elements, more than one array holds");
        }
        if (entry.isDouble()) {
            double[] doubles = new double[(int) count];
            for (int i = 0; i < doubles.length; i++) {
                doubles[i] = number(Double.BYTES).getDouble();
            }
            return new Checkpoint.Array(entry.shape(), new float[0], doubles);
        }
        float[] floats = new float[(int) count];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = number(Float.BYTES).getFloat();
        }
        return new Checkpoint.Array(entry.shape(), floats, new double[0]);
    }

    /** Returns the buffer with at least so many bytes of the file in it. */
    private ByteBuffer number(int bytes) throws IOException {
        while (buffer.remaining() < bytes) {
            buffer.compact();
            int read = in.read(buffer);
            buffer.flip();
            if (read < 0) {
                throw wrong("became shorter while it was read");
            }
        }
        return buffer;
    }

    private void readFully(ByteBuffer target, long position) throws IOException {
        buffer.clear().limit(0);
        long next = position;
        while (target.hasRemaining()) {
            int read = in.read(target, next);
            if (read < 0) {
                throw wrong("became shorter while it was read");
            }
            next += read;
        }
    }

    private CheckpointException wrong(String problem) {
        return new CheckpointException(file, problem);
    }

    private CheckpointException wrong(String array, String problem) {
        return new CheckpointException(file, "array " + array + " " + problem);
    }
}
