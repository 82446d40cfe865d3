// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A key of a settings record, as {@link Setting} describes it.
 *
 * @param meaning of the key; empty without a {@link Setting}
 * @param defaultValue of a key that is left out; empty if there is none
 * @param isRequired whether a config must have the key
 */
public record SettingKey(
        RecordComponent component,
        String meaning,
        Optional<JsonNode> defaultValue,
        boolean isRequired) {

    private static final ObjectMapper PLAIN = new ObjectMapper();

    private static final ClassValue<List<SettingKey>> KEYS =
            new ClassValue<>() {
                @Override
                protected List<SettingKey> computeValue(Class<?> settings) {
                    return settings.isRecord()
                            ? Arrays.stream(settings.getRecordComponents())
                                    .filter(SettingKey::isKey)
                                    .map(SettingKey::of)
                                    .toList()
                            : List.of();
                }
            };

    /**
     * Returns the keys of a settings record, in order: its components without {@link JsonIgnore}.
     * Other classes have none.
     */
    public static List<SettingKey> of(Class<?> settings) {
        return KEYS.get(settings);
    }

    private static boolean isKey(RecordComponent component) {
        return !component.getAccessor().isAnnotationPresent(JsonIgnore.class);
    }

    /** Returns the names of the keys of a settings record, in order. */
    public static List<String> names(Class<?> settings) {
        return of(settings).stream().map(SettingKey::name).toList();
    }

    private static SettingKey of(RecordComponent component) {
        Optional<Setting> setting =
                described(component)
                        .flatMap(of -> Stream.of(of.getAnnotationsByType(Setting.class)))
                        .findFirst();
        Optional<JsonNode> value =
                setting.map(Setting::defaultValue)
                        .filter(text -> !text.isEmpty())
                        .map(text -> json(component.getType(), text));
        JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
        boolean isNullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        return new SettingKey(
                component,
                setting.map(Setting::value).orElse(""),
                value,
                (property != null && property.required())
                        || (setting.isPresent() && value.isEmpty() && !isNullable));
    }

    /**
     * Returns what may describe a component: itself, then the methods of its name in the interfaces
     * that its record implements, the nearest first.
     */
    static Stream<AnnotatedElement> described(RecordComponent component) {
        Deque<Class<?>> open = new ArrayDeque<>(List.of(component.getDeclaringRecord()));
        List<AnnotatedElement> found = new ArrayList<>(List.of(component));
        while (!open.isEmpty()) {
            for (Class<?> next : open.remove().getInterfaces()) {
                open.add(next);
                Stream.of(next.getDeclaredMethods())
                        .filter(method -> method.getName().equals(component.getName()))
                        .filter(method -> method.getParameterCount() == 0 && !method.isBridge())
                        .forEach(found::add);
            }
        }
        return found.stream();
    }

    /** Returns the extension point of the parts that the key lists; empty if it lists none. */
    public Optional<Class<?>> parts() {
        return described(component)
                .flatMap(of -> Stream.of(of.getAnnotationsByType(Setting.class)))
                .<Class<?>>map(Setting::parts)
                .filter(point -> point != Void.class)
                .findFirst();
    }

    public String name() {
        return component.getName();
    }

    public Type type() {
        return component.getGenericType();
    }

    /** Returns whether each config that is written has the key, set or not. */
    public boolean isAlwaysWritten() {
        return !component.getAccessor().isAnnotationPresent(JsonInclude.class);
    }

    /** A text that is no JSON is the text itself. */
    private static JsonNode json(Class<?> type, String text) {
        try {
            return type == String.class ? TextNode.valueOf(text) : PLAIN.readTree(text);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(text);
        }
    }
}
