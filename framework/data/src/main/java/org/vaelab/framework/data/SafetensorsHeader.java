// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.vaelab.framework.Internal;

/**
 * The header of a file in the safetensors format. Its arrays follow each other without a gap.
 *
 * @param start where the numbers begin in the file
 * @param facts the texts of {@value #METADATA}
 * @param arrays in the order of their numbers
 */
@Internal
public record SafetensorsHeader(long start, Map<String, String> facts, List<Entry> arrays) {

    /** The key of the facts. */
    public static final String METADATA = "__metadata__";

    /** The limit of the reference implementation; also keeps a wrong length from filling memory. */
    private static final long LARGEST = 100_000_000;

    private static final ObjectReader JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build()
                    .readerFor(JsonNode.class);

    /**
     * An array.
     *
     * @param begin of its numbers, in bytes after {@link SafetensorsHeader#start}
     * @param end after its last byte
     */
    public record Entry(String name, ElementType type, long[] shape, long begin, long end) {}

    /**
     * Reads the header, and leaves the channel at the first number.
     *
     * @param types that arrays may have
     * @throws DataException if it is invalid
     */
    public static SafetensorsHeader read(Path file, FileChannel in, Set<ElementType> types)
            throws IOException {
        try {
            return read(in, types);
        } catch (DataException e) {
            throw new DataException(file + ": " + e.getMessage(), e);
        }
    }

    private static SafetensorsHeader read(FileChannel in, Set<ElementType> types)
            throws IOException {
        byte[] bytes = bytes(in);
        Map<String, String> facts = Map.of();
        List<Entry> arrays = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : json(bytes).properties()) {
            if (field.getKey().equals(METADATA)) {
                facts = facts(field.getValue());
            } else {
                arrays.add(entry(field.getKey(), field.getValue(), types));
            }
        }
        arrays.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        requireSeamless(arrays);
        return new SafetensorsHeader(bytes.length, facts, arrays);
    }

    /** Returns the length of the header and the header. */
    private static byte[] bytes(FileChannel in) throws IOException {
        long size = in.size();
        if (size < Long.BYTES) {
            throw new DataException("is " + size + " bytes long, which is too short for a header");
        }
        long length =
                ByteBuffer.wrap(bytes(in, Long.BYTES)).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 0 || length > LARGEST) {
            throw DataException.of(
                    "its header claims a length of %s bytes, at most %s are allowed",
                    Long.toUnsignedString(length), LARGEST);
        }
        if (length > size - Long.BYTES) {
            throw DataException.of(
                    "its header claims %s bytes, of which the file holds %s: the file is cut short",
                    length, size - Long.BYTES);
        }
        return bytes(in, Long.BYTES + (int) length);
    }

    private static byte[] bytes(FileChannel in, int count) throws IOException {
        byte[] bytes = Channels.newInputStream(in.position(0)).readNBytes(count);
        if (bytes.length < count) {
            throw new DataException("became shorter while it was read");
        }
        return bytes;
    }

    private static JsonNode json(byte[] bytes) throws IOException {
        if (bytes.length == Long.BYTES || bytes[Long.BYTES] != '{') {
            throw new DataException("its header does not begin with {");
        }
        try {
            return JSON.readValue(bytes, Long.BYTES, bytes.length - Long.BYTES);
        } catch (JsonProcessingException e) {
            throw new DataException("its header is not valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Map<String, String> facts(JsonNode node) {
        Map<String, String> facts = new HashMap<>();
        if (!node.isObject()) {
            throw new DataException(METADATA + " is not a JSON object");
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!field.getValue().isTextual()) {
                throw new DataException(METADATA + ": " + field.getKey() + " is not a string");
            }
            facts.put(field.getKey(), field.getValue().textValue());
        }
        return facts;
    }

    private static Entry entry(String name, JsonNode node, Set<ElementType> types) {
        if (!node.isObject() || node.size() != 3) {
            throw wrong(name, "is not described by dtype, shape and data_offsets");
        }
        String dtype = node.path("dtype").asText();
        ElementType type =
                types.stream()
                        .filter(each -> each.name().equals(dtype))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        wrong(
                                                name,
                                                "has dtype '%s', expected %s"
                                                        .formatted(dtype, names(types))));
        long[] offsets = numbers(name, "data_offsets", node, Long.MAX_VALUE);
        if (offsets.length != 2 || offsets[0] > offsets[1]) {
            throw wrong(name, "has data_offsets that are not a range [begin, end]");
        }
        long[] shape = numbers(name, "shape", node, Integer.MAX_VALUE);
        long size = Arrays.stream(shape).reduce(type.bytes(), SafetensorsHeader::saturatedProduct);
        if (size != offsets[1] - offsets[0]) {
            throw wrong(
                    name,
                    "has %s shape %s, but its data_offsets span %s bytes"
                            .formatted(dtype, node.get("shape"), offsets[1] - offsets[0]));
        }
        return new Entry(name, type, shape, offsets[0], offsets[1]);
    }

    private static String names(Set<ElementType> types) {
        return types.stream().sorted().map(ElementType::name).collect(Collectors.joining(" or "));
    }

    private static long saturatedProduct(long a, long b) {
        return Math.multiplyHigh(a, b) == 0 && a * b >= 0 ? a * b : Long.MAX_VALUE;
    }

    private static long[] numbers(String name, String key, JsonNode node, long largest) {
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

    private static void requireSeamless(List<Entry> arrays) {
        long end = 0;
        for (Entry array : arrays) {
            if (array.begin() != end) {
                throw wrong(
                        array.name(),
                        "begins at byte %s of the data, %s the array before it, which ends at %s"
                                .formatted(
                                        array.begin(),
                                        array.begin() < end ? "inside" : "not at the end of",
                                        end));
            }
            end = array.end();
        }
    }

    /**
     * Checks that the last array ends with the file.
     *
     * @throws DataException if the file is too short or too long
     */
    public void requireWhole(Path file, long size) {
        long end = arrays.isEmpty() ? 0 : arrays.get(arrays.size() - 1).end();
        if (end != size - start) {
            throw DataException.of(
                    "%s: its arrays take %s bytes, but %s follow the header: the file is %s",
                    file, end, size - start, end > size - start ? "cut short" : "too long");
        }
    }

    private static DataException wrong(String array, String problem) {
        return new DataException("array " + array + " " + problem);
    }
}
