// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotationIntrospectorPair;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;

/**
 * Writes records as JSON and reads them strictly. Equal content gives equal bytes on every machine.
 *
 * <p>Files are UTF-8 with line feeds, also at the end. Fields are in the order of declaration, maps
 * in their own order. A double is the shortest decimal that reads back as the same double, on every
 * Java version. {@code NaN} is written as {@code null}, infinities as the strings {@code
 * "Infinity"} and {@code "-Infinity"}, since JSON has none of them.
 *
 * <p>The reader requires every field exactly once and rejects others. A string is not a number, and
 * a fraction is not an integer. {@code null} is {@code NaN} where a double is expected. A field
 * that is marked {@code @JsonProperty(required = false)} is null if absent.
 */
@Internal
public final class RecordMapper {

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                    .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                    .annotationIntrospector(
                            AnnotationIntrospectorPair.create(
                                    new JacksonAnnotationIntrospector(), new Required()))
                    .addModule(
                            new SimpleModule()
                                    .addSerializer(Double.class, new DoubleWriter())
                                    .addSerializer(double.class, new DoubleWriter())
                                    .addDeserializer(Double.class, new DoubleReader())
                                    .addDeserializer(double.class, new DoubleReader()))
                    .build();

    /** Tells what is JSON from what is not. */
    private static final JsonMapper LENIENT =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private static final ObjectWriter LINES = MAPPER.writer();
    private static final ObjectWriter PRETTY = MAPPER.writer(printer());

    private RecordMapper() {}

    /** Returns a record as an indented document that ends with a line feed. */
    public static byte[] document(Object value) {
        return write(PRETTY, value);
    }

    /** Returns a record as one line that ends with a line feed. */
    public static byte[] line(Object value) {
        return write(LINES, value);
    }

    public static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /**
     * Reads a record.
     *
     * @param source what is being read, for messages: a path, and a line if there is one
     * @throws DamagedFileException if it is not a whole JSON object
     * @throws IOException if it is not such a record; the message names the source, the line and
     *     the field
     */
    public static <T> T read(byte[] json, Class<T> type, String source) throws IOException {
        try {
            T value = MAPPER.readValue(json, type);
            if (value == null) {
                throw new DamagedFileException(source, "it holds null");
            }
            return value;
        } catch (JsonProcessingException e) {
            requireObject(json, source);
            String at = e.getLocation() == null ? "" : ", line " + line(e);
            String field =
                    e instanceof JsonMappingException m && !m.getPath().isEmpty()
                            ? ", field " + path(m)
                            : "";
            throw new IOException(source + at + field + ": " + message(e), e);
        } catch (CharConversionException e) {
            throw new DamagedFileException(source, "it is not a text");
        }
    }

    private static String message(JsonProcessingException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "unknown field '"
                    + unknown.getPropertyName()
                    + "'; a newer version of VaeLab may have written it";
        }
        boolean isOurs =
                e instanceof ValueInstantiationException
                        && e.getCause() instanceof IllegalArgumentException;
        return isOurs ? String.valueOf(e.getCause().getMessage()) : e.getOriginalMessage();
    }

    /**
     * Checks the version of a layout.
     *
     * @throws IllegalArgumentException if it is not the one that this version writes
     */
    static void requireSchema(int schema, int known) {
        if (schema != known) {
            throw new IllegalArgumentException(
                    (schema > known
                                    ? "a newer version of VaeLab wrote it (schema %s, this version reads %s);"
                                            + " use that version"
                                    : "schema %s is unknown; this version reads schema %s")
                            .formatted(schema, known));
        }
    }

    /**
     * Checks that a text is one JSON object. Input that is not was not written here, or was cut
     * short.
     *
     * @param source the file, for messages
     * @throws DamagedFileException if it is not
     */
    static void requireObject(byte[] json, String source) throws DamagedFileException {
        JsonNode tree;
        try {
            tree = LENIENT.readTree(json);
        } catch (JsonMappingException e) {
            throw new DamagedFileException(source, "it holds more than one JSON object");
        } catch (JsonEOFException e) {
            throw new DamagedFileException(source, "it is cut short");
        } catch (JsonProcessingException e) {
            String where = line(e) == 1 ? "it" : "line " + line(e);
            throw new DamagedFileException(
                    source, isCutShort(json) ? "it is cut short" : where + " is not valid JSON");
        } catch (IOException e) {
            throw new DamagedFileException(source, "it is not valid JSON");
        }
        if (!tree.isObject()) {
            throw new DamagedFileException(
                    source, tree.isMissingNode() ? "it is empty" : "it is not a JSON object");
        }
    }

    /** Returns the number of lines if each is one JSON object; -1 if there is anything else. */
    static int objects(byte[] json) {
        try (JsonParser in = LENIENT.createParser(json)) {
            int objects = 0;
            while (in.nextToken() == JsonToken.START_OBJECT) {
                objects++;
                int first = in.currentTokenLocation().getLineNr();
                in.skipChildren();
                if (first != objects || in.currentTokenLocation().getLineNr() != objects) {
                    return -1;
                }
            }
            return in.currentToken() == null ? objects : -1;
        } catch (IOException e) {
            return -1;
        }
    }

    private static boolean isCutShort(byte[] json) {
        String text = new String(json, StandardCharsets.UTF_8).strip();
        return text.startsWith("{") && !text.endsWith("}");
    }

    private static int line(JsonProcessingException e) {
        return e.getLocation() == null ? 1 : e.getLocation().getLineNr();
    }

    /** Returns the SHA-256 of a JSON tree, written as one line, in hexadecimal. */
    public static String hash(JsonNode tree) {
        return hash(line(tree));
    }

    /** Returns the SHA-256 of bytes, in hexadecimal. */
    public static String hash(byte[] content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java runtime has SHA-256", e);
        }
    }

    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference part : e.getPath()) {
            if (part.getFieldName() == null) {
                path.append('[').append(part.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(part.getFieldName());
            }
        }
        return path.toString();
    }

    private static byte[] write(ObjectWriter writer, Object value) {
        try {
            return (writer.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns all values that are no objects, by their paths with dots, in order. */
    public static Map<String, JsonNode> leaves(JsonNode tree) {
        Map<String, JsonNode> leaves = new LinkedHashMap<>();
        addLeaves("", tree, leaves);
        return leaves;
    }

    private static void addLeaves(String path, JsonNode node, Map<String, JsonNode> into) {
        if (node.isObject()) {
            String inside = path.isEmpty() ? "" : path + ".";
            node.properties().forEach(e -> addLeaves(inside + e.getKey(), e.getValue(), into));
        } else {
            into.put(path, node);
        }
    }

    private static DefaultPrettyPrinter printer() {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        Separators separators =
                Separators.createDefaultInstance()
                        .withObjectFieldValueSpacing(Separators.Spacing.AFTER);
        return new DefaultPrettyPrinter(separators)
                .withObjectIndenter(indenter)
                .withArrayIndenter(DefaultPrettyPrinter.FixedSpaceIndenter.instance);
    }

    /** A field is required unless it says something else. */
    private static final class Required extends NopAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasRequiredMarker(AnnotatedMember field) {
            return true;
        }
    }

    private static final class DoubleWriter extends StdSerializer<Double> {
        private static final long serialVersionUID = 1L;

        DoubleWriter() {
            super(Double.class);
        }

        @Override
        public void serialize(Double value, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            if (value.isNaN()) {
                out.writeNull();
            } else if (value.isInfinite()) {
                out.writeString(value.toString());
            } else {
                out.writeNumber(value.doubleValue());
            }
        }
    }

    private static final class DoubleReader extends StdDeserializer<Double> {
        private static final long serialVersionUID = 1L;

        DoubleReader() {
            super(Double.class);
        }

        @Override
        public Double deserialize(JsonParser in, DeserializationContext context)
                throws IOException {
            if (in.currentToken().isNumeric()) {
                return in.getDoubleValue();
            }
            boolean text = in.currentToken() == JsonToken.VALUE_STRING;
            if (text && in.getText().equals("Infinity")) {
                return Double.POSITIVE_INFINITY;
            }
            if (text && in.getText().equals("-Infinity")) {
                return Double.NEGATIVE_INFINITY;
            }
            return (Double) context.handleUnexpectedToken(Double.class, in);
        }

        /** An absent number is no number, where a field may be absent at all. */
        @Override
        public @Nullable Object getAbsentValue(DeserializationContext context) {
            return null;
        }

        @Override
        public Double getNullValue(DeserializationContext context) {
            return Double.NaN;
        }
    }
}
