// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.spec;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.vaelab.experiments.spec.ConfigNode.Mapping;
import org.vaelab.experiments.spec.ConfigNode.Member;
import org.vaelab.framework.plugin.Origin;
import org.vaelab.framework.plugin.PluginException;
import org.vaelab.framework.settings.StrictMapper;

/** Binds mappings of a config to settings records, and writes settings as config. */
final class Binder {

    private static final JsonMapper MAPPER = StrictMapper.create();

    /** A record is inspected once, since a search reads many models. */
    private static final Map<Class<?>, Set<String>> NAMES = new ConcurrentHashMap<>();

    private final Path folder;
    private final KeyGuide guide;

    /**
     * Creates a binder, which resolves relative paths against a folder.
     *
     * @param guide suggests the intended key for an unknown one
     */
    Binder(Path folder, KeyGuide guide) {
        this.folder = folder;
        this.guide = guide;
    }

    /** Reads a record. */
    <T> T bind(Mapping section, Class<T> type) {
        return bind(section, type, List.of());
    }

    /**
     * Reads a record from a mapping, some of whose keys are read elsewhere.
     *
     * @param others the names of those keys, for messages
     */
    <T> T bind(Mapping section, Class<T> type, Collection<String> others) {
        return bindAmong(section, type, known(type, others));
    }

    /**
     * Reads a record from a mapping.
     *
     * @param known the keys that may stand there, of the record or read elsewhere
     */
    <T> T bindAmong(Mapping section, Class<? extends T> type, Collection<String> known) {
        Problems problems = new Problems();
        List<List<String>> taken = new ArrayList<>();
        ObjectNode json = withoutNulls(section.json());
        for (String unknown : unknownKeys(section, type, known, problems)) {
            json.remove(unknown);
            taken.add(List.of(unknown));
        }
        while (true) {
            try {
                T bound = reader(type).readValue(json);
                unknownKeysOfNulls(section, type, problems);
                problems.throwIfAny();
                return bound;
            } catch (UnrecognizedPropertyException e) {
                problems.add(unknownKey(section, e));
                taken.add(goOnWithout(e, json, problems));
            } catch (InvalidDefinitionException e) {
                throw unreadable(type, e);
            } catch (JsonMappingException e) {
                Refusal refusal = new Refusal(section, e);
                if (!refusal.mayFollowFrom(taken)) {
                    problems.add(refusal.problem());
                }
                taken.add(goOnWithout(e, json, problems));
            } catch (IOException e) {
                throw new UncheckedIOException("a tree cannot be malformed", e);
            }
        }
    }

    /** Requires that all keys of a mapping are known, which has none of a record. */
    void requireKnown(Mapping section, Class<?> type, Collection<String> known) {
        Problems problems = new Problems();
        unknownKeys(section, type, known, problems);
        problems.throwIfAny();
    }

    private static Set<String> known(Class<?> type, Collection<String> others) {
        Set<String> known = new TreeSet<>(others);
        if (type.isRecord()) {
            known.addAll(NAMES.computeIfAbsent(type, Binder::keys));
        }
        return known;
    }

    /** Runs a check of settings that were read. */
    static void check(Mapping section, Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException e) {
            throw SpecException.of(Refusal.inSection(section, String.valueOf(e.getMessage())));
        }
    }

    /**
     * Returns a value in the syntax of a config.
     *
     * @throws PluginException if Jackson cannot write its class
     */
    static JsonNode tree(Object value) {
        try {
            return MAPPER.valueToTree(value);
        } catch (IllegalArgumentException e) {
            throw new PluginException(
                    "settings %s cannot be written to a config: %s"
                            .formatted(Origin.describe(value.getClass()), firstLine(e)),
                    e);
        }
    }

    private static PluginException unreadable(Class<?> type, Exception e) {
        return new PluginException(
                "settings %s cannot be read from a config: %s"
                        .formatted(Origin.describe(type), firstLine(e)),
                e);
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /**
     * Reports and returns unknown keys of the section itself. Jackson would report a missing key
     * rather than its misspelling.
     */
    private List<String> unknownKeys(
            Mapping section, Class<?> type, Collection<String> allowed, Problems problems) {
        if (!type.isRecord()) {
            return List.of();
        }
        Set<String> known = new TreeSet<>(allowed);
        List<String> unknown = new ArrayList<>();
        section.members()
                .forEach(
                        (key, member) -> {
                            if (!known.contains(key)) {
                                unknown.add(key);
                                problems.add(
                                        guide.unknown(
                                                member.key(), type, key, member.value(), known));
                            }
                        });
        return unknown;
    }

    private static Set<String> keys(Class<?> type) {
        Set<String> keys = new TreeSet<>();
        MAPPER.getDeserializationConfig()
                .introspect(MAPPER.constructType(type))
                .findProperties()
                .forEach(property -> keys.add(property.getName()));
        return keys;
    }

    private Problem unknownKey(Mapping section, UnrecognizedPropertyException e) {
        List<JsonMappingException.Reference> path = e.getPath();
        Set<String> known = new TreeSet<>();
        if (e.getKnownPropertyIds() != null) {
            e.getKnownPropertyIds().forEach(key -> known.add(key.toString()));
        }
        ConfigNode parent = Refusal.locate(section, path.subList(0, path.size() - 1));
        String key = e.getPropertyName();
        if (parent instanceof Mapping mapping && mapping.has(key)) {
            Member member = mapping.members().get(key);
            return guide.unknown(member.key(), e.getReferringClass(), key, member.value(), known);
        }
        return guide.unknown(parent.place(), e.getReferringClass(), key, parent, known);
    }

    /** A null value means that the key is not set. Its key must still be known. */
    private void unknownKeysOfNulls(Mapping section, Class<?> type, Problems problems) {
        ObjectNode json = section.json();
        while (!json.equals(withoutNulls(json))) {
            try {
                reader(type).readValue(json);
                return;
            } catch (UnrecognizedPropertyException e) {
                problems.add(unknownKey(section, e));
                goOnWithout(e, json, problems);
            } catch (JsonMappingException e) {
                // A known key does not accept null.
                return;
            } catch (IOException e) {
                throw new UncheckedIOException("a tree cannot be malformed", e);
            }
        }
    }

    private static ObjectNode withoutNulls(ObjectNode json) {
        ObjectNode pruned = json.objectNode();
        for (Map.Entry<String, JsonNode> member : json.properties()) {
            JsonNode value = member.getValue();
            if (!value.isNull()) {
                pruned.set(
                        member.getKey(),
                        value instanceof ObjectNode inner ? withoutNulls(inner) : value);
            }
        }
        return pruned;
    }

    private ObjectReader reader(Class<?> type) {
        return MAPPER.readerFor(type).withAttribute(StrictMapper.FOLDER, folder);
    }

    /**
     * Removes the innermost invalid key, so that the other problems are found too.
     *
     * @return the path to that key
     */
    private static List<String> goOnWithout(
            JsonMappingException e, ObjectNode root, Problems problems) {
        ObjectNode parent = root;
        String key = null;
        int keyAt = 0;
        int at = 0;
        JsonNode node = root;
        for (JsonMappingException.Reference part : e.getPath()) {
            if (part.getFieldName() == null) {
                node = node.path(part.getIndex());
            } else if (node instanceof ObjectNode object && object.has(part.getFieldName())) {
                parent = object;
                key = part.getFieldName();
                keyAt = at;
                node = object.get(key);
            } else {
                break;
            }
            at++;
        }
        if (key == null) {
            // The whole section was rejected, so there are no further problems.
            problems.throwIfAny();
            throw new IllegalStateException("refused at an unknown place", e);
        }
        parent.remove(key);
        return Refusal.path(e).subList(0, keyAt + 1);
    }
}
