// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.framework.plugin.GivenNetworks;
import org.vaelab.framework.plugin.Hierarchy;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.WholeModel;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.training.TrainingSettings;

/** Reads a model: its {@linkplain ModelSections sections}, and what they say together. */
final class ModelReader {

    private final SpecContext context;
    private final Binder binder;
    private final PartReader parts;
    private final WordReader words;

    private ModelReader(SpecContext context, Binder binder) {
        this.context = context;
        this.binder = binder;
        this.parts = new PartReader(context.plugins(), binder);
        this.words = new WordReader(context.plugins(), binder);
    }

    /**
     * Reads a model, merged over the top-level sections.
     *
     * @param folder against which relative paths are resolved
     */
    static ModelSpec read(SpecContext context, Path folder, Mapping merged) {
        Binder binder = new Binder(folder, UnknownKeys.of(context.plugins()));
        return new ModelReader(context, binder).read(merged);
    }

    private ModelSpec read(Mapping written) {
        Mapping model =
                PartReader.withStartAsMapping(
                        PartReader.withPartsAsMappings(written), Word.all(context.plugins()));
        ModelSpec alone = alone(model);
        GradientsReader gradients = new GradientsReader(this::alone, binder, context.plugins());
        return alone.measuring(gradients.read(model));
    }

    /** Reads a model, except for its measured gradients. */
    private ModelSpec alone(Mapping model) {
        ModelReading in = new ModelReading(context, binder, parts, words, model);
        List<InferencePart> further = in.requireAll();
        Word.Chosen word = in.value(ModelSections.VARIANT);
        TrainingSettings training = training(in);
        return new ModelSpec(
                words.recorded(word, in.value(ModelSections.REGULARIZER)),
                in.value(ModelSections.DATA),
                in.value(ModelSections.RUNTIME),
                word.whole()
                        .<ModelBlueprint>map(of -> whole(of, in, training, further))
                        .orElseGet(() -> ofParts(word, in, training, further)),
                training,
                in.value(ModelSections.EVALUATION),
                Optional.empty(),
                in.value(ModelSections.START));
    }

    private static ModelBlueprint.Whole whole(
            WholeModel model,
            ModelReading in,
            TrainingSettings training,
            List<InferencePart> further) {
        requireNoParts(in, training);
        return new ModelBlueprint.Whole(
                model,
                in.value(ModelSections.ESTIMATOR),
                in.value(ModelSections.INFERENCE),
                further,
                training.klWeights());
    }

    private static ModelBlueprint.OfParts ofParts(
            Word.Chosen word,
            ModelReading in,
            TrainingSettings training,
            List<InferencePart> further) {
        requireOnePosterior(word, in);
        ModelBlueprint.OfParts.Builder blueprint =
                new ModelBlueprint.OfParts.Builder(
                                in.value(ModelSections.LIKELIHOOD), in.value(ModelSections.NETWORK))
                        .furtherInferences(further)
                        .condition(in.value(ModelSections.CONDITION))
                        .klWeight(training.klWeights())
                        .fitsPriorAfterwards(training.fitsPriorAfterwards());
        word.posterior().ifPresent(blueprint::posterior);
        word.estimator().ifPresent(blueprint::estimator);
        in.value(ModelSections.POSTERIOR).ifPresent(blueprint::posterior);
        in.value(ModelSections.LATENT).ifPresent(blueprint::hierarchy);
        in.value(ModelSections.PRIOR).ifPresent(blueprint::prior);
        in.value(ModelSections.ESTIMATOR).ifPresent(blueprint::estimator);
        in.value(ModelSections.REGULARIZER).ifPresent(blueprint::regularizer);
        in.value(ModelSections.INFERENCE).ifPresent(blueprint::inference);
        in.value(ModelSections.SUPERVISION).ifPresent(blueprint::supervision);
        return blueprint.build();
    }

    /** Returns the settings of training: no steps for a model that was trained elsewhere. */
    private static TrainingSettings training(ModelReading in) {
        if (in.value(ModelSections.NETWORK).encoder() instanceof GivenNetworks) {
            return TrainingSettings.none();
        }
        TrainingSettings written = in.value(ModelSections.TRAINING);
        Binder.check(in.own().sectionOrEmpty(ModelSections.TRAINING.key()), written::requireSteps);
        return written;
    }

    /**
     * What a config says of all its models may be for others, so only what is said of this one is
     * rejected.
     */
    private static void requireNoParts(ModelReading in, TrainingSettings training) {
        Mapping model = in.whole();
        String variant = in.value(ModelSections.VARIANT).word().name();
        if (in.value(ModelSections.LATENT).isPresent()) {
            requireNone(model, ModelSections.LATENT.key(), variant);
        }
        if (training.fitsPriorAfterwards()) {
            requireNone(model.sectionOrEmpty(ModelSections.TRAINING.key()), "priorSteps", variant);
        }
        for (ModelSection<?> section :
                List.of(
                        ModelSections.POSTERIOR,
                        ModelSections.PRIOR,
                        ModelSections.REGULARIZER,
                        ModelSections.CONDITION,
                        ModelSections.SUPERVISION)) {
            requireNone(model, section.key(), variant);
        }
        for (ModelSection<?> section : List.of(ModelSections.LIKELIHOOD, ModelSections.NETWORK)) {
            String key = section.key();
            if (model.has(key) && !model.members().get(key).key().path().equals(key)) {
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
    private static void requireOnePosterior(Word.Chosen word, ModelReading in) {
        Optional<String> named =
                in.value(ModelSections.POSTERIOR)
                        .map(PartType::nameOf)
                        .or(() -> in.value(ModelSections.LATENT).map(Hierarchy::text));
        Optional<String> own = word.posterior().map(PartType::nameOf);
        String name = word.word().name();
        if (named.isEmpty() && own.isEmpty()) {
            throw SpecException.at(
                    in.own().place(),
                    "variant '" + name + "' is given no posterior",
                    ("set %s, or name one, for example posterior: {type: diagonal-normal, latent:"
                                    + " 10}")
                            .formatted(String.join(", ", word.word().ownKeyNames())));
        }
        if (named.isPresent() && own.isPresent()) {
            throw SpecException.at(
                    in.own().place(),
                    ("the settings of variant '%s' describe a posterior, '%s', and the model"
                                    + " names another, '%s'")
                            .formatted(name, own.get(), named.get()),
                    "leave one of the two out");
        }
    }
}
