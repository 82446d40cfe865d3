// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import java.util.Optional;
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.experiments.config.ConfigNode.Member;
import org.vaelab.experiments.config.ConfigNode.Scalar;
import org.vaelab.framework.settings.YamlScalar;

/**
 * A key path with its new value: {@code --set training.steps=100}, or a point of a sweep.
 *
 * @param place the source of the value, for messages
 * @param path the keys, joined by dots
 */
record Replacement(Place place, String path, ConfigNode value) {

    /** The source name of replaced values in messages. */
    static final String SOURCE = "set";

    /** What has replaced a value, in plans. */
    static final String OPTION = "--set";

    /**
     * Reads the text after {@code --set}: a key path, {@code =}, and a value in YAML.
     *
     * @throws SpecException if it is not of this form
     */
    static Replacement parse(String text) {
        return parse(text, SOURCE);
    }

    /**
     * Reads such a text of another source.
     *
     * @param source for messages
     * @throws SpecException if it is not of this form
     */
    static Replacement parse(String text, String source) {
        int equals = text.indexOf('=');
        String path = equals < 0 ? text.strip() : text.substring(0, equals).strip();
        Place place = Place.of(source).child(path);
        if (equals < 0 || path.isEmpty()) {
            throw SpecException.at(
                    Place.of(source),
                    "'" + text + "' is not of the form KEY.PATH=VALUE",
                    "for example training.steps=100");
        }
        requirePath(path, place);
        String written = text.substring(equals + 1);
        ConfigNode value =
                YamlTree.parse(written, place, false)
                        .orElseGet(() -> new Scalar(place, YamlScalar.of(""), "empty"));
        return new Replacement(place, path, value);
    }

    /** Returns the first key of the path. */
    String section() {
        return path.split("[.]", 2)[0];
    }

    /**
     * Checks the form of a key path.
     *
     * @throws SpecException if one of its keys is empty
     */
    static void requirePath(String path, Place place) {
        if (path.startsWith(".") || path.endsWith(".") || path.contains("..")) {
            throw SpecException.at(place, "an empty key in the key path '" + path + "'");
        }
    }

    /** Returns the value at a key path, found as {@link #applyTo} finds its place. */
    static Optional<ConfigNode> find(Mapping mapping, String path) {
        String key = longestKey(mapping, path);
        Optional<ConfigNode> below = mapping.get(key);
        return key.equals(path)
                ? below
                : below.filter(Mapping.class::isInstance)
                        .flatMap(inner -> find((Mapping) inner, below(key, path)));
    }

    /**
     * Returns the mapping with the value at its path. If existing keys contain dots, the longest
     * match is used.
     *
     * @throws SpecException if the path leads through something that is not a mapping
     */
    Mapping applyTo(Mapping root) {
        return put(root, path);
    }

    private Mapping put(Mapping mapping, String at) {
        String key = longestKey(mapping, at);
        if (key.equals(at)) {
            return mapping.with(key, new Member(place, value));
        }
        String rest = below(key, at);
        ConfigNode old = mapping.get(key).orElseGet(() -> Mapping.empty(place));
        if (old instanceof Mapping inner) {
            Place kept = mapping.has(key) ? mapping.members().get(key).key() : place;
            return mapping.with(key, new Member(kept, put(inner, rest)));
        }
        String next = rest.split("\\.", 2)[0];
        throw SpecException.at(
                place, "'" + key + "' is " + old.written() + ", it has no key '" + next + "'");
    }

    private static String longestKey(Mapping mapping, String path) {
        String key = path;
        while (!mapping.has(key) && key.contains(".")) {
            key = key.substring(0, key.lastIndexOf('.'));
        }
        return key;
    }

    private static String below(String key, String path) {
        return path.substring(key.length() + 1);
    }
}
