// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.framework.parts.product.HierarchyNotation;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.plugin.Plugins;

/**
 * The sections of one model: each is read when it is asked for first, and its problems are kept.
 */
final class ModelReading {

    private final SpecContext context;
    private final Binder binder;
    private final PartReader parts;
    private final WordReader words;
    private final Mapping whole;
    private final Mapping own;
    private final Problems problems = new Problems();
    private final Map<String, Optional<?>> values = new HashMap<>();

    ModelReading(
            SpecContext context, Binder binder, PartReader parts, WordReader words, Mapping whole) {
        this.context = context;
        this.binder = binder;
        this.parts = parts;
        this.words = words;
        this.whole = whole;
        this.own = isHierarchical() ? whole.without(List.of(ModelSections.LATENT.key())) : whole;
    }

    /** Returns the value of a section; empty if it has a problem. */
    @SuppressWarnings("unchecked") // A section's reader gave the value.
    <T> Optional<T> get(ModelSection<T> section) {
        Optional<?> known = values.get(section.key());
        if (known == null) {
            known = problems.collect(() -> section.reader().read(this));
            values.put(section.key(), known);
        }
        return (Optional<T>) known;
    }

    /** Returns the value of a section, after all were read. */
    <T> T value(ModelSection<T> section) {
        return get(section).orElseThrow();
    }

    /**
     * Reads all sections, and returns the further inferences, which stand in that of evaluation.
     *
     * @throws SpecException with the problems of all of them
     */
    List<InferencePart> requireAll() {
        ModelSections.ALL.forEach(this::get);
        Optional<List<InferencePart>> further =
                problems.collect(() -> parts.furtherInferences(own));
        problems.throwIfAny();
        return further.orElseThrow();
    }

    /** Returns the model as it is written, with a hierarchy in {@code latent}. */
    Mapping whole() {
        return whole;
    }

    /** Returns the model without its hierarchy. */
    Mapping own() {
        return own;
    }

    SpecContext context() {
        return context;
    }

    Plugins plugins() {
        return context.plugins();
    }

    Binder binder() {
        return binder;
    }

    PartReader parts() {
        return parts;
    }

    WordReader words() {
        return words;
    }

    boolean isHierarchical() {
        return latentText().filter(HierarchyNotation::isHierarchy).isPresent();
    }

    /** Returns what {@code latent} says, if that is a text. */
    Optional<String> latentText() {
        return whole.get(ModelSections.LATENT.key())
                .map(ConfigNode::json)
                .filter(json -> json.isTextual())
                .map(json -> json.asText());
    }
}
