// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
import org.vaelab.framework.parts.product.ProductText;
import org.vaelab.framework.plugin.Hierarchy;
import org.vaelab.framework.plugin.InferencePart;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.plugin.RegularizerPart;
import org.vaelab.framework.plugin.Supervision;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.plugin.VariantNames;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Registry;
import org.vaelab.framework.settings.SettingKey;
import org.vaelab.framework.training.TrainingSettings;

/** Reads a model: the sections that every model has, and the settings of its variant. */
final class ModelReader {

    static final String MODELS = "models";
    static final String VARIANT = "variant";
    static final String DATA = "data";
    static final String RUNTIME = "runtime";
    static final String NETWORK = "network";
    static final String TRAINING = "training";
    static final String EVALUATION = "evaluation";
    static final String LIKELIHOOD = "likelihood";
    static final String POSTERIOR = "posterior";
    static final String PRIOR = "prior";
    static final String ESTIMATOR = "estimator";
    static final String REGULARIZER = "regularizer";
    static final String INFERENCE = "inference";
    static final String CONDITION = "condition";
    static final String SUPERVISION = "supervision";
    static final String START = "start";
    private static final String COLUMN = "column";
    static final String LATENT = "latent";
    static final String TYPE = "type";

    /** The sections allowed at the top level for all models, or in a model. */
    static final List<String> SHARED =
            List.of(
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
                    CONDITION,
                    SUPERVISION,
                    START);

    /** Keys of the section {@code evaluation} that are read separately. */
    private static final List<String> OF_EVALUATION = List.of(INFERENCE, GradientsReader.GRADIENTS);

    private static final String ENCODER = "encoder";
    private static final String BATCH = "batch";

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
        Binder binder = new Binder(folder, KeyGuide.of(context.plugins()));
        return new ModelReader(context, binder).read(merged);
    }

    private ModelSpec read(Mapping written) {
        Mapping model =
                PartReader.withStartAsMapping(
                        PartReader.withPartsAsMappings(written), context.plugins());
        Problems problems = new Problems();
        Optional<ModelSpec> alone = problems.collect(() -> alone(model));
        GradientsReader gradients =
                new GradientsReader(other -> alone(other).blueprint(), binder, context.plugins());
        // Problems of the model itself are not repeated for each estimator.
        Optional<Optional<GradientsSpec>> measured =
                alone.flatMap(spec -> problems.collect(() -> gradients.read(model)));
        problems.throwIfAny();
        return alone.orElseThrow().with(measured.orElseThrow());
    }

    /** Reads a model, except for its measured gradients. */
    private ModelSpec alone(Mapping whole) {
        Problems problems = new Problems();
        Optional<Hierarchy> hierarchy = problems.collect(() -> hierarchy(whole)).flatMap(h -> h);
        Mapping model = isHierarchical(whole) ? whole.without(List.of(LATENT)) : whole;
        Optional<DataSpec> data = problems.collect(() -> data(model));
        Optional<RuntimeSpec> runtime = problems.collect(() -> runtime(model));
        Optional<EvaluationSettings> evaluation = problems.collect(() -> evaluation(model));
        Optional<NetworkSettings> network = problems.collect(() -> network(model, data));
        Optional<Variant> variant =
                problems.collect(() -> requireTakesLatent(whole))
                        .flatMap(taken -> problems.collect(() -> parts.variant(model)))
                        .map(Variant::pinned);
        Optional<RegularizerPart> regularizer = parts.regularizer(model, variant, problems);
        Mapping complete =
                variant.map(of -> GivenLatent.added(model, of, context.plugins())).orElse(model);
        Optional<PosteriorPart> posterior =
                parts.optional(complete, POSTERIOR, PosteriorPart.class, problems);
        Optional<PriorPart> prior = parts.optional(model, PRIOR, PriorPart.class, problems);
        Optional<EstimatorPart> estimator =
                parts.optional(model, ESTIMATOR, EstimatorPart.class, problems);
        boolean takesAllData =
                estimator
                        .or(() -> variant.map(of -> estimators().create(of.estimator())))
                        .map(EstimatorPart::takesAllData)
                        .orElse(false);
        Optional<TrainingSettings> training =
                problems.collect(() -> training(model, data, takesAllData));
        Optional<LikelihoodPart> likelihood =
                problems.collect(
                        () ->
                                parts.likelihood(
                                        model,
                                        data.map(of -> of.source().defaultLikelihood())
                                                .orElse("bernoulli")));
        Optional<InferencePart> inference =
                parts.optional(model, INFERENCE, InferencePart.class, problems);
        Optional<List<InferencePart>> further =
                problems.collect(() -> parts.furtherInferences(model));
        Optional<List<String>> condition = problems.collect(() -> condition(model));
        Optional<Optional<Supervision>> supervision = problems.collect(() -> supervision(model));
        Optional<Optional<StartSpec>> start = problems.collect(() -> start(model));
        problems.throwIfAny();
        TrainingSettings trained = trained(model, variant.get(), training.orElseThrow());
        ModelBlueprint.Builder blueprint =
                ModelBlueprint.of(
                                variant.orElseThrow(),
                                likelihood.orElseThrow(),
                                network.orElseThrow())
                        .toBuilder()
                        .furtherInferences(further.orElseThrow())
                        .condition(condition.orElseThrow())
                        .klWeight(trained.klWeights())
                        .fitsPriorAfterwards(trained.fitsPriorAfterwards());
        posterior.ifPresent(blueprint::posterior);
        hierarchy.ifPresent(blueprint::hierarchy);
        prior.ifPresent(blueprint::prior);
        estimator.ifPresent(blueprint::estimator);
        regularizer.ifPresent(blueprint::regularizer);
        inference.ifPresent(blueprint::inference);
        supervision.orElseThrow().ifPresent(blueprint::supervision);
        ModelBlueprint chosen = blueprint.build();
        if (variant.orElseThrow().whole().isPresent()) {
            requireNoParts(whole, VariantNames.nameOf(chosen));
        } else {
            requireOnePosterior(model, chosen);
        }
        return new ModelSpec(
                data.orElseThrow(),
                runtime.orElseThrow(),
                chosen,
                trained,
                evaluation.orElseThrow(),
                Optional.empty(),
                start.orElseThrow());
    }

    /** Returns the settings of training: no steps for a model that was trained elsewhere. */
    private static TrainingSettings trained(
            Mapping model, Variant variant, TrainingSettings written) {
        if (variant.networks().isPresent()) {
            return TrainingSettings.none();
        }
        Binder.check(model.sectionOrEmpty(TRAINING), written::requireSteps);
        return written;
    }

    private static boolean isHierarchical(Mapping model) {
        return latentText(model).filter(HierarchyNotation::isHierarchy).isPresent();
    }

    private static Optional<String> latentText(Mapping model) {
        return model.get(LATENT)
                .map(ConfigNode::json)
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText);
    }

    /**
     * Requires a variant that takes the latent variables as they are written: one that reads a text takes a
     * product, one that needs no {@code latent} of its own takes a hierarchy.
     */
    private Mapping requireTakesLatent(Mapping model) {
        Optional<VariantNames.Meaning> variant =
                parts.named(model).filter(named -> named.regularizer().isEmpty());
        Optional<SettingKey> own =
                variant.stream()
                        .flatMap(named -> named.keysOfVariant().stream())
                        .filter(key -> key.name().equals(LATENT))
                        .findFirst();
        boolean isProduct = latentText(model).filter(ProductText::isProduct).isPresent();
        boolean isTaken =
                isHierarchical(model)
                        ? own.filter(key -> variant.orElseThrow().own().isPresent())
                                .filter(SettingKey::isRequired)
                                .isEmpty()
                        : !isProduct
                                || own.filter(key -> key.component().getType() == String.class)
                                        .isPresent();
        if (variant.isPresent() && !isTaken) {
            ConfigNode written = model.get(LATENT).orElseThrow();
            throw SpecException.at(
                    written.place(),
                    "is %s, a %s, which variant '%s' does not take"
                            .formatted(
                                    written.written(),
                                    isHierarchical(model) ? "hierarchy" : "product",
                                    variant.get().variant()),
                    "use variant: product");
        }
        return model;
    }

    private Optional<Hierarchy> hierarchy(Mapping model) {
        if (!isHierarchical(model)) {
            return Optional.empty();
        }
        ConfigNode written = model.get(LATENT).orElseThrow();
        if (model.has(POSTERIOR)) {
            throw SpecException.at(
                    model.members().get(POSTERIOR).key(),
                    "the posteriors of a hierarchy stand in 'latent'",
                    "leave 'posterior' out");
        }
        try {
            return Optional.of(HierarchyNotation.parse(written.text(), context.plugins()));
        } catch (IllegalArgumentException e) {
            throw SpecException.of(
                    Problem.ofLines(written.place(), String.valueOf(e.getMessage())));
        }
    }

    private static List<String> condition(Mapping model) {
        return model.get(CONDITION)
                .map(
                        written ->
                                written instanceof Sequence names
                                        ? names.items().stream().map(ConfigNode::text).toList()
                                        : List.of(written.text()))
                .orElse(List.of());
    }

    /** The label column alone, or a mapping. */
    private Optional<Supervision> supervision(Mapping model) {
        return model.get(SUPERVISION)
                .map(node -> binder.bind(PartReader.asMapping(node, COLUMN), Supervision.class));
    }

    private Optional<StartSpec> start(Mapping model) {
        // A plain value is left where the variant has a setting of that name.
        return model.get(START)
                .filter(value -> !(value instanceof Scalar))
                .map(section -> binder.bind(section.asMapping(), StartSpec.class));
    }

    /** What a config says of all its models may be for others, so only what is said of this one is rejected. */
    private static void requireNoParts(Mapping model, String variant) {
        for (String key : List.of(POSTERIOR, PRIOR, REGULARIZER, CONDITION, SUPERVISION)) {
            requireNone(model, key, variant);
        }
        for (String key : List.of(LIKELIHOOD, NETWORK)) {
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

    private DataSpec data(Mapping model) {
        return new DataReader(context, binder)
                .read(model.requireSection(DATA, "for example data: {source: sprites}"));
    }

    private Registry<EstimatorPart> estimators() {
        return context.plugins().of(EstimatorPart.class);
    }

    /** Reads the networks. The data choose the encoder if none is named. */
    private NetworkSettings network(Mapping model, Optional<DataSpec> data) {
        Mapping section = model.sectionOrEmpty(NETWORK);
        Mapping complete =
                data.map(of -> TextNode.valueOf(of.source().defaultEncoder()))
                        .map(encoder -> withDefault(section, ENCODER, encoder))
                        .orElse(section);
        return binder.bind(complete, NetworkSettings.class);
    }

    /**
     * Reads the training; if the data cannot be read, an epoch counts as a step.
     *
     * @param takesAllData whether all training examples are a batch if none is set
     */
    private TrainingSettings training(
            Mapping model, Optional<DataSpec> data, boolean takesAllData) {
        Mapping section = model.sectionOrEmpty(TRAINING);
        if (takesAllData && !section.has(BATCH) && data.isPresent()) {
            section =
                    withDefault(
                            section,
                            BATCH,
                            IntNode.valueOf(Math.toIntExact(trainingExamples(model, data.get()))));
        }
        return binder.bind(
                Epochs.inSteps(
                        section, () -> data.map(of -> trainingExamples(model, of)).orElse(1L)),
                TrainingSettings.class);
    }

    private static Mapping withDefault(Mapping section, String key, ValueNode value) {
        Place place = section.place();
        return section.has(key)
                ? section
                : section.with(key, new Member(place, new Scalar(place, value, value.asText())));
    }

    private long trainingExamples(Mapping model, DataSpec data) {
        try {
            return data.trainingExamples()
                    .orElseGet(() -> context.trainingExamples().applyAsLong(data));
        } catch (DataException e) {
            Place place = model.section(DATA).orElseThrow().place();
            throw SpecException.of(Problem.ofLines(place, String.valueOf(e.getMessage())));
        }
    }

    private RuntimeSpec runtime(Mapping model) {
        RuntimeSpec runtime = binder.bind(model.sectionOrEmpty(RUNTIME), RuntimeSpec.class);
        Set<String> known = new TreeSet<>(context.backends());
        known.add(RuntimeSpec.AUTO);
        if (!known.contains(runtime.backend())) {
            Place place = model.section(RUNTIME).orElseThrow().get("backend").orElseThrow().place();
            throw SpecException.unknown(place, "backend", runtime.backend(), known);
        }
        return runtime;
    }

    private EvaluationSettings evaluation(Mapping model) {
        Mapping own = model.sectionOrEmpty(EVALUATION);
        EvaluationSettings settings =
                binder.bind(own.without(OF_EVALUATION), EvaluationSettings.class, OF_EVALUATION);
        Problems problems = new Problems();
        Stream.of("metrics", "subsets")
                .flatMap(key -> own.get(key).stream())
                .flatMap(names -> ((Sequence) names).items().stream())
                .forEach(
                        name -> {
                            String metric = name.json().asText();
                            if (!context.metrics().contains(metric)) {
                                problems.addUnknown(
                                        name.place(), "metric", metric, context.metrics());
                            }
                        });
        problems.throwIfAny();
        return settings;
    }
}
