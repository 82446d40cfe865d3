// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.TypeIdResolver;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Configures Jackson for configs. Nothing is coerced. An unknown {@code type} is an error even
 * where an absent one has a default. Enum constants are written in lower case with hyphens, unless
 * they have a name of their own. Paths are relative to the folder of the config.
 */
public final class StrictMapper {

    /** The attribute of a reader that holds the folder of the config. */
    public static final String FOLDER = "folder";

    private static final JsonMapper MAPPER = create();

    private StrictMapper() {}

    /** Returns a new mapper for what people write. */
    public static JsonMapper create() {
        JsonMapper.Builder builder =
                JsonMapper.builder()
                        .annotationIntrospector(new StrictAnnotations())
                        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                        .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                        // Methods of a settings record such as isDrawn() are no keys.
                        .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
                        .addHandler(new AbsentType())
                        .addModule(
                                new SimpleModule()
                                        .setDeserializerModifier(new SettingDefaults())
                                        .addSerializer(Path.class, new PathWriter())
                                        .addDeserializer(Path.class, new PathReader()));
        for (LogicalType type : LogicalType.values()) {
            builder.withCoercionConfig(
                    type,
                    config ->
                            config.setCoercion(
                                    CoercionInputShape.EmptyString, CoercionAction.Fail));
        }
        builder.withCoercionConfig(
                LogicalType.Textual,
                config -> {
                    config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                    config.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                    config.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
                    config.setCoercion(CoercionInputShape.EmptyString, CoercionAction.AsEmpty);
                });
        return builder.build();
    }

    /**
     * Returns a settings record as a config without keys would give it.
     *
     * @throws IllegalArgumentException if a key is required
     */
    public static <R> R defaults(Class<R> settings) {
        return of(settings, Map.of());
    }

    /**
     * Returns a settings record as a config would give it.
     *
     * @param keys and values as in a config
     * @throws IllegalArgumentException if a key is unknown or a value rejected
     */
    public static <R> R of(Class<R> settings, Map<String, ?> keys) {
        ObjectNode tree = tree(keys);
        Expectation.memberName(settings).ifPresent(name -> tree.put("type", name));
        try {
            return MAPPER.convertValue(tree, settings);
        } catch (IllegalArgumentException e) {
            throw e.getCause() instanceof ValueInstantiationException refused
                            && refused.getCause() instanceof IllegalArgumentException told
                    ? told
                    : e;
        }
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

    private static final class StrictAnnotations extends JacksonAnnotationIntrospector {

        private static final long serialVersionUID = 1L;

        /** Says what {@link SettingKey#isRequired} does of the components that have a {@link Setting}. */
        @Override
        public Boolean hasRequiredMarker(AnnotatedMember member) {
            if (member.hasAnnotation(Setting.class)) {
                List<SettingKey> keys = SettingKey.of(member.getDeclaringClass());
                for (int i = 0; i < keys.size(); i++) {
                    boolean same =
                            member instanceof AnnotatedParameter parameter
                                    ? parameter.getIndex() == i
                                    : member.getName().equals(keys.get(i).name());
                    if (same) {
                        return keys.get(i).isRequired();
                    }
                }
            }
            return super.hasRequiredMarker(member);
        }

        /** Removes the default class: Jackson would use it for unknown types; see AbsentType. */
        @Override
        public JsonTypeInfo.Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated type) {
            JsonTypeInfo.Value info = super.findPolymorphicTypeInfo(config, type);
            return info == null ? null : info.withDefaultImpl(null);
        }

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

    /** Uses the default class of a type only if the config names none. */
    private static final class AbsentType extends DeserializationProblemHandler {
        @Override
        public JavaType handleMissingTypeId(
                DeserializationContext context,
                JavaType base,
                TypeIdResolver resolver,
                String message) {
            JsonTypeInfo info = base.getRawClass().getAnnotation(JsonTypeInfo.class);
            return info == null || info.defaultImpl() == JsonTypeInfo.class
                    ? null
                    : context.constructType(info.defaultImpl());
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

    private static final class PathReader extends StdDeserializer<Path> {
        private static final long serialVersionUID = 1L;

        PathReader() {
            super(Path.class);
        }

        @Override
        public Path deserialize(JsonParser in, DeserializationContext context) throws IOException {
            if (!in.currentToken().isScalarValue() || in.currentToken().isNumeric()) {
                return (Path) context.handleUnexpectedToken(Path.class, in);
            }
            try {
                Path path = Path.of(in.getText());
                return context.getAttribute(FOLDER) instanceof Path folder
                        ? folder.resolve(path).toAbsolutePath().normalize()
                        : path;
            } catch (InvalidPathException e) {
                return (Path)
                        context.handleWeirdStringValue(Path.class, in.getText(), "not a path");
            }
        }
    }
}
