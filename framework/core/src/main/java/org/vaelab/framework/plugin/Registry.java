// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The parts of one extension point, by name.
 *
 * @param <F> what makes them
 */
public final class Registry<F> {

    private final String kind;
    private final SortedMap<String, F> parts;
    private final Map<String, String> origins;
    private final Map<String, String> presentNames;

    Registry(
            String kind,
            Map<String, F> parts,
            Map<String, String> origins,
            Map<String, String> presentNames) {
        this.presentNames = Map.copyOf(presentNames);
        this.kind = kind;
        this.parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
        this.origins = Map.copyOf(origins);
    }

    /** Returns what the parts are called in messages, such as {@code variant}. */
    public String kind() {
        return kind;
    }

    /** Returns the parts by name, sorted. */
    public SortedMap<String, F> parts() {
        return parts;
    }

    /**
     * Returns the part of a name.
     *
     * @throws UnknownPartException if there is none
     */
    public F get(String name) {
        F part = parts.get(name);
        if (part == null) {
            throw new UnknownPartException(kind, name, parts.keySet());
        }
        return part;
    }

    /** Returns what a part of an earlier name is called now, where a module has renamed one. */
    public Optional<String> presentName(String former) {
        return Optional.ofNullable(presentNames.get(former));
    }

    /** Returns where the part of a name comes from: its module, and its jar or folder. */
    public String origin(String name) {
        get(name);
        return origins.getOrDefault(name, "unknown");
    }
}
