// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value of a config with its place in the source. */
sealed interface ConfigNode {

    /** The place of the value. For a mapping or list in a mapping, it is the place of the key. */
    Place place();

    JsonNode json();

    /** The value as it was written, for messages. */
    String written();

    /** Whether the value is null, which means not set. */
    default boolean isNull() {
        return false;
    }

    /** Returns the value as a mapping. */
    default Mapping asMapping() {
        if (this instanceof Mapping mapping) {
            return mapping;
        }
        throw SpecException.at(
                place(), "is " + written() + ", expected a mapping of keys to values");
    }

    /** Returns the value as a text. */
    default String text() {
        if (this instanceof Scalar scalar && scalar.json().isTextual()) {
            return scalar.json().asText();
        }
        throw SpecException.at(place(), "is " + written() + ", expected a name");
    }

    record Member(Place key, ConfigNode value) {}

    record Scalar(Place place, JsonNode json, String written) implements ConfigNode {
        @Override
        public boolean isNull() {
            return json.isNull();
        }
    }

    record Sequence(Place place, List<ConfigNode> items) implements ConfigNode {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public ArrayNode json() {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            items.forEach(item -> array.add(item.json()));
            return array;
        }

        @Override
        public String written() {
            return json().toString();
        }
    }

    /** A mapping, in the order of the file. */
    record Mapping(Place place, Map<String, Member> members) implements ConfigNode {
        public Mapping {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        static Mapping empty(Place place) {
            return new Mapping(place, Map.of());
        }

        Optional<ConfigNode> get(String key) {
            return Optional.ofNullable(members.get(key))
                    .map(Member::value)
                    .filter(value -> !value.isNull());
        }

        /** The mapping under a key; empty if the key is absent or null. */
        Optional<Mapping> section(String key) {
            return get(key).map(ConfigNode::asMapping);
        }

        /** The mapping under a key; empty keys if it is absent or null. */
        Mapping sectionOrEmpty(String key) {
            return section(key).orElseGet(() -> empty(place));
        }

        /**
         * Returns the value of a key.
         *
         * @throws SpecException with the hint if the key is absent or null
         */
        ConfigNode require(String key, String hint) {
            return get(key).orElseThrow(
                            () ->
                                    SpecException.at(
                                            place, "the key '" + key + "' is missing", hint));
        }

        /** Returns the mapping under a key, as {@link #require}. */
        Mapping requireSection(String key, String hint) {
            return section(key)
                    .orElseThrow(
                            () ->
                                    SpecException.at(
                                            place, "the section '" + key + "' is missing", hint));
        }

        boolean has(String key) {
            return members.containsKey(key);
        }

        List<String> keys() {
            return new ArrayList<>(members.keySet());
        }

        Mapping with(String key, Member member) {
            Map<String, Member> changed = new LinkedHashMap<>(members);
            changed.put(key, member);
            return new Mapping(place, changed);
        }

        Mapping without(Collection<String> keys) {
            Map<String, Member> changed = new LinkedHashMap<>(members);
            changed.keySet().removeAll(keys);
            return new Mapping(place, changed);
        }

        Mapping only(Collection<String> keys) {
            Map<String, Member> changed = new LinkedHashMap<>(members);
            changed.keySet().retainAll(keys);
            return new Mapping(place, changed);
        }

        @Override
        public ObjectNode json() {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            members.forEach((key, member) -> object.set(key, member.value().json()));
            return object;
        }

        @Override
        public String written() {
            return json().toString();
        }
    }
}
