// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.experiments.config.ConfigNode.Member;
import org.vaelab.experiments.config.ConfigNode.Scalar;

/**
 * Merges one mapping over another: mappings merge key by key, everything else is replaced.
 *
 * <p>If the upper mapping names a different {@code type}, {@code source} or {@code encoder}, it
 * replaces the lower one, because settings of one kind mean nothing to another. So does an encoder
 * that is a list of layers, or a mapping with keys of its own, and in the section {@code network} a
 * type where the lower mapping names none.
 */
final class Merge {

    /** Keys that select the kind of their mapping. */
    static final List<String> KINDS = List.of("type", "source", "encoder");

    private static final String ENCODER = "encoder";

    private Merge() {}

    static Mapping of(Mapping below, Mapping above) {
        Map<String, Member> merged = new LinkedHashMap<>(below.members());
        above.members()
                .forEach(
                        (key, member) ->
                                merged.merge(
                                        key,
                                        member,
                                        (old, replacing) -> member(key, old, replacing)));
        return new Mapping(above.place(), merged);
    }

    private static Member member(String key, Member below, Member above) {
        if (below.value() instanceof Mapping old
                && above.value() instanceof Mapping replacing
                && !isOtherKind(key, old, replacing)) {
            return new Member(above.key(), of(old, replacing));
        }
        return above;
    }

    private static boolean isOtherKind(String key, Mapping old, Mapping replacing) {
        Optional<JsonNode> before = kind(old);
        return before.isPresent()
                ? kind(replacing).filter(k -> !before.get().equals(k)).isPresent()
                : replacing.get(ENCODER).filter(e -> !(e instanceof Scalar)).isPresent()
                        || (key.equals("network") && replacing.has("type"));
    }

    /** Returns the name of the kind of a mapping. An encoder may be a mapping itself. */
    private static Optional<JsonNode> kind(Mapping of) {
        return KINDS.stream()
                .flatMap(key -> of.get(key).stream())
                .findFirst()
                .flatMap(k -> k instanceof Mapping inner ? kind(inner) : Optional.of(k.json()));
    }
}
