// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.experiments.config.ConfigNode.Member;
import org.vaelab.experiments.config.GradientsSpec.Entry;
import org.vaelab.experiments.config.GradientsSpec.Probed;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.gradient.GradientSettings;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.SettingKey;

/**
 * Reads {@code evaluation.gradients}. Each estimator is the model with some keys replaced, read
 * like a model.
 *
 * @param models reads a model
 */
record GradientsReader(Function<Mapping, ModelSpec> models, Binder binder, Plugins plugins) {

    static final String GRADIENTS = "gradients";
    static final String OF = "of";

    /** The name of the model itself, the default if the section lists no estimators. */
    private static final String TRAINED = "trained";

    private static final String SAMPLES = "samples";

    /** The keys of the run rather than its model. */
    private static final List<String> OF_THE_RUN =
            List.of(
                    ModelSections.DATA.key(),
                    ModelSections.RUNTIME.key(),
                    ModelSections.NETWORK.key(),
                    ModelSections.TRAINING.key(),
                    ModelSections.EVALUATION.key(),
                    ModelSections.CONDITION.key());

    /** Reads the section of a model; empty if it has none. */
    Optional<GradientsSpec> read(Mapping model) {
        return model.section(ModelSections.EVALUATION.key())
                .flatMap(evaluation -> evaluation.section(GRADIENTS))
                .map(
                        written ->
                                read(
                                        written,
                                        model.without(List.of(ModelSections.EVALUATION.key()))));
    }

    private GradientsSpec read(Mapping section, Mapping model) {
        Problems problems = new Problems();
        Optional<GradientSettings> settings =
                problems.collect(
                        () ->
                                binder.bind(
                                        section.without(List.of(OF)),
                                        GradientSettings.class,
                                        List.of(OF)));
        List<Probed> probed = List.of();
        Optional<Mapping> overlays = problems.collect(() -> overlays(section));
        if (settings.isPresent() && overlays.isPresent()) {
            probed =
                    problems.collectAll(
                            overlays.get().members().entrySet(),
                            each -> probed(each.getKey(), each.getValue(), model, settings.get()));
            requireReference(section, settings.get(), overlays.get().keys(), problems);
        }
        problems.throwIfAny();
        return new GradientsSpec(settings.orElseThrow(), probed);
    }

    private static Mapping overlays(Mapping section) {
        Mapping overlays =
                section.get(OF)
                        .map(ConfigNode::asMapping)
                        .orElseGet(
                                () -> {
                                    Mapping nothing = Mapping.empty(section.place());
                                    return nothing.with(
                                            TRAINED, new Member(section.place(), nothing));
                                });
        if (overlays.members().isEmpty()) {
            throw SpecException.at(
                    overlays.place(), "is empty, expected at least one estimator by its name");
        }
        return overlays;
    }

    private static void requireReference(
            Mapping section, GradientSettings settings, List<String> names, Problems problems) {
        GradientSettings.Reference reference = settings.reference();
        if (reference != null && !names.contains(reference.of())) {
            ConfigNode written = section.get("reference").orElseThrow();
            problems.addUnknown(
                    written.asMapping().get(OF).orElseThrow().place(),
                    "reference",
                    reference.of(),
                    names);
        }
    }

    private Probed probed(String name, Member member, Mapping model, GradientSettings settings) {
        Mapping overlay =
                member.value().isNull()
                        ? Mapping.empty(member.key())
                        : PartReader.withPartsAsMappings(member.value().asMapping());
        Problems problems = new Problems();
        overlay.members()
                .forEach(
                        (key, value) -> {
                            if (OF_THE_RUN.contains(key)) {
                                problems.add(
                                        value.key(),
                                        "'"
                                                + key
                                                + "' belongs to the run, and is that of the model",
                                        "replace parts of the model here, such as the estimator");
                            }
                        });
        problems.throwIfAny();
        ModelSpec read = models.apply(Merge.of(model, overlay));
        ObjectNode config = RunConfig.write(read.run(name, 0)).retain(overlay.keys());
        return new Probed(
                name,
                config,
                read.blueprint(),
                entries(name, read.blueprint(), overlay.place(), settings));
    }

    private List<Entry> entries(
            String name, ModelBlueprint blueprint, Place place, GradientSettings settings) {
        EstimatorPart chosen = blueprint.chosenEstimator(plugins);
        ObjectNode keys = (ObjectNode) Binder.tree(chosen);
        if (!SettingKey.names(chosen.getClass()).contains(SAMPLES)) {
            return List.of(new Entry(name, null, blueprint));
        }
        if (settings.samples() == null) {
            JsonNode own = keys.get(SAMPLES);
            return List.of(new Entry(name, own.isNull() ? null : own.asInt(), blueprint));
        }
        return settings.samples().stream()
                .map(
                        samples ->
                                new Entry(
                                        name,
                                        samples,
                                        blueprint.withEstimator(
                                                drawing(chosen, keys, samples, place))))
                .toList();
    }

    private EstimatorPart drawing(EstimatorPart chosen, ObjectNode keys, int samples, Place place) {
        String name = PartType.nameOf(chosen);
        ObjectNode other = keys.deepCopy().put(SAMPLES, samples);
        try {
            return plugins.of(EstimatorPart.class)
                    .get(name)
                    .bind("estimator '" + name + "'", other, plugins);
        } catch (IllegalArgumentException e) {
            throw SpecException.at(
                    place,
                    "with " + samples + " draws, " + e.getMessage(),
                    "evaluation.gradients.samples is for every estimator that has the setting");
        }
    }

    /** Returns the section as a config, with the replaced keys and all their defaults. */
    static ObjectNode write(GradientsSpec spec) {
        ObjectNode section = (ObjectNode) Binder.tree(spec.settings());
        ObjectNode of = section.putObject(OF);
        spec.of().forEach(probed -> of.set(probed.name(), probed.config()));
        return section;
    }
}
