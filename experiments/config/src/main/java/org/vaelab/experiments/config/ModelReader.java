// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.framework.parts.product.ProductText;
import org.vaelab.framework.plugin.Hierarchy;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.VariantNames;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.SettingKey;
import org.vaelab.framework.training.TrainingSettings;

/** Reads a model: its {@linkplain ModelSections sections}, and what they say together. */
final class ModelReader {

    private final SpecContext context;
    private final Binder binder;
    private final PartReader parts;

    private ModelReader(SpecContext context, Binder binder) {
        this.context = context;
        this.binder = binder;
        this.parts = new PartReader(context.plugins(), binder);
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
                        PartReader.withPartsAsMappings(written), context.plugins());
        ModelSpec alone = alone(model);
        GradientsReader gradients =
                new GradientsReader(other -> alone(other).blueprint(), binder, context.plugins());
        return alone.measuring(gradients.read(model));
    }

    /** Reads a model, except for its measured gradients. */
    private ModelSpec alone(Mapping whole) {
        ModelReading in = new ModelReading(context, binder, parts, whole);
        List<InferencePart> further = in.requireAll();
        TrainingSettings training = training(in);
        ModelBlueprint.Builder blueprint =
                ModelBlueprint.of(
                                in.value(ModelSections.VARIANT),
                                in.value(ModelSections.LIKELIHOOD),
                                in.value(ModelSections.NETWORK))
                        .toBuilder()
                        .furtherInferences(further)
                        .condition(in.value(ModelSections.CONDITION))
                        .klWeight(training.klWeights())
                        .fitsPriorAfterwards(training.fitsPriorAfterwards());
        in.value(ModelSections.POSTERIOR).ifPresent(blueprint::posterior);
        in.value(ModelSections.LATENT).ifPresent(blueprint::hierarchy);
        in.value(ModelSections.PRIOR).ifPresent(blueprint::prior);
        in.value(ModelSections.ESTIMATOR).ifPresent(blueprint::estimator);
        in.value(ModelSections.REGULARIZER).ifPresent(blueprint::regularizer);
        in.value(ModelSections.INFERENCE).ifPresent(blueprint::inference);
        in.value(ModelSections.SUPERVISION).ifPresent(blueprint::supervision);
        ModelBlueprint chosen = blueprint.build();
        if (chosen.variant().whole().isPresent()) {
            requireNoParts(whole, VariantNames.nameOf(chosen));
        } else {
            requireOnePosterior(in.own(), chosen);
        }
        return new ModelSpec(
                in.value(ModelSections.DATA),
                in.value(ModelSections.RUNTIME),
                chosen,
                training,
                in.value(ModelSections.EVALUATION),
                Optional.empty(),
                in.value(ModelSections.START));
    }

    /** Returns the settings of training: no steps for a model that was trained elsewhere. */
    private static TrainingSettings training(ModelReading in) {
        if (in.value(ModelSections.VARIANT).networks().isPresent()) {
            return TrainingSettings.none();
        }
        TrainingSettings written = in.value(ModelSections.TRAINING);
        Binder.check(in.own().sectionOrEmpty(ModelSections.TRAINING.key()), written::requireSteps);
        return written;
    }

    /**
     * Requires a variant that takes the latent variables as they are written: one that reads a text
     * takes a product, one that needs no {@code latent} of its own takes a hierarchy.
     */
    static void requireTakesLatent(ModelReading in) {
        Optional<VariantNames.Meaning> variant =
                in.parts().named(in.whole()).filter(named -> named.regularizer().isEmpty());
        Optional<SettingKey> own =
                variant.stream()
                        .flatMap(named -> named.keysOfVariant().stream())
                        .filter(key -> key.name().equals(ModelSections.LATENT.key()))
                        .findFirst();
        boolean isProduct = in.latentText().filter(ProductText::isProduct).isPresent();
        boolean isTaken =
                in.isHierarchical()
                        ? own.filter(key -> variant.orElseThrow().own().isPresent())
                                .filter(SettingKey::isRequired)
                                .isEmpty()
                        : !isProduct
                                || own.filter(key -> key.component().getType() == String.class)
                                        .isPresent();
        if (variant.isPresent() && !isTaken) {
            ConfigNode written = in.whole().get(ModelSections.LATENT.key()).orElseThrow();
            throw SpecException.at(
                    written.place(),
                    "is %s, a %s, which variant '%s' does not take"
                            .formatted(
                                    written.written(),
                                    in.isHierarchical() ? "hierarchy" : "product",
                                    variant.get().variant()),
                    "use variant: product");
        }
    }

    /**
     * What a config says of all its models may be for others, so only what is said of this one is
     * rejected.
     */
    private static void requireNoParts(Mapping model, String variant) {
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

    /** Requires exactly one posterior: from the variant's settings, or named by the model. */
    private void requireOnePosterior(Mapping model, ModelBlueprint chosen) {
        Optional<PosteriorPart> named = chosen.posterior();
        Optional<Hierarchy> hierarchy = chosen.hierarchy();
        Optional<PartChoice> own = chosen.variant().posterior();
        String name = VariantNames.nameOf(chosen);
        boolean isNamed = named.isPresent() || hierarchy.isPresent();
        if (!isNamed && own.isEmpty()) {
            throw SpecException.at(
                    model.place(),
                    "variant '" + name + "' is given no posterior",
                    ("set %s, or name one, for example posterior: {type: diagonal-normal, latent:"
                                    + " 10}")
                            .formatted(String.join(", ", parts.keysOf(chosen.variant()))));
        }
        if (isNamed && own.isPresent()) {
            throw SpecException.at(
                    model.place(),
                    ("the settings of variant '%s' describe a posterior, '%s', and the model"
                                    + " names another, '%s'")
                            .formatted(
                                    name,
                                    own.get().type(),
                                    named.map(PartType::nameOf)
                                            .or(() -> hierarchy.map(Hierarchy::text))
                                            .orElseThrow()),
                    "leave one of the two out");
        }
        own.filter(choice -> !isNamed)
                .ifPresent(
                        choice ->
                                Binder.check(
                                        model,
                                        () ->
                                                context.plugins()
                                                        .of(PosteriorPart.class)
                                                        .create(choice)));
    }
}
