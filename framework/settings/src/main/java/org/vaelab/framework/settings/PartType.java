// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;

/** A part that a config may name: its settings record, and what {@link Part} says of it. */
public record PartType<P>(Class<? extends P> type) {

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

    public String name() {
        return part().value();
    }

    /** Returns its name as a factor of a product: the short name, if it has one. */
    public String factorName() {
        return part().shortName().isEmpty() ? name() : part().shortName();
    }

    public List<SettingKey> keys() {
        return SettingKey.of(type);
    }

    public List<String> keyNames() {
        return SettingKey.names(type);
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
            P part = StrictMapper.of(type, settings);
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
