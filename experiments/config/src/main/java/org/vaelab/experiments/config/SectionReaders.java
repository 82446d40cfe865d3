// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.config;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ValueNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.vaelab.experiments.config.ConfigNode.Mapping;
import org.vaelab.experiments.config.ConfigNode.Member;
import org.vaelab.experiments.config.ConfigNode.Scalar;
import org.vaelab.experiments.config.ConfigNode.Sequence;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.parts.product.HierarchyNotation;
import org.vaelab.framework.parts.product.ProductText;
import org.vaelab.framework.plugin.Hierarchy;
import org.vaelab.framework.plugin.RegularizerPart;
import org.vaelab.framework.plugin.Supervision;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Spelling;
import org.vaelab.framework.training.TrainingSettings;

/**
 * Reads the {@linkplain ModelSections sections} of a model that are more than the name of a part.
 */
final class SectionReaders {

    private static final String TYPE = ModelSections.TYPE;
    private static final String COLUMN = "column";
    private static final String BATCH = "batch";
    private static final String USUAL_LIKELIHOOD = "bernoulli";

    private SectionReaders() {}

    /** Reads the word with its keys. */
    static Word.Chosen variant(ModelReader in) {
        requireTakesLatent(in);
        Mapping model = in.own();
        ConfigNode named =
                model.get(ModelSections.VARIANT.key()).orElseThrow(() -> withoutVariant(in));
        Word word = in.words().get(named.text());
        if (word == null) {
            throw SpecException.unknown(
                    named.place(), ModelSections.VARIANT.key(), named.text(), in.words().keySet());
        }
        return word.read(model, named, in.binder(), in.plugins());
    }

    /** Requires a word that takes the latent variables as they are written. */
    private static void requireTakesLatent(ModelReader in) {
        boolean isHierarchy = in.isHierarchical();
        if (!isHierarchy && in.latentText().filter(ProductText::isProduct).isEmpty()) {
            return;
        }
        Optional<Word> word = Word.of(in.whole(), in.words());
        if (word.isPresent() && !word.get().takesText(isHierarchy)) {
            ConfigNode written = in.whole().get(ModelSections.LATENT.key()).orElseThrow();
            throw SpecException.at(
                    written.place(),
                    "is %s, a %s, which variant '%s' does not take"
                            .formatted(
                                    written.written(),
                                    isHierarchy ? "hierarchy" : "product",
                                    word.get().name()),
                    "use variant: product");
        }
    }

    /**
     * Reports a missing variant. Its settings are unknown, but keys that are misspelt for all
     * models are reported too.
     */
    private static SpecException withoutVariant(ModelReader in) {
        List<String> known = Word.ofAllModels();
        List<Problem> misspelt = new ArrayList<>();
        in.own()
                .without(known)
                .members()
                .forEach(
                        (key, member) -> {
                            if (Spelling.nearest(key, known).isPresent()) {
                                misspelt.add(Problem.unknown(member.key(), "key", key, known));
                            }
                        });
        return misspelt.isEmpty()
                ? SpecException.at(
                        in.own().place(),
                        "the key 'variant' is missing",
                        "one of " + String.join(", ", in.words().keySet()))
                : new SpecException(misspelt);
    }

    /**
     * Reads the regulariser: that of its section, or that of the word, whose keys are keys of the
     * model.
     */
    static Optional<RegularizerPart> regularizer(ModelReader in) {
        Mapping model = in.own();
        String key = ModelSections.REGULARIZER.key();
        Optional<Word> word = Word.of(model, in.words()).filter(Word::isRegularizer);
        if (word.isEmpty()) {
            return in.parts().optional(model, key, RegularizerPart.class);
        }
        if (model.has(key)) {
            throw SpecException.at(
                    model.members().get(key).key(),
                    "variant '%s' is a regulariser, and the model names another"
                            .formatted(word.get().name()),
                    "write variant: " + Word.USUAL + ", or leave it out");
        }
        RegularizerPart part = (RegularizerPart) keysOf(word.get().part(), in);
        Binder.check(model, () -> PartType.check(part, in.plugins()));
        return Optional.of(part);
    }

    private static Object keysOf(PartType<?> type, ModelReader in) {
        Mapping model = in.own();
        try {
            return in.binder().bind(model.only(type.keyNames()), type.type(), List.of());
        } catch (SpecException e) {
            // What is wrong with the keys together may be due to a key that is misspelt.
            throw in.get(ModelSections.VARIANT).isPresent()
                    ? e
                    : new SpecException(
                            e.problems().stream()
                                    .filter(problem -> !problem.place().equals(model.place()))
                                    .toList());
        }
    }

    static DataSpec data(ModelReader in) {
        return new DataReader(in.context(), in.binder())
                .read(
                        in.own()
                                .requireSection(
                                        ModelSections.DATA.key(),
                                        "for example data: {source: sprites}"));
    }

    static RuntimeSpec runtime(ModelReader in) {
        Mapping section = in.own().sectionOrEmpty(ModelSections.RUNTIME.key());
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
    static NetworkSettings network(ModelReader in) {
        Mapping section = in.own().sectionOrEmpty(ModelSections.NETWORK.key());
        Optional<DataSource> data = in.get(ModelSections.DATA).map(DataSpec::source);
        return new NetworkReader(in.parts(), in.binder(), in.plugins())
                .read(
                        section,
                        data.map(DataSource::defaultEncoder).orElse(NetworkReader.USUAL),
                        data.map(DataSource::encoders).orElse(Map.of()));
    }

    /**
     * Reads the training; if the data cannot be read, an epoch counts as a step. Some estimators
     * take all examples as a batch if none is set.
     */
    static TrainingSettings training(ModelReader in) {
        Mapping section = in.own().sectionOrEmpty(ModelSections.TRAINING.key());
        Optional<DataSpec> data = in.get(ModelSections.DATA);
        boolean takesAllData =
                in.get(ModelSections.ESTIMATOR)
                        .flatMap(of -> of)
                        .or(() -> usualEstimator(in))
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

    private static Optional<EstimatorPart> usualEstimator(ModelReader in) {
        Optional<Word.Chosen> word = in.get(ModelSections.VARIANT);
        return word.flatMap(Word.Chosen::estimator)
                .or(
                        () ->
                                word.flatMap(Word.Chosen::whole)
                                        .map(
                                                of ->
                                                        in.plugins()
                                                                .of(EstimatorPart.class)
                                                                .create(of.estimator())));
    }

    private static Mapping withDefault(Mapping section, String key, ValueNode value) {
        Place place = section.place();
        return section.has(key)
                ? section
                : section.with(key, new Member(place, new Scalar(place, value, value.asText())));
    }

    private static long trainingExamples(ModelReader in, DataSpec data) {
        try {
            return data.trainingExamples()
                    .orElseGet(() -> in.context().trainingExamples().applyAsLong(data));
        } catch (DataException e) {
            Place place = in.own().section(ModelSections.DATA.key()).orElseThrow().place();
            throw SpecException.of(Problem.ofLines(place, String.valueOf(e.getMessage())));
        }
    }

    /** Further inferences and gradients stand in this section, and are read with the model. */
    static EvaluationSettings evaluation(ModelReader in) {
        List<String> others = List.of(ModelSections.INFERENCE.key(), GradientsReader.GRADIENTS);
        Mapping section = in.own().sectionOrEmpty(ModelSections.EVALUATION.key());
        EvaluationSettings settings =
                in.binder().bind(section.without(others), EvaluationSettings.class, others);
        Problems problems = new Problems();
        List<PartChoice> whole = metrics(in, section, "metrics", problems);
        List<PartChoice> ofSubsets = metrics(in, section, "subsets", problems);
        problems.throwIfAny();
        return settings.withMetrics(whole, ofSubsets);
    }

    /** Returns the metrics of a list, each with settings only if they are not the usual ones. */
    private static List<PartChoice> metrics(
            ModelReader in, Mapping section, String key, Problems problems) {
        Collection<String> known = in.context().metrics().choosable();
        Map<String, PartChoice> chosen = new LinkedHashMap<>();
        for (ConfigNode item : items(section, key)) {
            ConfigNode named = PartReader.asMapping(item).get(TYPE).orElseThrow();
            String name = named.json().asText();
            if (!known.contains(name)) {
                problems.addUnknown(named.place(), "metric", name, known);
                continue;
            }
            Optional<PartChoice> choice = problems.collect(() -> metric(in, item, name));
            if (choice.isPresent() && chosen.putIfAbsent(name, choice.get()) != null) {
                problems.add(
                        item.place(),
                        "metric '" + name + "' stands here twice",
                        "leave one out: its number has one name");
            }
        }
        return List.copyOf(chosen.values());
    }

    private static List<ConfigNode> items(Mapping section, String key) {
        return section.get(key).map(list -> ((Sequence) list).items()).orElse(List.of());
    }

    private static PartChoice metric(ModelReader in, ConfigNode item, String name) {
        Mapping own = PartReader.asMapping(item).without(List.of(TYPE));
        PartType<Metric> type = in.context().metrics().parts().types().get(name);
        if (type == null) {
            // It is measured with a part, and has no settings of its own.
            in.binder().requireKnown(own, Metric.class, List.of(TYPE));
            return PartChoice.of(name);
        }
        return type.choiceOfSettings(in.parts().part(own, type, List.of(TYPE)));
    }

    static LikelihoodPart likelihood(ModelReader in) {
        String usual =
                in.get(ModelSections.DATA)
                        .map(of -> of.source().defaultLikelihood())
                        .orElse(USUAL_LIKELIHOOD);
        return in.parts().likelihood(in.own(), usual);
    }

    static Optional<PosteriorPart> posterior(ModelReader in) {
        Mapping complete =
                in.get(ModelSections.NETWORK)
                        .map(of -> GivenLatent.added(in.own(), of.encoder(), in.plugins()))
                        .orElse(in.own());
        return in.parts().optional(complete, ModelSections.POSTERIOR.key(), PosteriorPart.class);
    }

    static Optional<Hierarchy> hierarchy(ModelReader in) {
        if (!in.isHierarchical()) {
            return Optional.empty();
        }
        ConfigNode written = in.whole().get(ModelSections.LATENT.key()).orElseThrow();
        if (in.whole().has(ModelSections.POSTERIOR.key())) {
            throw SpecException.at(
                    in.whole().members().get(ModelSections.POSTERIOR.key()).key(),
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

    static List<String> condition(ModelReader in) {
        return in.own()
                .get(ModelSections.CONDITION.key())
                .map(
                        written ->
                                written instanceof Sequence names
                                        ? names.items().stream().map(ConfigNode::text).toList()
                                        : List.of(written.text()))
                .orElse(List.of());
    }

    /** The label column alone, or a mapping. */
    static Optional<Supervision> supervision(ModelReader in) {
        return in.own()
                .get(ModelSections.SUPERVISION.key())
                .map(
                        node ->
                                in.binder()
                                        .bind(
                                                PartReader.asMapping(node, COLUMN),
                                                Supervision.class));
    }

    static Optional<StartSpec> start(ModelReader in) {
        // A plain value is left where the word has a key of that name.
        return in.own()
                .get(ModelSections.START.key())
                .filter(value -> !(value instanceof Scalar))
                .map(section -> in.binder().bind(section.asMapping(), StartSpec.class));
    }
}
