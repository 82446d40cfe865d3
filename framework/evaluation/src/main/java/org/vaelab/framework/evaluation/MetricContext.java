// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.KnownDistribution;
import org.vaelab.framework.data.LeftOut;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.evaluation.blocks.Blocks;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorScope;

/**
 * The context of a metric.
 *
 * @param subset which examples are taken where not all are
 * @param leftOut the classes that training had no examples of; empty if it had some of all
 * @param further other inferences than the model's own, which are measured too
 * @param key of the metric
 * @param evaluation what all metrics of an evaluation have in common
 */
public record MetricContext(
        LatentVariableModel model,
        EvaluationData data,
        EvaluationSettings settings,
        ExampleSubset subset,
        Optional<LeftOut> leftOut,
        List<Inference> further,
        RandomKey key,
        EvaluationState evaluation) {

    public static final String UNKNOWN_DISTRIBUTION = "the distribution of the data is not known";

    /** Returns the context of the metric of a name. */
    public MetricContext forMetric(String name) {
        return with(keyOf(name));
    }

    /** Returns the key of the metric of a name. */
    public RandomKey keyOf(String name) {
        return evaluation.key().split(name);
    }

    private MetricContext with(RandomKey other) {
        return new MetricContext(
                model, data, settings, subset, leftOut, further, other, evaluation);
    }

    /** Returns the context of another model and of other data, which has the same key. */
    public MetricContext on(LatentVariableModel other, EvaluationData others) {
        return new MetricContext(
                other, others, settings, subset, leftOut, further, key, evaluation);
    }

    /** Returns the context of some of the test examples, which has the same key. */
    public MetricContext on(int[] rows) {
        return on(model, EvaluationData.ofTest(test().select(rows)));
    }

    /**
     * Returns the context of the same metrics where q is given some modalities S alone, q(z given
     * x_S), on the examples that have all of these. The others are hidden from the inference, and
     * from nothing else. It has the keys of this context.
     *
     * @param apart the evaluation of this subset
     * @throws UndefinedMetricException if no test example has them
     */
    public MetricContext seeing(List<Modality> seen, EvaluationState apart) {
        return new MetricContext(
                model.with(new PartialInference(model.inference(), seen)),
                data.having(seen),
                settings,
                subset,
                leftOut,
                List.of(),
                key,
                apart);
    }

    /** Throws an {@link UndefinedMetricException} with a reason if the metric is undefined. */
    public void undefinedIf(boolean isUndefined, String reason) {
        UndefinedMetricException.throwIf(isUndefined, reason);
    }

    /** Throws an {@link UndefinedMetricException} if there is an obstacle, which is its reason. */
    public void undefinedIf(Optional<String> obstacle) {
        UndefinedMetricException.requireNone(obstacle);
    }

    /** Returns the test examples as evaluation sees them. */
    public Examples test() {
        return data.test();
    }

    /**
     * Returns the training examples as evaluation would see them, for a metric that fits something
     * to some of them and judges it on the test examples; empty where an evaluation was given none.
     * They are made when the first metric asks.
     */
    public Optional<Examples> training() {
        return data.training().get();
    }

    /**
     * Returns the distribution of the test examples given the labels that the model is given.
     *
     * @throws UndefinedMetricException if it is not known
     */
    public KnownDistribution truth() {
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
     * Returns a result that several metrics share. If its computation throws, so does each call.
     */
    @SuppressWarnings("unchecked") // Results are kept by name, and a name has one type.
    public <T> T get(Shared<T> wanted) {
        return (T)
                evaluation.shared(
                        wanted.identity(),
                        () -> {
                            RandomKey own = evaluation.key().split("shared").split(wanted.name());
                            return wanted.computation().apply(with(own));
                        });
    }

    /** Returns a result that several metrics share; empty if its computation throws. */
    public <T> Optional<T> attempt(Shared<T> wanted) {
        return attempt(() -> get(wanted));
    }

    /** Returns a result of a computation; empty if that throws. */
    public <T> Optional<T> attempt(Supplier<T> computation) {
        return evaluation.attempt(
                () -> Optional.of(computation.get()), failure -> Optional.empty());
    }

    /** Returns the metric of a class that is measured in this evaluation; empty if none is. */
    public <M extends Metric> Optional<M> metric(Class<M> type) {
        return evaluation.metrics().values().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }

    /**
     * Returns the outcome of another metric of this evaluation, which is measured before.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public Measurement outcome(String name) {
        return evaluation.outcome(name, this);
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

    /** Passes over examples in blocks, each in a scope. */
    public void forEachBatch(Examples examples, Blocks.ExamplesConsumer consumer) {
        new Blocks(settings.maxDecoderRows()).overExamples(model, examples, consumer);
    }

    /** Returns the blocks whose rows a decoder may see at once. */
    public Blocks decoding() {
        Blocks blocks = Blocks.decoding(settings.maxDecoderRows(), model.generative());
        return evaluation.isOfSingles() ? blocks.ofOne() : blocks;
    }

    /** Passes over examples in blocks whose rows a decoder may see at once, each in a scope. */
    public void forEachDecoded(Examples examples, Blocks.ExamplesConsumer consumer) {
        decoding().overExamples(model, examples, consumer);
    }

    /** Returns the examples of which log p(x) is estimated. */
    public int[] importanceRows() {
        Integer limit = settings.importanceExamples();
        return subset.rows(limit == null ? test().size() : limit, test().size());
    }

    /** Uses the model with its prior prepared for many calls, in a scope. */
    public void prepared(Consumer<LatentVariableModel> use) {
        inScope(() -> use.accept(model.with(model.generative().prepared())));
    }

    /** Tells the listener of the evaluation how many examples of a metric are done. */
    public void advanced(String metric, int done, int examples) {
        evaluation.advanced(metric, done, examples);
    }

    /** Runs a computation whose tensors die with it. */
    public void inScope(Runnable computation) {
        try (TensorScope scope = model().runtime().scope()) {
            computation.run();
        }
    }
}
