// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.experiments.config.ConfigNode.Member;
import org.vaelab.experiments.config.ConfigNode.Scalar;
import org.vaelab.experiments.config.ConfigNode.Sequence;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.parts.product.HierarchyNotation;
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
    private static final String COLUMN = "column";
    private static final String ENCODER = "encoder";
    private static final String BATCH = "batch";
    private static final String USUAL_LIKELIHOOD = "bernoulli";

    static final ModelSection<Variant> VARIANT =
            new ModelSection<>(
                    "variant", null, null, ModelSections::variant, ModelSections::writeVariant);

    static final ModelSection<DataSpec> DATA =
            new ModelSection<>(
                    "data",
                    "the data, and how they are prepared",
                    DataSpec.Keys.class,
                    ModelSections::data,
                    (run, config) -> config.set("data", written(run.data())));

    static final ModelSection<RuntimeSpec> RUNTIME =
            new ModelSection<>(
                    "runtime",
                    "backend, device and threads",
                    RuntimeSpec.class,
                    ModelSections::runtime,
                    (run, config) -> config.set("runtime", Binder.tree(run.runtime())));

    static final ModelSection<NetworkSettings> NETWORK =
            new ModelSection<>(
                    "network",
                    "the architecture of encoder and decoder",
                    NetworkSettings.class,
                    ModelSections::network,
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
                    ModelSections::training,
                    (run, config) -> config.set("training", Binder.tree(run.training())));

    static final ModelSection<EvaluationSettings> EVALUATION =
            new ModelSection<>(
                    "evaluation",
                    "importance samples, metrics and further inferences",
                    EvaluationSettings.class,
                    ModelSections::evaluation,
                    (run, config) -> config.set("evaluation", writtenEvaluation(run)));

    static final ModelSection<LikelihoodPart> LIKELIHOOD =
            new ModelSection<>(
                    "likelihood",
                    null,
                    LikelihoodPart.class,
                    ModelSections::likelihood,
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
                    ModelSections::posterior,
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
                    ModelSections::hierarchy,
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
                    ModelSections::condition,
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
                    ModelSections::supervision,
                    optional(
                            "supervision", run -> run.blueprint().supervision().map(Binder::tree)));

    static final ModelSection<Optional<StartSpec>> START =
            new ModelSection<>(
                    "start",
                    "the finished run whose weights a model starts from",
                    StartSpec.class,
                    ModelSections::start,
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
                    .filter(section -> section != VARIANT && section != LATENT)
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

    private static Variant variant(ModelReading in) {
        ModelReader.requireTakesLatent(in);
        return in.parts().variant(in.own()).pinned();
    }

    /** Its settings, and those of the regulariser after which it is named, are keys of the model. */
    private static void writeVariant(RunSpec run, ObjectNode config) {
        config.put(VARIANT.key(), run.variant());
        config.setAll((ObjectNode) Binder.tree(run.blueprint().variant()));
        lending(run).ifPresent(of -> config.setAll((ObjectNode) Binder.tree(of)));
    }

    private static DataSpec data(ModelReading in) {
        return new DataReader(in.context(), in.binder())
                .read(in.own().requireSection(DATA.key(), "for example data: {source: sprites}"));
    }

    private static ObjectNode written(DataSpec data) {
        ObjectNode section = JsonNodeFactory.instance.objectNode();
        section.put(DataReader.SOURCE, data.name());
        section.setAll((ObjectNode) Binder.tree(data.keys()));
        return section.setAll((ObjectNode) Binder.tree(data.source()));
    }

    private static RuntimeSpec runtime(ModelReading in) {
        Mapping section = in.own().sectionOrEmpty(RUNTIME.key());
        RuntimeSpec runtime = in.binder().bind(section, RuntimeSpec.class);
        Set<String> known = new TreeSet<>(in.context().backends());
        known.add(RuntimeSpec.AUTO);
        if (!known.contains(runtime.backend())) {
            Place place = section.get("backend").orElseThrow().place();
            throw SpecException.unknown(place, "backend", runtime.backend(), known);
        }
        return runtime;
    }

    /** Reads the networks. The data choose the encoder if none is named. */
    private static NetworkSettings network(ModelReading in) {
        Mapping section = in.own().sectionOrEmpty(NETWORK.key());
        Mapping complete =
                in.get(DATA)
                        .map(of -> TextNode.valueOf(of.source().defaultEncoder()))
                        .map(encoder -> withDefault(section, ENCODER, encoder))
                        .orElse(section);
        return in.binder().bind(complete, NetworkSettings.class);
    }

    /**
     * Reads the training; if the data cannot be read, an epoch counts as a step. Some estimators take all
     * examples as a batch if none is set.
     */
    private static TrainingSettings training(ModelReading in) {
        Mapping section = in.own().sectionOrEmpty(TRAINING.key());
        Optional<DataSpec> data = in.get(DATA);
        boolean takesAllData =
                in.get(ESTIMATOR)
                        .flatMap(of -> of)
                        .or(
                                () ->
                                        in.get(VARIANT)
                                                .map(
                                                        of ->
                                                                in.plugins()
                                                                        .of(EstimatorPart.class)
                                                                        .create(of.estimator())))
                        .map(EstimatorPart::takesAllData)
                        .orElse(false);
        if (takesAllData && !section.has(BATCH) && data.isPresent()) {
            int all = Math.toIntExact(trainingExamples(in, data.get()));
            section = withDefault(section, BATCH, IntNode.valueOf(all));
        }
        return in.binder()
                .bind(
                        Epochs.inSteps(
                                section, () -> data.map(of -> trainingExamples(in, of)).orElse(1L)),
                        TrainingSettings.class);
    }

    private static Mapping withDefault(Mapping section, String key, ValueNode value) {
        Place place = section.place();
        return section.has(key)
                ? section
                : section.with(key, new Member(place, new Scalar(place, value, value.asText())));
    }

    private static long trainingExamples(ModelReading in, DataSpec data) {
        try {
            return data.trainingExamples()
                    .orElseGet(() -> in.context().trainingExamples().applyAsLong(data));
        } catch (DataException e) {
            Place place = in.own().section(DATA.key()).orElseThrow().place();
            throw SpecException.of(Problem.ofLines(place, String.valueOf(e.getMessage())));
        }
    }

    /** Further inferences and gradients stand in this section, and are read with the model. */
    private static EvaluationSettings evaluation(ModelReading in) {
        List<String> others = List.of(INFERENCE.key(), GradientsReader.GRADIENTS);
        Mapping section = in.own().sectionOrEmpty(EVALUATION.key());
        EvaluationSettings settings =
                in.binder().bind(section.without(others), EvaluationSettings.class, others);
        Collection<String> known = in.context().metrics();
        Problems problems = new Problems();
        Stream.of("metrics", "subsets")
                .flatMap(key -> section.get(key).stream())
                .flatMap(names -> ((Sequence) names).items().stream())
                .filter(name -> !known.contains(name.json().asText()))
                .forEach(
                        name ->
                                problems.addUnknown(
                                        name.place(), "metric", name.json().asText(), known));
        problems.throwIfAny();
        return settings;
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

    private static LikelihoodPart likelihood(ModelReading in) {
        String usual =
                in.get(DATA).map(of -> of.source().defaultLikelihood()).orElse(USUAL_LIKELIHOOD);
        return in.parts().likelihood(in.own(), usual);
    }

    private static Optional<PosteriorPart> posterior(ModelReading in) {
        Mapping complete =
                in.get(VARIANT)
                        .map(of -> GivenLatent.added(in.own(), of, in.plugins()))
                        .orElse(in.own());
        return in.parts().optional(complete, POSTERIOR.key(), PosteriorPart.class);
    }

    private static Optional<Hierarchy> hierarchy(ModelReading in) {
        if (!in.isHierarchical()) {
            return Optional.empty();
        }
        ConfigNode written = in.whole().get(LATENT.key()).orElseThrow();
        if (in.whole().has(POSTERIOR.key())) {
            throw SpecException.at(
                    in.whole().members().get(POSTERIOR.key()).key(),
                    "the posteriors of a hierarchy stand in 'latent'",
                    "leave 'posterior' out");
        }
        try {
            return Optional.of(HierarchyNotation.parse(written.text(), in.plugins()));
        } catch (IllegalArgumentException e) {
            throw SpecException.of(
                    Problem.ofLines(written.place(), String.valueOf(e.getMessage())));
        }
    }

    private static List<String> condition(ModelReading in) {
        return in.own()
                .get(CONDITION.key())
                .map(
                        written ->
                                written instanceof Sequence names
                                        ? names.items().stream().map(ConfigNode::text).toList()
                                        : List.of(written.text()))
                .orElse(List.of());
    }

    /** The label column alone, or a mapping. */
    private static Optional<Supervision> supervision(ModelReading in) {
        return in.own()
                .get(SUPERVISION.key())
                .map(
                        node ->
                                in.binder()
                                        .bind(
                                                PartReader.asMapping(node, COLUMN),
                                                Supervision.class));
    }

    private static Optional<StartSpec> start(ModelReading in) {
        // A plain value is left where the variant has a setting of that name.
        return in.own()
                .get(START.key())
                .filter(value -> !(value instanceof Scalar))
                .map(section -> in.binder().bind(section.asMapping(), StartSpec.class));
    }
}
