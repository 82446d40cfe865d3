// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.experiments.config.ConfigNode.Member;
import org.vaelab.experiments.config.ConfigNode.Scalar;
import org.vaelab.experiments.config.ConfigNode.Sequence;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Registry;
import org.vaelab.framework.settings.YamlScalar;

/** Reads the parts of a model: sections that are a name or a mapping with a type. */
final class PartReader {

    private static final String TYPE = ModelSections.TYPE;
    private static final String RUN = "run";

    private final Plugins plugins;
    private final Binder binder;

    PartReader(Plugins plugins, Binder binder) {
        this.plugins = plugins;
        this.binder = binder;
    }

    /** Returns a mapping in which parts given by name alone are mappings. */
    static Mapping withPartsAsMappings(Mapping section) {
        Mapping result = section;
        for (String key : DescribedSections.parts().keySet()) {
            result = withMapping(result, key, TYPE);
        }
        return result;
    }

    /**
     * Returns a mapping in which a start given by its run alone is a mapping. A word may have a key
     * {@code start} of its own, whose plain values stay.
     */
    static Mapping withStartAsMapping(Mapping section, Map<String, Word> words) {
        return Word.of(section, words).filter(Word::hasOwnStart).isPresent()
                ? section
                : withMapping(section, ModelSections.START.key(), RUN);
    }

    private static Mapping withMapping(Mapping section, String key, String inner) {
        Member member = section.members().get(key);
        return member != null && member.value() instanceof Scalar && !member.value().isNull()
                ? section.with(key, new Member(member.key(), asMapping(member.value(), inner)))
                : section;
    }

    static Mapping asMapping(ConfigNode node) {
        return asMapping(node, TYPE);
    }

    static Mapping asMapping(ConfigNode node, String key) {
        return node instanceof Scalar name && !name.isNull()
                ? Mapping.empty(name.place()).with(key, new Member(name.place(), name))
                : node.asMapping();
    }

    /** Reads the part in a section of a model; empty if it has none. */
    <P> Optional<P> optional(Mapping model, String key, Class<P> point) {
        return model.section(key).map(section -> part(section, plugins.of(point), List.of(TYPE)));
    }

    /**
     * Reads the likelihood.
     *
     * @param otherwise its name, if the model names none
     */
    LikelihoodPart likelihood(Mapping model, String otherwise) {
        Place place = model.place();
        Scalar byDefault = new Scalar(place, YamlScalar.of(otherwise), otherwise);
        Mapping section =
                model.section(ModelSections.LIKELIHOOD.key()).orElseGet(() -> asMapping(byDefault));
        return part(section, plugins.of(LikelihoodPart.class), List.of(TYPE));
    }

    /** Reads one inference or a list, each given by its name or as a mapping. */
    List<InferencePart> furtherInferences(Mapping model) {
        Optional<ConfigNode> written =
                model.section(ModelSections.EVALUATION.key())
                        .flatMap(section -> section.get(ModelSections.INFERENCE.key()));
        if (written.isEmpty()) {
            return List.of();
        }
        List<ConfigNode> items =
                written.get() instanceof Sequence several
                        ? several.items()
                        : List.of(written.get());
        Problems problems = new Problems();
        Map<String, InferencePart> parts = new LinkedHashMap<>();
        for (ConfigNode item : items) {
            problems.collect(
                            () ->
                                    part(
                                            asMapping(item),
                                            plugins.of(InferencePart.class),
                                            List.of(TYPE)))
                    .map(part -> parts.put(PartType.nameOf(part), part))
                    .ifPresent(
                            earlier ->
                                    problems.add(
                                            item.place(),
                                            "inference '"
                                                    + PartType.nameOf(earlier)
                                                    + "' stands here twice, and its measures would"
                                                    + " have one name",
                                            "make models of their own of them"));
        }
        problems.throwIfAny();
        return List.copyOf(parts.values());
    }

    /**
     * Reads a part.
     *
     * @param others keys beside its own, for messages
     */
    <P> P part(Mapping section, Registry<P> registry, List<String> others) {
        ConfigNode named = section.require(TYPE, "one of " + String.join(", ", registry.names()));
        return part(section.without(List.of(TYPE)), find(registry, named), others);
    }

    /**
     * Reads the settings of a part.
     *
     * @param others keys beside its own, for messages
     */
    <P> P part(Mapping own, PartType<P> type, List<String> others) {
        Set<String> known = new TreeSet<>(others);
        known.addAll(type.keyNames());
        P instance = type.instance();
        if (instance != null && type.keys().isEmpty()) {
            binder.requireKnown(own, type.type(), known);
            return instance;
        }
        P part = binder.bindAmong(own, type.type(), known, type.given());
        Binder.check(own, () -> PartType.check(part, plugins));
        return part;
    }

    static <P> PartType<P> find(Registry<P> registry, ConfigNode named) {
        String name = named.text();
        Binder.check(named, () -> registry.get(name));
        return registry.get(name);
    }
}
