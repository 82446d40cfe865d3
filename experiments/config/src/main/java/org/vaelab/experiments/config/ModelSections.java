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
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.plugin.Hierarchy;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.plugin.ModelBlueprint.OfParts;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.plugin.RegularizerPart;
import org.vaelab.framework.plugin.Supervision;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.training.TrainingSettings;

/** The sections of a model, in the order in which a config of a run has them. */
final class ModelSections {

    static final String TYPE = "type";

    static final Section<Word.Chosen> VARIANT =
            new Section<>(
                    "variant", null, null, SectionReaders::variant, ModelSections::writeVariant);

    static final Section<DataSpec> DATA =
            section(
                    "data",
                    "the data, and how they are prepared",
                    DataSpec.Keys.class,
                    SectionReaders::data,
                    run -> Optional.of(written(run.data())));

    static final Section<RuntimeSpec> RUNTIME =
            section(
                    "runtime",
                    "backend, device and threads",
                    RuntimeSpec.class,
                    SectionReaders::runtime,
                    run -> Optional.of(Binder.tree(run.runtime())));

    static final Section<NetworkSettings> NETWORK =
            section(
                    "network",
                    "the architecture of encoder and decoder",
                    NetworkSettings.class,
                    SectionReaders::network,
                    run -> ofParts(run).map(of -> NetworkReader.write(of.network())));

    static final Section<TrainingSettings> TRAINING =
            section(
                    "training",
                    "steps, minibatch, optimiser, schedules and early stopping",
                    TrainingSettings.class,
                    SectionReaders::training,
                    run -> Optional.of(Binder.tree(run.training())));

    static final Section<EvaluationSettings> EVALUATION =
            section(
                    "evaluation",
                    "importance samples, metrics and further inferences",
                    EvaluationSettings.class,
                    SectionReaders::evaluation,
                    run -> Optional.of(writtenEvaluation(run)));

    static final Section<LikelihoodPart> LIKELIHOOD =
            section(
                    "likelihood",
                    null,
                    LikelihoodPart.class,
                    SectionReaders::likelihood,
                    run -> run.blueprint().namedLikelihood().map(ModelSections::part));

    static final Section<Optional<PosteriorPart>> POSTERIOR =
            section(
                    "posterior",
                    null,
                    PosteriorPart.class,
                    SectionReaders::posterior,
                    run ->
                            ofParts(run)
                                    .filter(of -> run.word().posterior().isEmpty())
                                    .flatMap(OfParts::posterior)
                                    .map(ModelSections::part));

    static final Section<Optional<PriorPart>> PRIOR =
            part("prior", PriorPart.class, run -> ofParts(run).flatMap(OfParts::prior));

    static final Section<Optional<EstimatorPart>> ESTIMATOR =
            part(
                    "estimator",
                    EstimatorPart.class,
                    run ->
                            run.blueprint()
                                    .estimator()
                                    .filter(of -> !run.word().estimator().equals(Optional.of(of))));

    static final Section<Optional<RegularizerPart>> REGULARIZER =
            section(
                    "regularizer",
                    null,
                    RegularizerPart.class,
                    SectionReaders::regularizer,
                    run ->
                            regularizer(run)
                                    .filter(of -> !run.word().word().isRegularizer())
                                    .map(ModelSections::part));

    static final Section<Optional<InferencePart>> INFERENCE =
            part("inference", InferencePart.class, run -> run.blueprint().inference());

    static final Section<Optional<Hierarchy>> LATENT =
            section(
                    "latent",
                    null,
                    null,
                    SectionReaders::hierarchy,
                    run ->
                            ofParts(run)
                                    .flatMap(OfParts::hierarchy)
                                    .map(of -> TextNode.valueOf(of.text())));

    static final Section<List<String>> CONDITION =
            section(
                    "condition",
                    null,
                    null,
                    SectionReaders::condition,
                    run ->
                            ofParts(run)
                                    .map(OfParts::condition)
                                    .filter(names -> !names.isEmpty())
                                    .map(Binder::tree));

    static final Section<Optional<Supervision>> SUPERVISION =
            section(
                    "supervision",
                    "a label that is a latent variable, observed where it is known",
                    Supervision.class,
                    SectionReaders::supervision,
                    run -> ofParts(run).flatMap(OfParts::supervision).map(Binder::tree));

    static final Section<Optional<StartSpec>> START =
            section(
                    "start",
                    "the finished run whose weights a model starts from",
                    StartSpec.class,
                    SectionReaders::start,
                    run -> run.start().map(Binder::tree));

    static final List<Section<?>> ALL =
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
                    .map(Section::key)
                    .toList();

    private ModelSections() {}

    /** A part that a model may name, and nothing else says. */
    private static <P> Section<Optional<P>> part(
            String key, Class<P> point, Function<RunSpec, Optional<P>> of) {
        return section(
                key,
                null,
                point,
                in -> in.parts().optional(in.own(), key, point),
                run -> of.apply(run).map(ModelSections::part));
    }

    /** A section that a run has under its key, or not at all. */
    private static <T> Section<T> section(
            String key,
            @Nullable String meaning,
            @Nullable Class<?> type,
            Function<ModelReader, T> reader,
            Function<RunSpec, Optional<? extends JsonNode>> written) {
        return new Section<>(
                key,
                meaning,
                type,
                reader,
                (run, config) -> written.apply(run).ifPresent(value -> config.set(key, value)));
    }

    private static ObjectNode part(Object chosen) {
        return ConfigValues.part(TYPE, chosen);
    }

    private static Optional<OfParts> ofParts(RunSpec run) {
        return run.blueprint().ofParts();
    }

    private static Optional<RegularizerPart> regularizer(RunSpec run) {
        return ofParts(run).flatMap(OfParts::regularizer);
    }

    /** The keys of the word are keys of the model, also those of a regulariser. */
    private static void writeVariant(RunSpec run, ObjectNode config) {
        config.setAll(run.word().tree());
        regularizer(run)
                .filter(of -> run.word().word().isRegularizer())
                .ifPresent(of -> config.setAll((ObjectNode) Binder.tree(of)));
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
                .map(GradientsReader::write)
                .ifPresent(of -> section.set(GradientsReader.GRADIENTS, of));
        return section;
    }

    /**
     * A section of a model: its key, what reads it and what writes it.
     *
     * @param meaning what it is for, in one line; null: it has no page of its own
     * @param type the record of its keys, or the extension point of the part that it names; null:
     *     neither
     * @param reader returns its value, and may ask for other sections of the model
     * @param writer adds what the section of a run says, with every default, to the config of the
     *     run
     */
    record Section<T>(
            String key,
            @Nullable String meaning,
            @Nullable Class<?> type,
            Function<ModelReader, T> reader,
            BiConsumer<RunSpec, ObjectNode> writer) {

        /** Returns whether the section names a part. */
        boolean isPart() {
            return type != null && type.isInterface();
        }
    }
}
