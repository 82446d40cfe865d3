// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.KnownDistribution;
import org.vaelab.framework.data.LeftOut;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorScope;

/**
 * The context of a metric.
 *
 * @param subset which examples are taken where not all are
 * @param perDatum the bound of each test example, and log p(x) of those that have an estimate
 * @param leftOut the classes that training had no examples of; empty if it had some of all
 * @param measured the earlier measurements by name: the bound, its terms and log p(x)
 * @param key of the metric
 * @param common what all metrics of an evaluation share
 */
public record MetricContext(
        LatentVariableModel model,
        EvaluationData data,
        EvaluationSettings settings,
        ExampleSubset subset,
        PerDatum perDatum,
        Optional<LeftOut> leftOut,
        Map<String, Measurement> measured,
        RandomKey key,
        Common common) {

    static final String UNKNOWN_DISTRIBUTION = "the distribution of the data is not known";

    /**
     * What all metrics of an evaluation share.
     *
     * @param key under which further ones are split off
     * @param results by name, see {@link #shared}
     */
    public record Common(RandomKey key, Map<String, Object> results) {}

    public MetricContext {
        measured = Collections.unmodifiableMap(new LinkedHashMap<>(measured));
    }

    static MetricContext of(
            Evaluation evaluation,
            EvaluationData data,
            EvaluationSettings settings,
            ExampleSubset subset,
            PerDatum perDatum,
            Optional<LeftOut> leftOut) {
        return new MetricContext(
                evaluation.model(),
                data,
                settings,
                subset,
                perDatum,
                leftOut,
                Map.of(),
                evaluation.key(),
                new Common(evaluation.key(), new HashMap<>()));
    }

    /** Returns the context of the metric of a name. */
    MetricContext forMetric(String name, Map<String, Measurement> before) {
        return with(common.key().split(name), before);
    }

    private MetricContext with(RandomKey other, Map<String, Measurement> before) {
        return new MetricContext(
                model, data, settings, subset, perDatum, leftOut, before, other, common);
    }

    /**
     * Returns the context of the same metrics where q is given some modalities S alone, q(z given x_S), on the
     * examples that have all of these. The others are hidden from the inference, and from nothing else. It has
     * the keys of this context, and no bounds of whole examples.
     *
     * @throws UndefinedMetricException if no test example has them
     */
    MetricContext seeing(List<Modality> seen) {
        return new MetricContext(
                model.with(new PartialInference(model.inference(), seen)),
                data.having(seen),
                settings,
                subset,
                PerDatum.of(new double[0], new int[0]),
                leftOut,
                Map.of(),
                key,
                new Common(common.key(), new HashMap<>()));
    }

    /** Returns the test examples as evaluation sees them. */
    public Examples test() {
        return data.test();
    }

    /**
     * Returns the training examples as evaluation would see them, for a metric that fits something to
     * some of them and judges it on the test examples; empty where an evaluation was given none. They
     * are made when the first metric asks.
     */
    public Optional<Examples> training() {
        return data.training();
    }

    /**
     * Returns the distribution of the test examples given the labels that the model is given.
     *
     * @throws UndefinedMetricException if it is not known
     */
    KnownDistribution truth() {
        Set<String> labels = new TreeSet<>();
        model.generative().condition().labels().forEach(label -> labels.add(label.name()));
        return data.distribution()
                .orElseThrow(() -> new UndefinedMetricException(UNKNOWN_DISTRIBUTION))
                .given(labels)
                .orElseThrow(
                        () ->
                                new UndefinedMetricException(
                                        "the distribution of the data given "
                                                + String.join(", ", labels)
                                                + " is not known"));
    }

    /**
     * Returns a result that several metrics share. The first call computes it, and it is kept until
     * the evaluation ends. The computation gets a context whose key depends on the name and not on
     * the metric, so the result does not depend on which metric asks first. The context has no
     * measured numbers.
     *
     * @param name that no other computation has: it starts with the name of a module
     * @throws ClassCastException if the result of that name has another type
     */
    public <T> T shared(String name, Class<T> type, Function<MetricContext, T> computation) {
        // Not computeIfAbsent: a computation may ask for another result.
        Object result = common.results().get(name);
        if (result == null) {
            RandomKey own = common.key().split("shared").split(name);
            result = computation.apply(with(own, Map.of()));
            common.results().put(name, result);
        }
        return type.cast(result);
    }

    /** Uses the posteriors of a block of examples. */
    @FunctionalInterface
    public interface PosteriorConsumer {

        /**
         * Uses the posteriors of the examples {@code first}, {@code first + 1}, ... of those asked
         * for; what it creates dies when it returns.
         *
         * @param q of {@code size} examples
         */
        void accept(JointPosterior q, int first, int size);
    }

    /**
     * Infers the posteriors of a subset of {@code count} examples, of all if there are no more, in
     * blocks, each in a scope.
     */
    public void forEachPosterior(int count, PosteriorConsumer consumer) {
        forEachPosterior(subset().of(test(), count), consumer);
    }

    /** Infers the posteriors of examples, in blocks, each in a scope. */
    public void forEachPosterior(Examples examples, PosteriorConsumer consumer) {
        forEachBatch(
                examples,
                (batch, first, size) -> {
                    RandomKey own = key.split("inference").fold(first);
                    consumer.accept(model.infer(batch, own, Phase.evaluation()), first, size);
                });
    }

    /**
     * Estimates log p(x) of other examples by importance sampling. The proposal is a defensive mixture: as many
     * draws of q as of the prior, {@code importanceSamples} each. So a q that is too narrow does not make the
     * estimate too low.
     *
     * @param name of the estimate, by which the key of the metric is split
     * @return the estimates with k-hat; the bounds are NaN
     */
    public PerDatum defensiveLogLikelihood(String name, Examples examples) {
        return new ImportanceEstimates(settings)
                .ofAll(
                        model.with(new DefensiveInference(model.inference())),
                        examples,
                        2 * settings.importanceSamples(),
                        key.split(name));
    }

    /** Passes over examples in blocks, each in a scope. */
    void forEachBatch(Examples examples, Blocks.ExamplesConsumer consumer) {
        new Blocks(settings.maxDecoderRows()).overExamples(model, examples, consumer);
    }

    /** Passes over examples in blocks whose rows a decoder may see at once, each in a scope. */
    void forEachDecoded(Examples examples, Blocks.ExamplesConsumer consumer) {
        Blocks.decoding(settings.maxDecoderRows(), model.generative())
                .overExamples(model, examples, consumer);
    }

    /** Runs a computation whose tensors die with it. */
    public void inScope(Runnable computation) {
        try (TensorScope scope = model().runtime().scope()) {
            computation.run();
        }
    }
}
