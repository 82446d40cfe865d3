// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The parts of one extension point, by name. */
public final class Registry<P> {

    private static final String TYPE = "type";

    private final String kind;
    private final Parts all;
    private final NavigableMap<String, PartType<P>> types = new TreeMap<>();
    private final NavigableMap<String, String> byFactorName = new TreeMap<>();
    private final Map<String, String> origins;

    /**
     * Collects parts.
     *
     * @param types with different names
     * @param origins where the part of each name comes from
     * @param all for parts that are made of other parts
     * @throws IllegalArgumentException if two parts have one short name
     */
    public Registry(
            Class<P> point, Collection<PartType<P>> types, Map<String, String> origins, Parts all) {
        this.kind = kind(point);
        this.all = all;
        this.origins = Map.copyOf(origins);
        for (PartType<P> type : types) {
            this.types.put(type.name(), type);
            for (String name : new TreeSet<>(List.of(type.name(), type.factorName()))) {
                String earlier = byFactorName.putIfAbsent(name, type.name());
                if (earlier != null) {
                    throw new IllegalArgumentException(
                            "%ss '%s' and '%s' are both called '%s' as factors of a product"
                                    .formatted(kind, earlier, type.name(), name));
                }
            }
        }
    }

    /** Returns the name of a part of an extension point in messages, such as {@code variant}. */
    public static String kind(Class<?> point) {
        return point.getAnnotation(ExtensionPoint.class).value();
    }

    public String kind() {
        return kind;
    }

    public NavigableMap<String, PartType<P>> types() {
        return Collections.unmodifiableNavigableMap(types);
    }

    public SortedSet<String> names() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(types.keySet()));
    }

    /** Returns the names and the short names, sorted. */
    public SortedSet<String> factorNames() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(byFactorName.keySet()));
    }

    /**
     * Returns the part of a name.
     *
     * @throws UnknownPartException if there is none
     */
    public PartType<P> get(String name) {
        PartType<P> part = types.get(name);
        if (part == null) {
            throw unknown(name, types.keySet());
        }
        return part;
    }

    /** Returns the part of a name or a short name; empty if there is none. */
    public Optional<PartType<P>> factor(String name) {
        return Optional.ofNullable(byFactorName.get(name)).map(this::get);
    }

    /** Returns where the part of a name comes from: its module, and its jar or folder. */
    public String origin(String name) {
        get(name);
        return origins.getOrDefault(name, "unknown");
    }

    /**
     * Returns a part with its settings.
     *
     * @throws UnknownPartException if there is none of that name
     * @throws IllegalArgumentException with the first thing that is wrong with the settings
     */
    public P create(PartChoice choice) {
        ObjectNode settings = StrictMapper.tree(choice.settings());
        return get(choice.type()).bind(kind + " '" + choice.type() + "'", settings, all);
    }

    /** Returns a part with default settings. */
    public P create(String name) {
        return create(PartChoice.of(name));
    }

    /**
     * Returns a part that the settings of another hold: its name or short name, or a mapping with
     * the name as {@code type} and its settings.
     *
     * @param defaults settings that it gets if it has such keys, and they are not written
     * @throws IllegalArgumentException if it is unknown, or its settings are rejected; lines of the
     *     message after the first are hints
     */
    public P create(JsonNode written, Map<String, ?> defaults) {
        JsonNode named = written.isObject() ? written.path(TYPE) : written;
        if (!named.isTextual()) {
            throw new IllegalArgumentException(
                    written + " is neither the name of a " + kind + " nor a mapping with a type");
        }
        String name = named.asText();
        PartType<P> type = factor(name).orElseThrow(() -> unknown(name, factorNames()));
        ObjectNode settings =
                written instanceof ObjectNode object
                        ? object.deepCopy().without(Set.of(TYPE))
                        : JsonNodeFactory.instance.objectNode();
        StrictMapper.tree(defaults)
                .properties()
                .forEach(
                        key -> {
                            if (type.keyNames().contains(key.getKey())
                                    && !settings.has(key.getKey())) {
                                settings.set(key.getKey(), key.getValue());
                            }
                        });
        return type.bind("'" + name + "'", settings, all);
    }

    private UnknownPartException unknown(String name, Collection<String> known) {
        for (PartType<P> type : types.values()) {
            if (OtherNames.of(type.type(), name).isPresent()) {
                String called = "it is called '" + type.name() + "' here";
                return new UnknownPartException(kind, name, called);
            }
        }
        boolean isNear = Spelling.nearest(name, known).isPresent();
        String jar = isNear ? "" : "\nload the jar that has it";
        return new UnknownPartException(kind, name, Spelling.hint(name, known) + jar);
    }
}
