// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.explore;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;

/** JSON of the page. A number that is not finite is null: JSON has none. */
final class Json {

    private static final ObjectMapper MAPPER =
            new ObjectMapper()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .registerModule(
                            new SimpleModule()
                                    .addSerializer(double.class, new OfNumber<>(Double.class))
                                    .addSerializer(new OfNumber<>(Double.class))
                                    .addSerializer(new OfNumber<>(Float.class))
                                    .addSerializer(double[].class, new OfNumbers()));

    private Json() {}

    private static void write(double value, JsonGenerator out) throws IOException {
        if (!Double.isFinite(value)) {
            out.writeNull();
        } else if (value == (float) value) {
            out.writeNumber((float) value);
        } else {
            out.writeNumber(value);
        }
    }

    private static final class OfNumber<T extends Number> extends StdSerializer<T> {

        private static final long serialVersionUID = 1;

        OfNumber(Class<T> type) {
            super(type);
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            write(value.doubleValue(), out);
        }
    }

    private static final class OfNumbers extends StdSerializer<double[]> {

        private static final long serialVersionUID = 1;

        OfNumbers() {
            super(double[].class);
        }

        @Override
        public void serialize(double[] values, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            out.writeStartArray();
            for (double value : values) {
                write(value, out);
            }
            out.writeEndArray();
        }
    }

    static byte[] bytes(Object answer) {
        try {
            return MAPPER.writeValueAsBytes(answer);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a question.
     *
     * @throws Refusal if it is no JSON
     */
    static JsonNode read(byte[] question) {
        try {
            JsonNode read = MAPPER.readTree(question);
            if (read == null || !read.isObject()) {
                throw new Refusal(400, "expected a JSON object");
            }
            return read;
        } catch (IOException e) {
            throw new Refusal(400, "the question is no JSON");
        }
    }
}
