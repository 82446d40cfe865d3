// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.spec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.vaelab.experiments.spec.ConfigNode.Mapping;

/** Binds mappings of a config to settings records, and writes settings as config. */
final class Binder {

    private static final JsonMapper MAPPER = StrictMapper.create();

    private final Path folder;

    /** A binder that resolves relative paths against a folder. */
    Binder(Path folder) {
        this.folder = folder;
    }

    /**
     * Reads a record.
     *
     * @throws SpecException of all unknown keys, and of the first other problem
     */
    <T> T bind(Mapping section, Class<T> type) {
        return bind(section, type, List.of());
    }

    /**
     * Reads a record from a mapping of which others have taken keys already.
     *
     * @param others the names of those keys, for messages
     */
    <T> T bind(Mapping section, Class<T> type, Collection<String> others) {
        Problems problems = new Problems();
        ObjectNode json = section.json();
        while (true) {
            try {
                T bound =
                        MAPPER.readerFor(type)
                                .withAttribute(StrictMapper.FOLDER, folder)
                                .readValue(json);
                problems.throwIfAny();
                return bound;
            } catch (UnrecognizedPropertyException e) {
                problems.add(unknownKey(section, e, others));
                remove(json, e);
            } catch (JsonMappingException e) {
                Refusal refusal = new Refusal(section, e);
                if (problems.all().isEmpty() || !refusal.isMissingKey()) {
                    problems.add(refusal.problem());
                }
                problems.throwIfAny();
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a tree cannot be malformed", e);
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    /** Returns a value as it would stand in a config. */
    static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    private static Problem unknownKey(
            Mapping section, UnrecognizedPropertyException e, Collection<String> others) {
        List<JsonMappingException.Reference> path = e.getPath();
        Place place = Refusal.locate(section, path).place();
        TreeSet<String> known = new TreeSet<>();
        if (e.getKnownPropertyIds() != null) {
            e.getKnownPropertyIds().forEach(key -> known.add(key.toString()));
        }
        if (path.size() == 1) {
            known.addAll(others);
        }
        return Problems.unknown(place, "key", e.getPropertyName(), new ArrayList<>(known));
    }

    private static void remove(ObjectNode root, UnrecognizedPropertyException e) {
        List<JsonMappingException.Reference> path = e.getPath();
        JsonNode node = root;
        for (JsonMappingException.Reference part : path.subList(0, path.size() - 1)) {
            node =
                    part.getFieldName() == null
                            ? node.path(part.getIndex())
                            : node.path(part.getFieldName());
        }
        if (!(node instanceof ObjectNode object) || object.remove(e.getPropertyName()) == null) {
            throw new IllegalStateException("unknown key at an unknown place", e);
        }
    }
}
