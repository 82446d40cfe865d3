// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import java.util.ArrayList;
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
import org.vaelab.framework.plugin.Preset;
import org.vaelab.framework.plugin.RegularizerPart;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.plugin.VariantNames;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Registry;
import org.vaelab.framework.settings.SettingKey;
import org.vaelab.framework.settings.Spelling;
import org.vaelab.framework.settings.YamlScalar;

/**
 * Reads the parts of a model: its variant, and sections that are a name or a mapping with a type.
 */
final class PartReader {

    private static final String TYPE = ModelSections.TYPE;
    private static final String VARIANT = ModelSections.VARIANT.key();
    private static final String RUN = "run";

    private final Plugins plugins;
    private final Binder binder;
    private final Map<String, VariantNames.Meaning> variants;

    PartReader(Plugins plugins, Binder binder) {
        this.plugins = plugins;
        this.variants = VariantNames.of(plugins);
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
     * Returns a mapping in which a start given by its run alone is a mapping. A variant may have a
     * setting {@code start} of its own, whose plain values stay.
     */
    static Mapping withStartAsMapping(Mapping section, Plugins plugins) {
        return hasOwnStart(section, plugins)
                ? section
                : withMapping(section, ModelSections.START.key(), RUN);
    }

    private static boolean hasOwnStart(Mapping model, Plugins plugins) {
        return model.get(VARIANT)
                .map(named -> plugins.of(Variant.class).types().get(named.json().asText()))
                .map(type -> type.keyNames().contains(ModelSections.START.key()))
                .orElse(false);
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

    /**
     * Reads the variant with its settings: the keys of the model that belong to no section, and not
     * to the regulariser after which the variant is named.
     */
    Variant variant(Mapping model) {
        ConfigNode named = model.get(VARIANT).orElseThrow(() -> withoutVariant(model));
        VariantNames.Meaning meaning = meaning(named);
        List<String> others = ofAllModels();
        if (model.get(ModelSections.START.key()).orElse(named) instanceof Scalar
                && hasOwnStart(model, plugins)) {
            others.remove(ModelSections.START.key());
        }
        meaning.regularizer()
                .map(PartType::keyNames)
                .ifPresent(keys -> requireFree(named, keys, others, ""));
        meaning.regularizer().map(PartType::keyNames).ifPresent(others::addAll);
        List<String> keys = meaning.keysOfVariant().stream().map(SettingKey::name).toList();
        requireFree(named, keys, others, ModelSections.START.key());
        Mapping own = model.without(others);
        if (meaning.preset().isPresent()) {
            return preset(own, meaning.preset().get(), keys, others);
        }
        PartType<Variant> type = plugins.of(Variant.class).get(meaning.variant());
        return binder.bind(own, type.type(), others);
    }

    /** Without a key of the posterior, the model names another one. */
    private Preset preset(
            Mapping own, PartType<PosteriorPart> type, List<String> keys, List<String> others) {
        List<String> known = new ArrayList<>(others);
        known.addAll(keys);
        boolean isSet =
                own.only(keys).members().values().stream()
                        .anyMatch(member -> !member.value().isNull());
        if (isSet) {
            return new Preset(
                    type, Optional.of(binder.bindAmong(own, type.type(), known, Map.of())));
        }
        binder.requireKnown(own, type.type(), known);
        return new Preset(type, Optional.empty());
    }

    /** Returns what the variant of a model means; empty if it is missing or unknown. */
    Optional<VariantNames.Meaning> named(Mapping model) {
        return model.get(VARIANT)
                .flatMap(named -> Optional.ofNullable(variants.get(named.json().asText())));
    }

    /** Returns the names of the keys of a variant. */
    List<String> keysOf(Variant variant) {
        return variants.get(variant.name()).keysOfVariant().stream().map(SettingKey::name).toList();
    }

    private static void requireFree(
            ConfigNode named, List<String> keys, List<String> others, String exempt) {
        for (String key : keys) {
            if (others.contains(key) && !key.equals(exempt)) {
                throw SpecException.at(
                        named.place(),
                        "variant '%s' cannot be used: its setting '%s' is a key of all models"
                                .formatted(named.text(), key));
            }
        }
    }

    private VariantNames.Meaning meaning(ConfigNode named) {
        return Optional.ofNullable(variants.get(named.text()))
                .orElseThrow(
                        () ->
                                SpecException.unknown(
                                        named.place(), VARIANT, named.text(), variants.keySet()));
    }

    /**
     * Reads the regulariser: that of its section, or that after which the variant is named. The
     * keys of the latter are keys of the model.
     *
     * @param variant of the model; empty if it cannot be read
     */
    Optional<RegularizerPart> regularizer(Mapping model, Optional<Variant> variant) {
        Optional<PartType<RegularizerPart>> lent =
                named(model).flatMap(VariantNames.Meaning::regularizer);
        String key = ModelSections.REGULARIZER.key();
        if (lent.isEmpty()) {
            return optional(model, key, RegularizerPart.class);
        }
        PartType<RegularizerPart> type = lent.get();
        if (model.has(key)) {
            throw SpecException.at(
                    model.members().get(key).key(),
                    "variant '%s' is a regulariser, and the model names another"
                            .formatted(type.part().variant()),
                    "write variant: " + VariantNames.USUAL + ", or leave it out");
        }
        RegularizerPart part = lent(model, type, variant.isPresent());
        Binder.check(model, () -> PartType.check(part, plugins));
        return Optional.of(part);
    }

    private static List<String> ofAllModels() {
        List<String> keys = new ArrayList<>(ModelSections.SHARED);
        keys.add(VARIANT);
        keys.add(ModelLabels.KEY);
        return keys;
    }

    private RegularizerPart lent(
            Mapping model, PartType<RegularizerPart> type, boolean othersAreKnown) {
        try {
            return binder.bind(model.only(type.keyNames()), type.type(), List.of());
        } catch (SpecException e) {
            // What is wrong with the keys together may be due to a key that is misspelt.
            throw othersAreKnown
                    ? e
                    : new SpecException(
                            e.problems().stream()
                                    .filter(problem -> !problem.place().equals(model.place()))
                                    .toList());
        }
    }

    /**
     * Reports a missing variant. Its settings are unknown, but keys that are misspelt for all
     * models are reported too.
     */
    private SpecException withoutVariant(Mapping model) {
        List<String> known = ofAllModels();
        List<Problem> misspelt = new ArrayList<>();
        model.without(known)
                .members()
                .forEach(
                        (key, member) -> {
                            if (Spelling.nearest(key, known).isPresent()) {
                                misspelt.add(Problem.unknown(member.key(), "key", key, known));
                            }
                        });
        return misspelt.isEmpty()
                ? SpecException.at(
                        model.place(),
                        "the key 'variant' is missing",
                        "one of " + String.join(", ", variants.keySet()))
                : new SpecException(misspelt);
    }
}
