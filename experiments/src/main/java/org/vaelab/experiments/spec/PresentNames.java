// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.experiments.spec.ConfigNode.Mapping;
import org.vaelab.experiments.spec.ConfigNode.Member;
import org.vaelab.experiments.spec.ConfigNode.Scalar;
import org.vaelab.experiments.spec.ConfigNode.Sequence;
import org.vaelab.framework.settings.Registry;

/**
 * Replaces earlier names of parts in records by present ones: of the part itself, and of the parts
 * of the same kind in it, such as the priors of a product's factors.
 *
 * @param registry of the kind
 */
record PresentNames(Registry<?> registry) {

    /** Returns the section of a part under present names: values of {@code type}, items of lists. */
    Mapping in(Mapping section) {
        Map<String, Member> members = new LinkedHashMap<>();
        section.members()
                .forEach(
                        (key, member) ->
                                members.put(
                                        key,
                                        new Member(
                                                member.key(),
                                                key.equals(ModelReader.TYPE)
                                                        ? named(member.value())
                                                        : within(member.value()))));
        return new Mapping(section.place(), members);
    }

    private ConfigNode within(ConfigNode node) {
        if (node instanceof Mapping mapping) {
            return in(mapping);
        }
        if (node instanceof Sequence sequence) {
            List<ConfigNode> items =
                    sequence.items().stream().map(item -> named(within(item))).toList();
            return new Sequence(sequence.place(), items);
        }
        return node;
    }

    private ConfigNode named(ConfigNode node) {
        JsonNode json = node.json();
        Optional<String> present =
                json.isTextual() ? registry.presentName(json.asText()) : Optional.empty();
        return present.<ConfigNode>map(
                        name -> new Scalar(node.place(), TextNode.valueOf(name), name))
                .orElse(node);
    }
}
