// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.framework.parts.product.HierarchyNotation;
import org.vaelab.framework.plugin.GivenNetworks;
import org.vaelab.framework.plugin.Hierarchy;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.WholeModel;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.training.TrainingSettings;

/**
 * Reads a model: its {@linkplain ModelSections sections}, each when it is asked for first, and what
 * they say together.
 */
final class ModelReader {

    private final SpecContext context;
    private final Binder binder;
    private final PartReader parts;
    private final Map<String, Word> words;
    private final Mapping whole;
    private final Mapping own;
    private final Problems problems = new Problems();
    private final Map<String, Optional<?>> values = new HashMap<>();

    private ModelReader(SpecContext context, Binder binder, Mapping whole) {
        this.context = context;
        this.binder = binder;
        this.parts = new PartReader(context.plugins(), binder);
        this.words = Word.all(context.plugins());
        this.whole = whole;
        this.own = isHierarchical() ? whole.without(List.of(ModelSections.LATENT.key())) : whole;
    }

    /**
     * Reads a model, merged over the top-level sections.
     *
     * @param folder against which relative paths are resolved
     */
    static ModelSpec read(SpecContext context, Path folder, Mapping merged) {
        Binder binder = new Binder(folder, UnknownKeys.of(context.plugins()));
        Mapping model =
                PartReader.withStartAsMapping(
                        PartReader.withPartsAsMappings(merged), Word.all(context.plugins()));
        ModelSpec alone = new ModelReader(context, binder, model).alone();
        GradientsReader gradients =
                new GradientsReader(
                        other -> new ModelReader(context, binder, other).alone(),
                        binder,
                        context.plugins());
        return alone.measuring(gradients.read(model));
    }

    /** Returns the value of a section; empty if it has a problem. */
    @SuppressWarnings("unchecked") // A section's reader gave the value.
    <T> Optional<T> get(ModelSections.Section<T> section) {
        Optional<?> known = values.get(section.key());
        if (known == null) {
            known = problems.collect(() -> section.reader().apply(this));
            values.put(section.key(), known);
        }
        return (Optional<T>) known;
    }

    /** Returns the value of a section, after all were read. */
    private <T> T value(ModelSections.Section<T> section) {
        return get(section).orElseThrow();
    }

    /** Reads a model, except for its measured gradients, with the problems of all sections. */
    private ModelSpec alone() {
        ModelSections.ALL.forEach(this::get);
        // They stand in the section of evaluation.
        Optional<List<InferencePart>> read = problems.collect(() -> parts.furtherInferences(own));
        problems.throwIfAny();
        List<InferencePart> further = read.orElseThrow();
        Word.Chosen word = value(ModelSections.VARIANT);
        TrainingSettings training = training(word);
        return new ModelSpec(
                recorded(word),
                value(ModelSections.DATA),
                value(ModelSections.RUNTIME),
                word.whole()
                        .<ModelBlueprint>map(of -> whole(of, training, further))
                        .orElseGet(() -> ofParts(word, training, further)),
                training,
                value(ModelSections.EVALUATION),
                Optional.empty(),
                value(ModelSections.START));
    }

    /**
     * Returns the word by which a model is recorded: {@code variant: gaussian} with a regulariser
     * that has a word is the same model as the word of the regulariser.
     */
    private Word.Chosen recorded(Word.Chosen written) {
        return value(ModelSections.REGULARIZER)
                .filter(of -> written.word().name().equals(Word.USUAL))
                .map(of -> words.get(PartType.partOf(of.getClass()).variant()))
                .map(word -> new Word.Chosen(word, written.part()))
                .orElse(written);
    }

    private ModelBlueprint.Whole whole(
            WholeModel model, TrainingSettings training, List<InferencePart> further) {
        boolean decodes = model instanceof WholeModel.Decoding;
        requireNoParts(training, decodes);
        return new ModelBlueprint.Whole(
                model,
                decodes ? Optional.of(value(ModelSections.LIKELIHOOD)) : Optional.empty(),
                value(ModelSections.ESTIMATOR),
                value(ModelSections.INFERENCE),
                further,
                training.klWeights());
    }

    private ModelBlueprint.OfParts ofParts(
            Word.Chosen word, TrainingSettings training, List<InferencePart> further) {
        requireOnePosterior(word);
        ModelBlueprint.OfParts.Builder blueprint =
                new ModelBlueprint.OfParts.Builder(
                                value(ModelSections.LIKELIHOOD), value(ModelSections.NETWORK))
                        .furtherInferences(further)
                        .condition(value(ModelSections.CONDITION))
                        .klWeight(training.klWeights())
                        .fitsPriorAfterwards(training.fitsPriorAfterwards());
        word.posterior().ifPresent(blueprint::posterior);
        word.estimator().ifPresent(blueprint::estimator);
        value(ModelSections.POSTERIOR).ifPresent(blueprint::posterior);
        value(ModelSections.LATENT).ifPresent(blueprint::hierarchy);
        value(ModelSections.PRIOR).ifPresent(blueprint::prior);
        value(ModelSections.ESTIMATOR).ifPresent(blueprint::estimator);
        value(ModelSections.REGULARIZER).ifPresent(blueprint::regularizer);
        value(ModelSections.INFERENCE).ifPresent(blueprint::inference);
        value(ModelSections.SUPERVISION).ifPresent(blueprint::supervision);
        return blueprint.build();
    }

    /** Returns the settings of training: no steps for a model that was trained elsewhere. */
    private TrainingSettings training(Word.Chosen word) {
        boolean isGiven = value(ModelSections.NETWORK).encoder() instanceof GivenNetworks;
        if (isGiven && word.whole().isEmpty()) {
            return TrainingSettings.none();
        }
        TrainingSettings written = value(ModelSections.TRAINING);
        Binder.check(own.sectionOrEmpty(ModelSections.TRAINING.key()), written::requireSteps);
        return written;
    }

    /**
     * What a config says of all its models may be for others, so only what is said of this one is
     * rejected.
     */
    private void requireNoParts(TrainingSettings training, boolean decodes) {
        Mapping model = whole;
        String variant = value(ModelSections.VARIANT).word().name();
        if (value(ModelSections.LATENT).isPresent()) {
            requireNone(model, ModelSections.LATENT.key(), variant);
        }
        if (training.fitsPriorAfterwards()) {
            requireNone(model.sectionOrEmpty(ModelSections.TRAINING.key()), "priorSteps", variant);
        }
        for (ModelSections.Section<?> section :
                List.of(
                        ModelSections.POSTERIOR,
                        ModelSections.PRIOR,
                        ModelSections.REGULARIZER,
                        ModelSections.CONDITION,
                        ModelSections.SUPERVISION)) {
            requireNone(model, section.key(), variant);
        }
        for (ModelSections.Section<?> section :
                List.of(ModelSections.LIKELIHOOD, ModelSections.NETWORK)) {
            String key = section.key();
            boolean isTaken = decodes && section.equals(ModelSections.LIKELIHOOD);
            if (!isTaken && model.has(key) && !model.members().get(key).key().path().equals(key)) {
                requireNone(model, key, variant);
            }
        }
    }

    private static void requireNone(Mapping model, String key, String variant) {
        if (model.has(key)) {
            throw SpecException.at(
                    model.members().get(key).key(),
                    "variant '" + variant + "' makes a whole model, which has no '" + key + "'",
                    "leave it out");
        }
    }

    /** Requires exactly one posterior: from the keys of the word, or named by the model. */
    private void requireOnePosterior(Word.Chosen word) {
        Optional<String> named =
                value(ModelSections.POSTERIOR)
                        .map(PartType::nameOf)
                        .or(() -> value(ModelSections.LATENT).map(Hierarchy::text));
        Optional<String> described = word.posterior().map(PartType::nameOf);
        String name = word.word().name();
        if (named.isEmpty() && described.isEmpty()) {
            throw SpecException.at(
                    own.place(),
                    "variant '" + name + "' is given no posterior",
                    ("set %s, or name one, for example posterior: {type: diagonal-normal, latent:"
                                    + " 10}")
                            .formatted(String.join(", ", word.word().ownKeyNames())));
        }
        if (named.isPresent() && described.isPresent()) {
            throw SpecException.at(
                    own.place(),
                    ("the settings of variant '%s' describe a posterior, '%s', and the model"
                                    + " names another, '%s'")
                            .formatted(name, described.get(), named.get()),
                    "leave one of the two out");
        }
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

    Map<String, Word> words() {
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
