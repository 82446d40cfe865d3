// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.spec;

import com.fasterxml.jackson.databind.node.TextNode;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.vaelab.experiments.spec.ConfigNode.Mapping;
import org.vaelab.experiments.spec.ConfigNode.Member;
import org.vaelab.experiments.spec.ConfigNode.Scalar;
import org.vaelab.experiments.spec.ConfigNode.Sequence;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.naming.Spelling;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.parts.product.HierarchyNotation;
import org.vaelab.framework.plugin.ConfiguredPart;
import org.vaelab.framework.plugin.EstimatorFactory;
import org.vaelab.framework.plugin.Hierarchy;
import org.vaelab.framework.plugin.InferenceFactory;
import org.vaelab.framework.plugin.LikelihoodFactory;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.PartFactory;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.PosteriorFactory;
import org.vaelab.framework.plugin.PriorFactory;
import org.vaelab.framework.plugin.Registry;
import org.vaelab.framework.plugin.SettingsBinding;
import org.vaelab.framework.plugin.Supervision;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.settings.FormerNames;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.YamlScalar;
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
    static final String INFERENCE = "inference";
    static final String CONDITION = "condition";
    static final String SUPERVISION = "supervision";
    private static final String COLUMN = "column";
    static final String LATENT = "latent";
    static final String TYPE = "type";

    /** Sections that are a name, or a mapping with the key {@code type}. */
    static final List<String> PARTS = List.of(LIKELIHOOD, POSTERIOR, PRIOR, ESTIMATOR, INFERENCE);

    /** What may stand at the top for all models, and in a model for itself. */
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
                    INFERENCE,
                    CONDITION,
                    SUPERVISION);

    /** Keys of the section {@code evaluation} that are read apart. */
    private static final List<String> OF_EVALUATION = List.of(INFERENCE, GradientsReader.GRADIENTS);

    private static final String DEFAULT_LIKELIHOOD = "bernoulli";
    private static final String IMPORTANCE_CHOICE = "importanceChoice";
    private static final String FIRST = "first";

    private final SpecContext context;
    private final Path folder;
    private final Binder binder;
    private final boolean recorded;

    /** A reader of what people write, which resolves relative paths against a folder. */
    ModelReader(SpecContext context, Path folder) {
        this(context, folder, false);
    }

    /**
     * A reader.
     *
     * @param recorded whether it reads records: earlier versions took settings of a variant that the
     *     model's posterior made void
     */
    ModelReader(SpecContext context, Path folder, boolean recorded) {
        this(context, folder, recorded, KeyGuide.of(context.plugins()));
    }

    private ModelReader(SpecContext context, Path folder, boolean recorded, KeyGuide guide) {
        this.context = context;
        this.folder = folder;
        this.binder = new Binder(folder, recorded, guide);
        this.recorded = recorded;
    }

    /** Returns the names of the keys that a settings record has. */
    static List<String> components(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
    }

    /** Returns a mapping in which every part that is given by its name alone is a mapping. */
    static Mapping withPartsAsMappings(Mapping section) {
        Mapping result = section;
        for (String key : PARTS) {
            Member member = section.members().get(key);
            if (member != null && member.value() instanceof Scalar name && !name.isNull()) {
                result = result.with(key, new Member(member.key(), partAsMapping(name)));
            }
        }
        return result;
    }

    /**
     * Reads a model, laid over what stands at the top.
     *
     * @throws SpecException of all that is wrong in it
     */
    ModelSpec read(Mapping written) {
        KeyGuide guide =
                KeyGuide.of(context.plugins()).with(() -> EpochLength.of(context, folder, written));
        return new ModelReader(context, folder, recorded, guide).readGuided(written);
    }

    private ModelSpec readGuided(Mapping written) {
        Mapping model = withPartsAsMappings(written);
        Problems problems = new Problems();
        Optional<ModelSpec> alone = problems.collect(() -> alone(model));
        GradientsReader gradients =
                new GradientsReader(other -> alone(other).blueprint(), binder, context.plugins());
        // What is wrong with the model itself is not said again of each model laid over it.
        Optional<Optional<GradientsSpec>> measured =
                alone.flatMap(spec -> problems.collect(() -> gradients.read(model)));
        problems.throwIfAny();
        return alone.orElseThrow().with(measured.orElseThrow());
    }

    /** Reads a model, but for the gradients that are measured of it. */
    private ModelSpec alone(Mapping written) {
        Mapping whole = withPartsAsMappings(written);
        Problems problems = new Problems();
        Optional<Hierarchy> hierarchy = problems.collect(() -> hierarchy(whole)).flatMap(h -> h);
        Mapping model = isHierarchical(whole) ? whole.without(LATENT) : whole;
        Optional<DataSpec> data = problems.collect(() -> data(model));
        Optional<RuntimeSpec> runtime = problems.collect(() -> runtime(model));
        Optional<TrainingSettings> training =
                problems.collect(() -> settings(model, TRAINING, TrainingSettings.class));
        Optional<EvaluationSettings> evaluation = problems.collect(() -> evaluation(model));
        Optional<NetworkSettings> network =
                problems.collect(() -> settings(model, NETWORK, NetworkSettings.class));
        Plugins plugins = context.plugins();
        Optional<ConfiguredPart<Variant<?>>> variant = problems.collect(() -> variant(model));
        Optional<ConfiguredPart<PosteriorFactory<?>>> posterior =
                optionalPart(model, POSTERIOR, plugins.posteriors(), problems);
        Optional<ConfiguredPart<PriorFactory<?>>> prior =
                optionalPart(model, PRIOR, plugins.priors(), problems);
        Optional<ConfiguredPart<EstimatorFactory<?>>> estimator =
                optionalPart(model, ESTIMATOR, plugins.estimators(), problems);
        Optional<ConfiguredPart<LikelihoodFactory<?>>> likelihood =
                problems.collect(() -> likelihood(model));
        Optional<ConfiguredPart<InferenceFactory<?>>> inference =
                optionalPart(model, INFERENCE, plugins.inferences(), problems);
        Optional<List<ConfiguredPart<InferenceFactory<?>>>> further =
                problems.collect(() -> furtherInferences(model));
        Optional<List<String>> condition = problems.collect(() -> condition(model));
        Optional<Optional<Supervision>> supervision = problems.collect(() -> supervision(model));
        problems.throwIfAny();
        if (isWhole(variant.orElseThrow())) {
            requireNoParts(whole, variant.get().name());
        } else {
            requireOnePosterior(model, variant.get(), posterior, hierarchy);
        }
        TrainingSettings trained = training.orElseThrow();
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
        inference.ifPresent(blueprint::inference);
        supervision.orElseThrow().ifPresent(blueprint::supervision);
        return new ModelSpec(
                data.orElseThrow(),
                runtime.orElseThrow(),
                blueprint.build(),
                trained,
                evaluation.orElseThrow(),
                Optional.empty());
    }

    /** One inference, or a list of several, each by its name or as a mapping. */
    private List<ConfiguredPart<InferenceFactory<?>>> furtherInferences(Mapping model) {
        Optional<ConfigNode> written =
                section(model, EVALUATION)
                        .flatMap(section -> section.get(INFERENCE))
                        .filter(node -> !isNull(node));
        if (written.isEmpty()) {
            return List.of();
        }
        List<ConfigNode> items =
                written.get() instanceof Sequence several
                        ? several.items()
                        : List.of(written.get());
        Problems problems = new Problems();
        List<ConfiguredPart<InferenceFactory<?>>> parts = new ArrayList<>();
        for (ConfigNode item : items) {
            problems.collect(() -> part(partAsMapping(item), context.plugins().inferences()))
                    .ifPresent(
                            part -> {
                                if (parts.stream().anyMatch(p -> p.name().equals(part.name()))) {
                                    problems.add(
                                            item.place(),
                                            "inference '"
                                                    + part.name()
                                                    + "' stands here twice, and its measures would"
                                                    + " have one name",
                                            "make models of their own of them");
                                }
                                parts.add(part);
                            });
        }
        problems.throwIfAny();
        return parts;
    }

    private static Mapping partAsMapping(ConfigNode node) {
        return node instanceof Scalar name && !name.isNull()
                ? Mapping.empty(name.place()).with(TYPE, new Member(name.place(), name))
                : mapping(node);
    }

    private static boolean isHierarchical(Mapping model) {
        return model.get(LATENT)
                .filter(node -> node instanceof Scalar scalar && scalar.json().isTextual())
                .map(node -> HierarchyNotation.isHierarchy(((Scalar) node).json().asText()))
                .orElse(false);
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
        HierarchyNotation notation = new HierarchyNotation(context.plugins().posteriors());
        try {
            return Optional.of(notation.parse(text(written)));
        } catch (IllegalArgumentException e) {
            List<String> lines = String.valueOf(e.getMessage()).lines().toList();
            throw new SpecException(
                    List.of(
                            new Problem(
                                    written.place(),
                                    lines.get(0),
                                    lines.subList(1, lines.size()))));
        }
    }

    private static List<String> condition(Mapping model) {
        Optional<ConfigNode> written = model.get(CONDITION).filter(node -> !isNull(node));
        if (written.isEmpty()) {
            return List.of();
        }
        return written.get() instanceof Sequence names
                ? names.items().stream().map(ModelReader::text).toList()
                : List.of(text(written.get()));
    }

    /** The label column alone, or a mapping. */
    private Optional<Supervision> supervision(Mapping model) {
        return model.get(SUPERVISION)
                .filter(node -> !isNull(node))
                .map(
                        node ->
                                node instanceof Scalar name
                                        ? Mapping.empty(name.place())
                                                .with(COLUMN, new Member(name.place(), name))
                                        : mapping(node))
                .map(section -> binder.bind(section, Supervision.class));
    }

    private static boolean isNull(ConfigNode node) {
        return node instanceof Scalar scalar && scalar.isNull();
    }

    /** Returns whether a variant makes the generative model as one. */
    static boolean isWhole(ConfiguredPart<Variant<?>> variant) {
        return isWhole(variant.factory(), variant.settings());
    }

    private static <S extends Record> boolean isWhole(Variant<S> variant, Record settings) {
        return variant.whole(variant.settingsType().cast(settings)).isPresent();
    }

    private static void requireNoParts(Mapping model, String variant) {
        for (String key : List.of(POSTERIOR, PRIOR, CONDITION, SUPERVISION)) {
            if (model.has(key)) {
                throw SpecException.at(
                        model.members().get(key).key(),
                        "variant '" + variant + "' makes a whole model, which has no '" + key + "'",
                        "leave it out");
            }
        }
    }

    /** Exactly one: of the variant's settings, or named by the model. */
    private void requireOnePosterior(
            Mapping model,
            ConfiguredPart<Variant<?>> variant,
            Optional<ConfiguredPart<PosteriorFactory<?>>> named,
            Optional<Hierarchy> hierarchy) {
        Optional<PartChoice> own = posterior(variant.factory(), variant.settings());
        boolean isNamed = named.isPresent() || hierarchy.isPresent();
        if (!isNamed && own.isEmpty()) {
            throw SpecException.at(
                    model.place(),
                    "variant '" + variant.name() + "' is given no posterior",
                    "set "
                            + String.join(", ", components(variant.factory().settingsType()))
                            + ", or name one, for example posterior: {type: diagonal-normal,"
                            + " latent: 10}");
        }
        if (isNamed && own.isPresent() && !recorded) {
            throw SpecException.at(
                    model.place(),
                    "the settings of variant '"
                            + variant.name()
                            + "' describe a posterior, '"
                            + own.get().type()
                            + "', and the model names another, '"
                            + named.map(ConfiguredPart::name)
                                    .or(() -> hierarchy.map(Hierarchy::text))
                                    .orElseThrow()
                            + "'",
                    "leave one of the two out");
        }
        own.filter(choice -> !isNamed)
                .ifPresent(
                        choice ->
                                Binder.check(
                                        model,
                                        () ->
                                                SettingsBinding.resolve(
                                                        choice, context.plugins().posteriors())));
    }

    private static <S extends Record> Optional<PartChoice> posterior(
            Variant<S> variant, Record settings) {
        return variant.posterior(variant.settingsType().cast(settings));
    }

    private DataSpec data(Mapping model) {
        return new DataReader(context, binder)
                .read(
                        section(model, DATA)
                                .orElseThrow(
                                        () ->
                                                SpecException.at(
                                                        model.place(),
                                                        "the section 'data' is missing",
                                                        "for example data: {source: sprites}")));
    }

    private RuntimeSpec runtime(Mapping model) {
        RuntimeSpec runtime = settings(model, RUNTIME, RuntimeSpec.class);
        Set<String> known = new TreeSet<>(context.backends());
        known.add(RuntimeSpec.AUTO);
        if (!known.contains(runtime.backend())) {
            Place place =
                    section(model, RUNTIME).orElseThrow().get("backend").orElseThrow().place();
            throw new SpecException(
                    List.of(Problems.unknown(place, "backend", runtime.backend(), known)));
        }
        return runtime;
    }

    private EvaluationSettings evaluation(Mapping model) {
        Mapping own = section(model, EVALUATION).orElseGet(() -> Mapping.empty(model.place()));
        EvaluationSettings settings =
                binder.bind(
                        withChoiceOfRecords(own.without(OF_EVALUATION)),
                        EvaluationSettings.class,
                        OF_EVALUATION);
        Problems problems = new Problems();
        section(model, EVALUATION)
                .flatMap(section -> section.get("metrics"))
                .map(metrics -> ((Sequence) metrics).items())
                .orElse(List.of())
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

    /** A record without the choice of examples is of a version that took the first. */
    private Mapping withChoiceOfRecords(Mapping evaluation) {
        Place place = evaluation.place();
        return recorded && !evaluation.has(IMPORTANCE_CHOICE)
                ? evaluation.with(
                        IMPORTANCE_CHOICE,
                        new Member(place, new Scalar(place, TextNode.valueOf(FIRST), FIRST)))
                : evaluation;
    }

    private ConfiguredPart<Variant<?>> variant(Mapping model) {
        ConfigNode named = model.get(VARIANT).orElseThrow(() -> withoutVariant(model));
        String name = text(named);
        Variant<?> variant = find(context.plugins().variants(), name, named.place());
        requireDistinct(name, variant, named.place());
        List<String> others = new ArrayList<>(SHARED);
        others.add(VARIANT);
        Record settings = binder.bind(model.without(others), variant.settingsType(), others);
        return new ConfiguredPart<>(name, variant, settings);
    }

    /** Without a variant its settings are not known, but a misspelt key of all models is. */
    private SpecException withoutVariant(Mapping model) {
        List<String> known = new ArrayList<>(SHARED);
        known.add(VARIANT);
        List<Problem> misspelt = new ArrayList<>();
        model.without(known)
                .members()
                .forEach(
                        (key, member) -> {
                            if (Spelling.nearest(key, known).isPresent()) {
                                misspelt.add(Problems.unknown(member.key(), "key", key, known));
                            }
                        });
        if (!misspelt.isEmpty()) {
            return new SpecException(misspelt);
        }
        return SpecException.at(
                model.place(),
                "the key 'variant' is missing",
                "one of " + String.join(", ", context.plugins().variants().parts().keySet()));
    }

    private static void requireDistinct(String name, Variant<?> variant, Place place) {
        for (String key : components(variant.settingsType())) {
            if (SHARED.contains(key) || key.equals(VARIANT)) {
                throw SpecException.at(
                        place,
                        "variant '"
                                + name
                                + "' cannot be used: its setting '"
                                + key
                                + "' is a key of all models");
            }
        }
    }

    private ConfiguredPart<LikelihoodFactory<?>> likelihood(Mapping model) {
        Registry<LikelihoodFactory<?>> registry = context.plugins().likelihoods();
        Mapping byDefault =
                new Mapping(
                        model.place(),
                        Map.of(
                                TYPE,
                                new Member(
                                        model.place(),
                                        new Scalar(
                                                model.place(),
                                                YamlScalar.of(DEFAULT_LIKELIHOOD),
                                                DEFAULT_LIKELIHOOD))));
        return part(section(model, LIKELIHOOD).orElse(byDefault), registry);
    }

    private <F extends PartFactory<?, ?, ?>> Optional<ConfiguredPart<F>> optionalPart(
            Mapping model, String key, Registry<F> registry, Problems problems) {
        return problems.collect(() -> section(model, key))
                .flatMap(section -> section)
                .flatMap(section -> problems.collect(() -> part(section, registry)));
    }

    private <F extends PartFactory<?, ?, ?>> ConfiguredPart<F> part(
            Mapping written, Registry<F> registry) {
        Mapping section = recorded ? new PresentNames(registry).in(written) : written;
        ConfigNode named =
                section.get(TYPE)
                        .orElseThrow(
                                () ->
                                        SpecException.at(
                                                section.place(),
                                                "the key 'type' is missing",
                                                "one of "
                                                        + String.join(
                                                                ", ", registry.parts().keySet())));
        String name = text(named);
        F factory = find(registry, name, named.place());
        Record settings = binder.bind(section.without(TYPE), factory.settingsType(), List.of(TYPE));
        ConfiguredPart<F> chosen = new ConfiguredPart<>(name, factory, settings);
        Binder.check(section, () -> ConfiguredPart.check(chosen));
        return chosen;
    }

    private static <F> F find(Registry<F> registry, String name, Place place) {
        F found = registry.parts().get(name);
        if (found == null && registry.presentName(name).isPresent()) {
            throw SpecException.at(
                    place,
                    "unknown " + registry.kind() + " '" + name + "'",
                    FormerNames.hint(registry.presentName(name).get()));
        }
        if (found == null) {
            throw new SpecException(
                    List.of(
                            Problems.unknown(
                                    place, registry.kind(), name, registry.parts().keySet())));
        }
        return found;
    }

    private <T> T settings(Mapping model, String key, Class<T> type) {
        return binder.bind(section(model, key).orElseGet(() -> Mapping.empty(model.place())), type);
    }

    private static Optional<Mapping> section(Mapping model, String key) {
        return model.get(key).map(node -> mapping(node));
    }

    /** Returns the node as a mapping. */
    static Mapping mapping(ConfigNode node) {
        if (node instanceof Mapping mapping) {
            return mapping;
        }
        throw SpecException.at(
                node.place(), "is " + node.written() + ", expected a mapping of keys to values");
    }

    /** Returns the node as a text. */
    static String text(ConfigNode node) {
        if (node instanceof Scalar scalar && scalar.json().isTextual()) {
            return scalar.json().asText();
        }
        throw SpecException.at(node.place(), "is " + node.written() + ", expected a name");
    }
}
