// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Settings records and their values in a config. Enum constants are written in lower case with
 * hyphens, unless they have a name of their own.
 */
public final class StrictMapper {

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .annotationIntrospector(new EnumNames())
                    // Methods of a settings record such as isDrawn() are no keys.
                    .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
                    .addModule(new SimpleModule().addSerializer(Path.class, new PathWriter()))
                    .build();

    private StrictMapper() {}

    /**
     * Returns a settings record as a config without keys would give it.
     *
     * @throws IllegalArgumentException if a key is required
     */
    public static <R> R defaults(Class<R> settings) {
        return of(settings, Map.of());
    }

    /**
     * Returns a settings record as a config without keys would give it.
     *
     * @param given the components that are no keys, by name
     * @throws IllegalArgumentException if a key is required
     */
    public static <R> R defaults(Class<R> settings, Map<String, ?> given) {
        return of(settings, MAPPER.createObjectNode(), given);
    }

    /**
     * Returns a settings record as a config would give it.
     *
     * @param keys and values as in a config
     * @throws IllegalArgumentException if a key is unknown or a value rejected
     */
    public static <R> R of(Class<R> settings, Map<String, ?> keys) {
        return of(settings, tree(keys));
    }

    /**
     * Returns settings as a config would give them. Relative paths stay relative.
     *
     * @throws IllegalArgumentException with the first problem
     */
    public static <R> R of(Class<R> settings, JsonNode tree) {
        return new SettingsReader(new FirstProblem(), null).read(tree, settings).orElseThrow();
    }

    /**
     * Returns settings as a config would give them.
     *
     * @param given the components that are no keys, by name
     * @throws IllegalArgumentException with the first problem
     */
    static <R> R of(Class<R> settings, ObjectNode tree, Map<String, ?> given) {
        return new SettingsReader(new FirstProblem(), null)
                .read(tree, settings, SettingKey.names(settings), given)
                .orElseThrow();
    }

    /**
     * Returns a value in the syntax of a config.
     *
     * @throws IllegalArgumentException if Jackson cannot write its class
     */
    public static JsonNode write(Object value) {
        return MAPPER.valueToTree(value);
    }

    /** Returns a value as a list, map, text, number or boolean. */
    static Object plain(JsonNode value) {
        return MAPPER.convertValue(value, Object.class);
    }

    /** Returns keys and values as a config would hold them. */
    static ObjectNode tree(Map<String, ?> keys) {
        ObjectNode tree = MAPPER.createObjectNode();
        // One by one: inside of a map Jackson leaves out the type of a value, such as a schedule.
        keys.forEach((key, value) -> tree.set(key, MAPPER.valueToTree(value)));
        return tree;
    }

    /** Returns the components of a settings record by key, as a config would hold them. */
    static Map<String, ?> keys(Record settings) {
        return MAPPER.convertValue(settings, new TypeReference<LinkedHashMap<String, Object>>() {});
    }

    /** Throws an exception with the first problem. */
    private static final class FirstProblem implements SettingsReader.Refusals {

        @Override
        public void unknownKey(
                List<String> path, Class<?> settings, String key, Collection<String> known) {
            throw problem(path, "has no key '" + key + "'\n" + Spelling.hint(key, known));
        }

        @Override
        public void unknownName(List<String> path, String kind, String name, List<String> known) {
            throw problem(
                    path,
                    "is \"%s\", expected one of %s".formatted(name, String.join(", ", known)));
        }

        @Override
        public void missingKey(List<String> path, String key, List<String> allowed) {
            throw problem(path, "the key '" + key + "' is missing");
        }

        @Override
        public void otherKind(List<String> path, JsonNode value, String expected) {
            throw problem(path, "is " + value + ", expected " + expected);
        }

        @Override
        public void rejected(List<String> path, String message, Throwable cause) {
            throw new IllegalArgumentException(message, cause);
        }

        private static IllegalArgumentException problem(List<String> path, String message) {
            String at = String.join(".", path).replace(".[", "[");
            return new IllegalArgumentException(at.isEmpty() ? message : at + " " + message);
        }
    }

    private static final class EnumNames extends JacksonAnnotationIntrospector {

        private static final long serialVersionUID = 1L;

        @Override
        public String[] findEnumValues(
                MapperConfig<?> config, AnnotatedClass type, Enum<?>[] constants, String[] names) {
            String[] found = super.findEnumValues(config, type, constants, names);
            for (int i = 0; i < found.length; i++) {
                if (found[i] == null) {
                    found[i] = constants[i].name().toLowerCase(Locale.ROOT).replace('_', '-');
                }
            }
            return found;
        }
    }

    private static final class PathWriter extends StdSerializer<Path> {
        private static final long serialVersionUID = 1L;

        PathWriter() {
            super(Path.class);
        }

        @Override
        public void serialize(Path value, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            out.writeString(value.toString());
        }
    }
}
