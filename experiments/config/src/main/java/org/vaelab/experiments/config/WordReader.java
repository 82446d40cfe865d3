// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.experiments.config.ConfigNode.Scalar;
import org.vaelab.framework.parts.product.ProductText;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.RegularizerPart;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.SettingKey;
import org.vaelab.framework.settings.Spelling;

/**
 * Reads {@code variant: WORD}, and the keys of the part that the word stands for: those of the
 * model that belong to no section.
 */
final class WordReader {

    private static final String VARIANT = ModelSections.VARIANT.key();
    private static final String START = ModelSections.START.key();

    private final Plugins plugins;
    private final Binder binder;
    private final Map<String, Word> words;

    WordReader(Plugins plugins, Binder binder) {
        this.plugins = plugins;
        this.binder = binder;
        this.words = Word.all(plugins);
    }

    /** Returns the word of a model; empty if it is missing or unknown. */
    private Optional<Word> named(Mapping model) {
        return named(model, words);
    }

    private static Optional<Word> named(Mapping model, Map<String, Word> words) {
        return model.get(VARIANT)
                .flatMap(named -> Optional.ofNullable(words.get(named.json().asText())));
    }

    /** Returns whether the word of a model has a key {@code start} of its own. */
    static boolean hasOwnStart(Mapping model, Map<String, Word> words) {
        return named(model, words).filter(word -> word.ownKeyNames().contains(START)).isPresent();
    }

    /** Reads the word of a model with its keys. */
    Word.Chosen read(ModelReader in) {
        requireTakesLatent(in);
        Mapping model = in.own();
        ConfigNode named = model.get(VARIANT).orElseThrow(() -> withoutVariant(model));
        Word word = words.get(named.text());
        if (word == null) {
            throw SpecException.unknown(named.place(), VARIANT, named.text(), words.keySet());
        }
        List<String> others = ofAllModels();
        if (model.get(START).orElse(named) instanceof Scalar && hasOwnStart(model, words)) {
            others.remove(START);
        }
        if (word.isRegularizer()) {
            requireFree(named, word.part().keyNames(), others, "");
            others.addAll(word.part().keyNames());
        }
        requireFree(named, word.ownKeyNames(), others, START);
        Mapping own = model.without(others);
        Optional<Object> part =
                word.isPosterior() || word.isRegularizer()
                        ? posterior(own, word, others)
                        : Optional.of(binder.bind(own, word.part().type(), others));
        Set<String> sections = new TreeSet<>();
        if (word.isRegularizer()) {
            sections.add(ModelSections.REGULARIZER.key());
        }
        Word.Chosen chosen = new Word.Chosen(word, part, Set.of());
        chosen.posterior().ifPresent(of -> sections.add(ModelSections.POSTERIOR.key()));
        if (!model.has(ModelSections.ESTIMATOR.key())) {
            chosen.estimator().ifPresent(of -> sections.add(ModelSections.ESTIMATOR.key()));
        }
        return new Word.Chosen(word, part, sections);
    }

    /**
     * Returns the word by which a model is recorded: {@code variant: gaussian} with a regulariser
     * that has a word is the same model as the word of the regulariser.
     */
    Word.Chosen recorded(Word.Chosen written, Optional<RegularizerPart> regularizer) {
        if (!written.word().name().equals(Word.USUAL)) {
            return written;
        }
        return regularizer
                .map(of -> words.get(PartType.partOf(of.getClass()).variant()))
                .map(
                        word -> {
                            Set<String> sections = new TreeSet<>(written.sections());
                            sections.add(ModelSections.REGULARIZER.key());
                            return new Word.Chosen(word, written.part(), sections);
                        })
                .orElse(written);
    }

    /** Without a key of the posterior, the model names another one. */
    private Optional<Object> posterior(Mapping own, Word word, List<String> others) {
        List<String> keys = word.ownKeyNames();
        List<String> known = new ArrayList<>(others);
        known.addAll(keys);
        Class<?> type = word.beside().<PartType<?>>map(of -> of).orElse(word.part()).type();
        boolean isSet =
                own.only(keys).members().values().stream()
                        .anyMatch(member -> !member.value().isNull());
        if (isSet) {
            Object posterior = binder.bindAmong(own, type, known, Map.of());
            Binder.check(own, () -> PartType.check(posterior, plugins));
            return Optional.of(posterior);
        }
        binder.requireKnown(own, type, known);
        return Optional.empty();
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

    /**
     * Requires a word that takes the latent variables as they are written: one that reads a text
     * takes a product, one that needs no {@code latent} of its own takes a hierarchy.
     */
    private void requireTakesLatent(ModelReader in) {
        Optional<Word> word = named(in.whole()).filter(named -> !named.isRegularizer());
        Optional<SettingKey> own =
                word.stream()
                        .flatMap(named -> named.ownKeys().stream())
                        .filter(key -> key.name().equals(ModelSections.LATENT.key()))
                        .findFirst();
        boolean isProduct = in.latentText().filter(ProductText::isProduct).isPresent();
        boolean isTaken =
                in.isHierarchical()
                        ? own.filter(key -> !word.orElseThrow().isPosterior())
                                .filter(SettingKey::isRequired)
                                .isEmpty()
                        : !isProduct
                                || own.filter(key -> key.component().getType() == String.class)
                                        .isPresent();
        if (word.isPresent() && !isTaken) {
            ConfigNode written = in.whole().get(ModelSections.LATENT.key()).orElseThrow();
            throw SpecException.at(
                    written.place(),
                    "is %s, a %s, which variant '%s' does not take"
                            .formatted(
                                    written.written(),
                                    in.isHierarchical() ? "hierarchy" : "product",
                                    word.get().name()),
                    "use variant: product");
        }
    }

    /**
     * Reads the regulariser: that of its section, or that of the word, whose keys are keys of the
     * model.
     */
    Optional<RegularizerPart> regularizer(ModelReader in) {
        Mapping model = in.own();
        String key = ModelSections.REGULARIZER.key();
        Optional<Word> word = named(model).filter(Word::isRegularizer);
        if (word.isEmpty()) {
            return in.parts().optional(model, key, RegularizerPart.class);
        }
        if (model.has(key)) {
            throw SpecException.at(
                    model.members().get(key).key(),
                    "variant '%s' is a regulariser, and the model names another"
                            .formatted(word.get().name()),
                    "write variant: " + Word.USUAL + ", or leave it out");
        }
        boolean othersAreKnown = in.get(ModelSections.VARIANT).isPresent();
        RegularizerPart part = (RegularizerPart) keysOf(word.get().part(), model, othersAreKnown);
        Binder.check(model, () -> PartType.check(part, plugins));
        return Optional.of(part);
    }

    private Object keysOf(PartType<?> type, Mapping model, boolean othersAreKnown) {
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

    private static List<String> ofAllModels() {
        List<String> keys = new ArrayList<>(ModelSections.SHARED);
        keys.add(VARIANT);
        keys.add(ModelLabels.KEY);
        return keys;
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
                        "one of " + String.join(", ", words.keySet()))
                : new SpecException(misspelt);
    }
}
