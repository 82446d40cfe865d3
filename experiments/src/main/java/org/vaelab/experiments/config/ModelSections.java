// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.plugin.Hierarchy;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.plugin.RegularizerPart;
import org.vaelab.framework.plugin.Supervision;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.plugin.VariantNames;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.training.TrainingSettings;

/** The sections of a model, in the order in which a config of a run has them. */
final class ModelSections {

    static final String TYPE = "type";

    static final ModelSection<Variant> VARIANT =
            new ModelSection<>(
                    "variant", null, null, SectionReaders::variant, ModelSections::writeVariant);

    static final ModelSection<DataSpec> DATA =
            new ModelSection<>(
                    "data",
                    "the data, and how they are prepared",
                    DataSpec.Keys.class,
                    SectionReaders::data,
                    (run, config) -> config.set("data", written(run.data())));

    static final ModelSection<RuntimeSpec> RUNTIME =
            new ModelSection<>(
                    "runtime",
                    "backend, device and threads",
                    RuntimeSpec.class,
                    SectionReaders::runtime,
                    (run, config) -> config.set("runtime", Binder.tree(run.runtime())));

    static final ModelSection<NetworkSettings> NETWORK =
            new ModelSection<>(
                    "network",
                    "the architecture of encoder and decoder",
                    NetworkSettings.class,
                    SectionReaders::network,
                    optional(
                            "network",
                            run ->
                                    Optional.of(run.blueprint())
                                            .filter(ModelSections::isOfParts)
                                            .filter(of -> of.variant().networks().isEmpty())
                                            .map(of -> Binder.tree(of.network()))));

    static final ModelSection<TrainingSettings> TRAINING =
            new ModelSection<>(
                    "training",
                    "steps, minibatch, optimiser, schedules and early stopping",
                    TrainingSettings.class,
                    SectionReaders::training,
                    (run, config) -> config.set("training", Binder.tree(run.training())));

    static final ModelSection<EvaluationSettings> EVALUATION =
            new ModelSection<>(
                    "evaluation",
                    "importance samples, metrics and further inferences",
                    EvaluationSettings.class,
                    SectionReaders::evaluation,
                    (run, config) -> config.set("evaluation", writtenEvaluation(run)));

    static final ModelSection<LikelihoodPart> LIKELIHOOD =
            new ModelSection<>(
                    "likelihood",
                    null,
                    LikelihoodPart.class,
                    SectionReaders::likelihood,
                    optional(
                            "likelihood",
                            run ->
                                    Optional.of(run.blueprint())
                                            .filter(ModelSections::isOfParts)
                                            .map(of -> part(of.likelihood()))));

    static final ModelSection<Optional<PosteriorPart>> POSTERIOR =
            new ModelSection<>(
                    "posterior",
                    null,
                    PosteriorPart.class,
                    SectionReaders::posterior,
                    optional(
                            "posterior",
                            run -> run.blueprint().posterior().map(ModelSections::part)));

    static final ModelSection<Optional<PriorPart>> PRIOR =
            part("prior", PriorPart.class, ModelBlueprint::prior);

    static final ModelSection<Optional<EstimatorPart>> ESTIMATOR =
            part("estimator", EstimatorPart.class, ModelBlueprint::estimator);

    static final ModelSection<Optional<RegularizerPart>> REGULARIZER =
            new ModelSection<>(
                    "regularizer",
                    null,
                    RegularizerPart.class,
                    in -> in.parts().regularizer(in.own(), in.get(variantSection())),
                    optional(
                            "regularizer",
                            run ->
                                    run.blueprint()
                                            .regularizer()
                                            .filter(of -> lending(run).isEmpty())
                                            .map(ModelSections::part)));

    static final ModelSection<Optional<InferencePart>> INFERENCE =
            part("inference", InferencePart.class, ModelBlueprint::inference);

    static final ModelSection<Optional<Hierarchy>> LATENT =
            new ModelSection<>(
                    "latent",
                    null,
                    null,
                    SectionReaders::hierarchy,
                    optional(
                            "latent",
                            run ->
                                    run.blueprint()
                                            .hierarchy()
                                            .map(of -> TextNode.valueOf(of.text()))));

    static final ModelSection<List<String>> CONDITION =
            new ModelSection<>(
                    "condition",
                    null,
                    null,
                    SectionReaders::condition,
                    optional(
                            "condition",
                            run ->
                                    Optional.of(run.blueprint().condition())
                                            .filter(names -> !names.isEmpty())
                                            .map(Binder::tree)));

    static final ModelSection<Optional<Supervision>> SUPERVISION =
            new ModelSection<>(
                    "supervision",
                    "a label that is a latent variable, observed where it is known",
                    Supervision.class,
                    SectionReaders::supervision,
                    optional(
                            "supervision", run -> run.blueprint().supervision().map(Binder::tree)));

    static final ModelSection<Optional<StartSpec>> START =
            new ModelSection<>(
                    "start",
                    "the finished run whose weights a model starts from",
                    StartSpec.class,
                    SectionReaders::start,
                    optional("start", run -> run.start().map(Binder::tree)));

    static final List<ModelSection<?>> ALL =
            List.of(
                    VARIANT,
                    DATA,
                    RUNTIME,
                    NETWORK,
                    TRAINING,
                    EVALUATION,
                    LIKELIHOOD,
                    POSTERIOR,
                    PRIOR,
                    ESTIMATOR,
                    REGULARIZER,
                    INFERENCE,
                    LATENT,
                    CONDITION,
                    SUPERVISION,
                    START);

    /** The keys of the sections that are allowed at the top level for all models, or in a model. */
    static final List<String> SHARED =
            ALL.stream()
                    .filter(section -> !section.equals(VARIANT) && !section.equals(LATENT))
                    .map(ModelSection::key)
                    .toList();

    private ModelSections() {}

    private static ModelSection<Variant> variantSection() {
        return VARIANT;
    }

    /** A part that a model may name, and nothing else says. */
    private static <P> ModelSection<Optional<P>> part(
            String key, Class<P> point, Function<ModelBlueprint, Optional<P>> of) {
        return new ModelSection<>(
                key,
                null,
                point,
                in -> in.parts().optional(in.own(), key, point),
                optional(key, run -> of.apply(run.blueprint()).map(ModelSections::part)));
    }

    private static BiConsumer<RunSpec, ObjectNode> optional(
            String key, Function<RunSpec, Optional<? extends JsonNode>> written) {
        return (run, config) -> written.apply(run).ifPresent(value -> config.set(key, value));
    }

    private static ObjectNode part(Object chosen) {
        return ConfigValues.part(TYPE, chosen);
    }

    private static boolean isOfParts(ModelBlueprint blueprint) {
        return blueprint.variant().whole().isEmpty();
    }

    private static Optional<RegularizerPart> lending(RunSpec run) {
        return VariantNames.lending(run.blueprint());
    }

    /** Its settings, and those of the regulariser after which it is named, are keys of the model. */
    private static void writeVariant(RunSpec run, ObjectNode config) {
        config.put(VARIANT.key(), run.variant());
        config.setAll((ObjectNode) Binder.tree(run.blueprint().variant()));
        lending(run).ifPresent(of -> config.setAll((ObjectNode) Binder.tree(of)));
    }

    private static ObjectNode written(DataSpec data) {
        ObjectNode section = JsonNodeFactory.instance.objectNode();
        section.put(DataReader.SOURCE, data.name());
        section.setAll((ObjectNode) Binder.tree(data.keys()));
        return section.setAll((ObjectNode) Binder.tree(data.source()));
    }

    private static ObjectNode writtenEvaluation(RunSpec run) {
        ObjectNode section = (ObjectNode) Binder.tree(run.evaluation());
        List<ObjectNode> further =
                run.blueprint().furtherInferences().stream().map(ModelSections::part).toList();
        if (further.size() == 1) {
            section.set(INFERENCE.key(), further.get(0));
        } else if (!further.isEmpty()) {
            section.putArray(INFERENCE.key()).addAll(further);
        }
        run.gradients()
                .map(of -> GradientsReader.write(of, other -> RunConfig.write(run.with(other))))
                .ifPresent(of -> section.set(GradientsReader.GRADIENTS, of));
        return section;
    }
}
