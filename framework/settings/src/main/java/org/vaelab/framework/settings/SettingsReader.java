// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings records from trees of JSON, by their components and {@link Setting}. It converts
 * nothing, and null is a key that is left out.
 *
 * <p>It reports every problem in one pass. What may only follow from a reported problem, such as a
 * missing key beside an unknown one, is not reported.
 */
public final class SettingsReader {

    /**
     * Receives the problems of a tree. A path has the keys from the root, and items of lists as
     * {@code [2]}.
     */
    public interface Refusals {

        /**
         * Reports an unknown key.
         *
         * @param path of the mapping that has the key
         * @param settings the record that lacks it
         * @param known the keys that the mapping may have, sorted
         */
        void unknownKey(List<String> path, Class<?> settings, String key, Collection<String> known);

        /**
         * Reports a text that is none of the allowed names.
         *
         * @param kind of name: {@code type} or {@code value}
         */
        void unknownName(List<String> path, String kind, String name, List<String> known);

        /**
         * Reports a key that must be set.
         *
         * @param path of the mapping without the key
         * @param allowed its values; empty if they are not names
         */
        void missingKey(List<String> path, String key, List<String> allowed);

        /** Reports a value of another kind than expected. */
        void otherKind(List<String> path, JsonNode value, String expected);

        /** Reports the message of a constructor that rejects its arguments. */
        void rejected(List<String> path, String message, Throwable cause);
    }

    private static final Set<String> NO_NUMBERS = Set.of("NaN", "Infinity", "-Infinity");

    /** Values by their class; null for a value of another kind. */
    private static final Map<Class<?>, Function<JsonNode, @Nullable Object>> SCALARS =
            Map.of(
                    Integer.class,
                    node ->
                            node.canConvertToExactIntegral() && node.canConvertToInt()
                                    ? node.intValue()
                                    : null,
                    Long.class,
                    node ->
                            node.canConvertToExactIntegral() && node.canConvertToLong()
                                    ? node.longValue()
                                    : null,
                    Double.class,
                    SettingsReader::real,
                    Float.class,
                    node -> node.isNumber() ? node.floatValue() : null,
                    Boolean.class,
                    node -> node.isBoolean() ? node.booleanValue() : null,
                    String.class,
                    node -> node.isTextual() ? node.asText() : null,
                    Number.class,
                    JsonNode::numberValue,
                    Object.class,
                    StrictMapper::plain);

    private final Refusals refusals;
    private final @Nullable Path folder;
    private int refused;

    /**
     * Creates a reader of one tree.
     *
     * @param folder against which relative paths are resolved; null: they stay relative
     */
    public SettingsReader(Refusals refusals, @Nullable Path folder) {
        this.refusals = refusals;
        this.folder = folder;
    }

    /**
     * Returns the record that a tree says; empty if a problem was reported.
     *
     * @param known the keys that the tree may have
     * @param given values of components that the tree has not
     * @throws IllegalStateException if a component has a type that no config can hold
     */
    public <T> Optional<T> read(
            ObjectNode tree, Class<T> type, Collection<String> known, Map<String, ?> given) {
        try {
            T read = type.cast(record(tree, type, known, given, List.of()));
            return refused > 0 ? Optional.empty() : Optional.of(read);
        } catch (Refused e) {
            return Optional.empty();
        }
    }

    /** Returns what a tree says of any type; empty if a problem was reported. */
    <T> Optional<T> read(JsonNode tree, Class<T> type) {
        try {
            return Optional.ofNullable(type.cast(value(tree, type, List.of())));
        } catch (Refused e) {
            return Optional.empty();
        }
    }

    /** Ends the reading of a value that was reported, or that lacks one that was. */
    private static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Refused() {
            super("", null, false, false);
        }
    }

    private Refused refused() {
        refused++;
        return new Refused();
    }

    private static List<String> below(List<String> path, String step) {
        List<String> below = new ArrayList<>(path);
        below.add(step);
        return below;
    }

    private @Nullable Object value(JsonNode node, Type type, List<String> path) {
        if (node.isNull()) {
            return null;
        }
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) {
                return list(node, arguments[0], path);
            }
            if (generic.getRawType() == Map.class) {
                return map(node, arguments[1], path);
            }
        }
        if (!(type instanceof Class<?> target)) {
            throw new IllegalStateException("no config can hold a " + type.getTypeName());
        }
        if (target == JsonNode.class) {
            return withoutNulls(node);
        }
        if (target.isAnnotationPresent(JsonTypeInfo.class)) {
            return choice(node, target, path);
        }
        if (target.isEnum()) {
            return constant(node, target, path);
        }
        Optional<Method> creator = Expectation.creator(target);
        if (creator.isPresent()) {
            Object argument = value(node, creator.get().getParameterTypes()[0], path);
            return call(creator.get(), node, path, Set.of(), argument);
        }
        return target.isRecord() && node instanceof ObjectNode object
                ? record(object, target, path)
                : scalar(node, target, target, path);
    }

    private static JsonNode withoutNulls(JsonNode node) {
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        ObjectNode pruned = object.objectNode();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (!member.getValue().isNull()) {
                pruned.set(member.getKey(), withoutNulls(member.getValue()));
            }
        }
        return pruned;
    }

    private Refused otherKind(JsonNode node, Class<?> expected, List<String> path) {
        refusals.otherKind(path, node, Expectation.of(expected, node));
        return refused();
    }

    private List<@Nullable Object> list(JsonNode node, Type items, List<String> path) {
        if (!node.isArray()) {
            throw otherKind(node, List.class, path);
        }
        List<@Nullable Object> list = new ArrayList<>();
        for (JsonNode item : node) {
            list.add(value(item, items, below(path, "[" + list.size() + "]")));
        }
        return list;
    }

    private Map<String, @Nullable Object> map(JsonNode node, Type values, List<String> path) {
        if (!(node instanceof ObjectNode object)) {
            throw otherKind(node, Map.class, path);
        }
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (!member.getValue().isNull()) {
                try {
                    List<String> below = below(path, member.getKey());
                    map.put(member.getKey(), value(member.getValue(), values, below));
                } catch (Refused e) {
                    // Reported; the other entries may have problems too.
                }
            }
        }
        return map;
    }

    /** Reads a closed choice by its key {@code type}. Without a type it is the default one. */
    private Object choice(JsonNode node, Class<?> choice, List<String> path) {
        JsonTypeInfo info = choice.getAnnotation(JsonTypeInfo.class);
        Class<?> untyped = info.defaultImpl();
        if (!(node instanceof ObjectNode object)) {
            Method creator =
                    Expectation.creator(untyped).orElseThrow(() -> otherKind(node, choice, path));
            Object argument = scalar(node, creator.getParameterTypes()[0], choice, path);
            return call(creator, node, path, Set.of(), argument);
        }
        ObjectNode own = object.deepCopy();
        JsonNode named = own.remove(info.property());
        if (named != null && !named.isNull()) {
            return record(own, member(choice, named.asText(), below(path, "type")), path);
        }
        if (untyped == JsonTypeInfo.class) {
            refusals.missingKey(path, info.property(), Expectation.typeNames(choice));
            throw refused();
        }
        return record(own, untyped, path);
    }

    private Class<?> member(Class<?> choice, String name, List<String> path) {
        for (JsonSubTypes.Type member : Expectation.members(choice)) {
            if (Expectation.typeName(member).equals(name)) {
                return member.value();
            }
        }
        refusals.unknownName(path, "type", name, Expectation.typeNames(choice));
        throw refused();
    }

    private Object constant(JsonNode node, Class<?> type, List<String> path) {
        List<String> names = Expectation.constants(type);
        int found = node.isTextual() ? names.indexOf(node.asText()) : -1;
        if (found < 0) {
            refusals.unknownName(path, "value", node.asText(), names);
            throw refused();
        }
        return Objects.requireNonNull(type.getEnumConstants())[found];
    }

    /**
     * Reads a value that is no list and no mapping.
     *
     * @param expected the class that a message describes
     */
    private Object scalar(JsonNode node, Class<?> type, Class<?> expected, List<String> path) {
        if (type == Path.class && (node.isTextual() || node.isBoolean())) {
            return path(node, path);
        }
        Function<JsonNode, @Nullable Object> reading =
                SCALARS.get(MethodType.methodType(type).wrap().returnType());
        if (reading == null && type != Path.class && !type.isRecord()) {
            throw new IllegalStateException("no config can hold a " + type.getTypeName());
        }
        Object read = reading == null ? null : reading.apply(node);
        if (read == null) {
            throw otherKind(node, expected, path);
        }
        return read;
    }

    private static @Nullable Object real(JsonNode node) {
        if (node.isNumber()) {
            return node.doubleValue();
        }
        return NO_NUMBERS.contains(node.asText()) ? Double.valueOf(node.asText()) : null;
    }

    private Path path(JsonNode node, List<String> path) {
        try {
            Path written = Path.of(node.asText());
            return folder == null ? written : folder.resolve(written).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw otherKind(node, Path.class, path);
        }
    }

    private Object record(ObjectNode node, Class<?> type, List<String> path) {
        return record(node, type, SettingKey.names(type), Map.of(), path);
    }

    private Object record(
            ObjectNode node,
            Class<?> type,
            Collection<String> known,
            Map<String, ?> given,
            List<String> path) {
        Map<String, SettingKey> keys = new LinkedHashMap<>();
        SettingKey.of(type).forEach(key -> keys.put(key.name(), key));
        Map<String, @Nullable Object> values = new LinkedHashMap<>(given);
        Set<String> lost = new HashSet<>();
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String name = member.getKey();
            int before = refused;
            SettingKey key = keys.get(name);
            if (key == null || !known.contains(name)) {
                refusals.unknownKey(path, type, name, new TreeSet<>(known));
                refused++;
            } else if (!member.getValue().isNull()) {
                try {
                    values.put(name, value(member.getValue(), key.type(), below(path, name)));
                } catch (Refused e) {
                    lost.add(name);
                }
            }
            if (refused > before) {
                lost.add(name);
            }
        }
        List<@Nullable Object> arguments = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String name = component.getName();
            SettingKey key = keys.get(name);
            arguments.add(
                    key == null || values.containsKey(name) ? values.get(name) : absent(key, path));
        }
        return call(canonical(type), node, path, lost, arguments.toArray());
    }

    /** Returns the value of a key that is not set. */
    private @Nullable Object absent(SettingKey key, List<String> path) {
        if (key.isRequired()) {
            if (refused == 0) {
                refusals.missingKey(path, key.name(), List.of());
                refused++;
            }
            throw new Refused();
        }
        Class<?> type = key.component().getType();
        return key.defaultValue().isPresent()
                ? value(key.defaultValue().get(), key.type(), below(path, key.name()))
                : Array.get(Array.newInstance(type, 1), 0);
    }

    private static Constructor<?> canonical(Class<?> type) {
        try {
            return type.getDeclaredConstructor(
                    Arrays.stream(type.getRecordComponents())
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new));
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Calls a constructor, or a method that takes its place.
     *
     * @param lost the keys of the mapping that have problems, from which its problem may follow
     */
    private Object call(
            Executable code,
            JsonNode node,
            List<String> path,
            Set<String> lost,
            @Nullable Object... arguments) {
        try {
            code.setAccessible(true);
            return code instanceof Method method
                    ? method.invoke(null, arguments)
                    : ((Constructor<?>) code).newInstance(arguments);
        } catch (InvocationTargetException e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            String message =
                    root instanceof NullPointerException
                            ? "a value is empty, expected one"
                            : String.valueOf(root.getMessage());
            if (!mayFollow(root, lost, node)) {
                refusals.rejected(path, message, root);
            }
            throw refused();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A refusal may follow if its key is absent or unknown, or if it names a lost key. */
    private static boolean mayFollow(Throwable refusal, Set<String> lost, JsonNode node) {
        boolean isOfPresentKey =
                refusal instanceof SettingException of && node.has(of.key().split("\\.", 2)[0]);
        String message = String.valueOf(refusal.getMessage());
        return !lost.isEmpty()
                && (!isOfPresentKey
                        || lost.stream()
                                .anyMatch(
                                        key ->
                                                Pattern.compile("\\b" + Pattern.quote(key) + "\\b")
                                                        .matcher(message)
                                                        .find()));
    }
}
