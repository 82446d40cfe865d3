// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.spec;

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
import org.vaelab.framework.plugin.Chosen;
import org.vaelab.framework.plugin.EstimatorFactory;
import org.vaelab.framework.plugin.LikelihoodFactory;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.PartFactory;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.PosteriorFactory;
import org.vaelab.framework.plugin.PriorFactory;
import org.vaelab.framework.plugin.Registry;
import org.vaelab.framework.plugin.Variant;
import org.vaelab.framework.settings.YamlScalar;
import org.vaelab.framework.training.TrainingSettings;

/** Reads a model: the sections that every model has, and the settings of its variant. */
final class ModelReader {

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
    static final String TYPE = "type";

    /** Sections that are a name, or a mapping with the key {@code type}. */
    static final List<String> PARTS = List.of(LIKELIHOOD, POSTERIOR, PRIOR, ESTIMATOR);

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
                    ESTIMATOR);

    private static final String DEFAULT_LIKELIHOOD = "bernoulli";

    private final SpecContext context;
    private final Binder binder;

    /** A reader that resolves relative paths against a folder. */
    ModelReader(SpecContext context, Path folder) {
        this.context = context;
        this.binder = new Binder(folder);
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
                Mapping part =
                        Mapping.empty(name.place()).with(TYPE, new Member(name.place(), name));
                result = result.with(key, new Member(member.key(), part));
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
        Mapping model = withPartsAsMappings(written);
        Problems problems = new Problems();
        Optional<DataSpec> data = problems.collect(() -> data(model));
        Optional<RuntimeSpec> runtime = problems.collect(() -> runtime(model));
        Optional<TrainingSettings> training =
                problems.collect(() -> settings(model, TRAINING, TrainingSettings.class));
        Optional<EvaluationSettings> evaluation = problems.collect(() -> evaluation(model));
        Optional<NetworkSettings> network =
                problems.collect(() -> settings(model, NETWORK, NetworkSettings.class));
        Plugins plugins = context.plugins();
        Optional<Chosen<Variant<?>>> variant = problems.collect(() -> variant(model));
        Optional<Chosen<PosteriorFactory<?>>> posterior =
                optionalPart(model, POSTERIOR, plugins.posteriors(), problems);
        Optional<Chosen<PriorFactory<?>>> prior =
                optionalPart(model, PRIOR, plugins.priors(), problems);
        Optional<Chosen<EstimatorFactory<?>>> estimator =
                optionalPart(model, ESTIMATOR, plugins.estimators(), problems);
        Optional<Chosen<LikelihoodFactory<?>>> likelihood =
                problems.collect(() -> likelihood(model));
        problems.throwIfAny();
        TrainingSettings trained = training.orElseThrow();
        ModelBlueprint blueprint =
                new ModelBlueprint(
                        variant.orElseThrow(),
                        posterior,
                        prior,
                        estimator,
                        likelihood.orElseThrow(),
                        network.orElseThrow(),
                        trained.klSchedule(),
                        trained.fitsPriorAfterwards());
        return new ModelSpec(
                data.orElseThrow(),
                runtime.orElseThrow(),
                blueprint,
                trained,
                evaluation.orElseThrow());
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
        EvaluationSettings settings = settings(model, EVALUATION, EvaluationSettings.class);
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

    private Chosen<Variant<?>> variant(Mapping model) {
        ConfigNode named = model.get(VARIANT).orElseThrow(() -> withoutVariant(model));
        String name = text(named);
        Variant<?> variant = find(context.plugins().variants(), name, named.place());
        requireDistinct(name, variant, named.place());
        List<String> others = new ArrayList<>(SHARED);
        others.add(VARIANT);
        Record settings = binder.bind(model.without(others), variant.settingsType(), others);
        Binder.check(model, () -> check(variant, settings));
        return new Chosen<>(name, variant, settings);
    }

    private static <S extends Record> void check(Variant<S> variant, Record settings) {
        variant.check(variant.settingsType().cast(settings));
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

    private Chosen<LikelihoodFactory<?>> likelihood(Mapping model) {
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

    private <F extends PartFactory<?, ?>> Optional<Chosen<F>> optionalPart(
            Mapping model, String key, Registry<F> registry, Problems problems) {
        return problems.collect(() -> section(model, key))
                .flatMap(section -> section)
                .flatMap(section -> problems.collect(() -> part(section, registry)));
    }

    private <F extends PartFactory<?, ?>> Chosen<F> part(Mapping section, Registry<F> registry) {
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
        Chosen<F> chosen = new Chosen<>(name, factory, settings);
        Binder.check(section, () -> Chosen.check(chosen));
        return chosen;
    }

    private static <F> F find(Registry<F> registry, String name, Place place) {
        F found = registry.parts().get(name);
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
