// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A part that a config may name: its class, whose components are its settings, and its name.
 *
 * @param instance a part of which others differ in their settings alone; null if all components
 *     of the class are settings
 */
public record PartType<P>(Class<? extends P> type, String name, @Nullable P instance) {

    /** Describes the part of a settings record, by the name in its {@link Part}. */
    public PartType(Class<? extends P> type) {
        this(type, partOf(type).value(), null);
    }

    /**
     * Describes one of several parts of a class. Its components with {@link JsonIgnore} are those
     * of the instance. The others are settings, and each has a default.
     */
    @SuppressWarnings("unchecked") // The class of a P is one of a subclass of P.
    public static <P> PartType<P> of(String name, P instance) {
        return new PartType<>((Class<? extends P>) instance.getClass(), name, instance);
    }

    /**
     * Returns what {@link Part} says of a class.
     *
     * @throws IllegalArgumentException if it has none
     */
    public static Part partOf(Class<?> type) {
        Part part = type.getAnnotation(Part.class);
        if (part == null) {
            throw new IllegalArgumentException(
                    type.getName()
                            + " has no annotation @Part(\"name\"), which names it in configs");
        }
        return part;
    }

    public static String nameOf(Object part) {
        return partOf(part.getClass()).value();
    }

    /** Returns a part by its name with its settings, as a config would hold it. */
    public static PartChoice choiceOf(Record part) {
        return PartChoice.of(nameOf(part), part);
    }

    public Part part() {
        return partOf(type);
    }

    /** Returns its name as a factor of a product: the short name, if it has one. */
    public String factorName() {
        Part part = type.getAnnotation(Part.class);
        return part == null || part.shortName().isEmpty() ? name : part.shortName();
    }

    /** Returns the components that are no settings, by name. */
    public Map<String, Object> given() {
        Map<String, Object> given = new LinkedHashMap<>();
        if (instance != null && !keys().isEmpty()) {
            for (RecordComponent component : type.getRecordComponents()) {
                if (!keyNames().contains(component.getName())) {
                    given.put(component.getName(), value(component, instance));
                }
            }
        }
        return given;
    }

    private static Object value(RecordComponent component, Object of) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns what a config says of a part: its name alone if all settings are the defaults. */
    public PartChoice choiceOfSettings(P part) {
        if (keyNames().isEmpty()) {
            return PartChoice.of(name);
        }
        Map<String, ?> usual =
                StrictMapper.keys((Record) read(JsonNodeFactory.instance.objectNode()));
        PartChoice own = PartChoice.of(name, (Record) part);
        return own.settings().equals(usual) ? PartChoice.of(name) : own;
    }

    private P read(ObjectNode settings) {
        return instance != null && keys().isEmpty()
                ? instance
                : StrictMapper.of(type, settings, given());
    }

    /**
     * Returns the settings, in order.
     *
     * @throws IllegalArgumentException if some components of an instance are settings, and another
     *     has neither {@link Setting} nor {@link JsonIgnore}
     */
    public List<SettingKey> keys() {
        List<SettingKey> all = SettingKey.of(type);
        if (instance == null) {
            return all;
        }
        List<SettingKey> settings = all.stream().filter(key -> !key.meaning().isEmpty()).toList();
        if (!settings.isEmpty() && settings.size() < all.size()) {
            throw new IllegalArgumentException(
                    "%s: a component has neither @Setting nor @JsonIgnore"
                            .formatted(type.getName()));
        }
        return settings;
    }

    public List<String> keyNames() {
        return keys().stream().map(SettingKey::name).toList();
    }

    /** Returns {@code name(first, second, third=)}; those with {@code =} may be left out. */
    public String usage(String name) {
        return keys().stream()
                .map(key -> key.isRequired() ? key.name() : key.name() + "=")
                .collect(Collectors.joining(", ", name + "(", ")"));
    }

    /**
     * Reads the settings of a part inside of another's settings, and checks them.
     *
     * @param owner how messages call the part, such as {@code prior 'vamp'}
     * @throws IllegalArgumentException with the first thing that is wrong
     */
    public P bind(String owner, ObjectNode settings, Parts parts) {
        List<String> known = keyNames();
        for (String key : (Iterable<String>) settings::fieldNames) {
            if (!known.contains(key)) {
                throw new IllegalArgumentException(
                        owner + " has no setting '" + key + "'\n" + Spelling.hint(key, known));
            }
        }
        List<String> missing =
                keys().stream()
                        .filter(key -> key.isRequired() && !settings.has(key.name()))
                        .map(SettingKey::name)
                        .toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(owner + " lacks " + String.join(", ", missing));
        }
        try {
            P part = read(settings);
            check(part, parts);
            return part;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(owner + " is refused: " + e.getMessage());
        }
    }

    /**
     * Checks what the settings of a part say of other parts.
     *
     * @throws IllegalArgumentException if they are rejected; the message begins with the key
     */
    public static void check(Object part, Parts parts) {
        if (part instanceof PartSettings<?, ?> settings) {
            settings.check(parts);
        }
    }
}
