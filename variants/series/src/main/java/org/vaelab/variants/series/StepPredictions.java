// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.special.LogDomain;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * Predictions of the hidden steps of test series by {@value #DRAWS} draws of z given the others:
 *
 * <pre>
 *   z_k ~ q(z given x_seen),   w_k proportional to p(x_seen given z_k) p(z_k) / q(z_k given x_seen)
 *   x_hidden is predicted by draws of p(x_hidden given z_k) with weights w_k
 * </pre>
 *
 * <p>All weights are equal if q is the posterior itself. Otherwise predictions are exact in the limit of many
 * draws, as those of importance sampling; the effective number of draws is recorded.
 *
 * @param all one for each hidden number
 * @param effective the effective number of draws of each series
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of numbers that nobody compares.
record StepPredictions(List<StepPredictions.Predicted> all, double[] effective) {

    static final int DRAWS = 100;

    private static final int EXAMPLES = 500;

    /**
     * The prediction of a hidden number.
     *
     * @param horizon how many steps after the last seen one
     * @param error of the mean of the draws, in deviations of the number over the test data
     * @param score the continuous ranked probability score, in deviations
     * @param transform the probability integral transform
     * @param logDensity of the truth in nats
     */
    record Predicted(
            int example,
            int horizon,
            double error,
            double score,
            double transform,
            double logDensity) {}

    /** Returns why the steps of data cannot be hidden; empty if they can. */
    static Optional<String> obstacle(DataSummary data) {
        return obstacle(data.domain(), data.hasMissing(), data.shape().height());
    }

    private static Optional<String> obstacle(ValueDomain domain, boolean hasMissing, int steps) {
        if (domain != ValueDomain.REAL || steps < 2) {
            return Optional.of("only series of numbers have steps to predict (source: series)");
        }
        return hasMissing
                ? Optional.empty()
                : Optional.of(
                        "the model was trained without missing numbers, so it cannot leave steps"
                                + " out");
    }

    /**
     * Predicts.
     *
     * @throws UndefinedMetricException if the model cannot
     */
    static StepPredictions of(MetricContext subject, HiddenSteps plan) {
        GenerativeModel generative = subject.model().generative();
        UndefinedMetricException.requireNone(
                obstacle(
                        subject.test().domain(),
                        subject.data().hasMissing(),
                        subject.model().shape().height()));
        if (!generative.condition().isNone()) {
            throw new UndefinedMetricException(
                    "predictions of a model with a condition are not made");
        }
        return new Computation(subject, plan).run();
    }

    private static final class Computation {

        private final MetricContext subject;
        private final SeriesLayout layout;
        private final Examples test;
        private final double[] seen;
        private final double[] truth;
        private final int[] lengths;
        private final double[] deviations;
        private final HiddenSteps plan;
        private final List<Predicted> all = new ArrayList<>();
        private final double[] effective;

        Computation(MetricContext subject, HiddenSteps plan) {
            this.subject = subject;
            this.plan = plan;
            this.layout = SeriesLayout.of(subject.model().shape(), null, "metric");
            this.test = subject.subset().of(subject.test(), EXAMPLES);
            int width = layout.size();
            this.truth = new double[test.size() * width];
            for (int i = 0; i < test.size(); i++) {
                test.read(i, truth, i * width);
            }
            this.seen = truth.clone();
            this.lengths = new int[test.size()];
            this.effective = new double[test.size()];
            this.deviations = deviations();
            for (int i = 0; i < test.size(); i++) {
                hide(i);
            }
        }

        /** The standard deviation of each number of a step; 1 if it does not vary. */
        private double[] deviations() {
            StepMoments moments = StepMoments.of(test, layout);
            return Arrays.stream(moments.variances()).map(Math::sqrt).toArray();
        }

        private void hide(int i) {
            int start = i * layout.size();
            for (int j = 0; j < layout.size(); j++) {
                if (!Double.isNaN(truth[start + j])) {
                    lengths[i] = 1 + j / layout.width();
                }
            }
            boolean[] hidden = plan.of(lengths[i], subject.key().split("hidden").fold(i));
            for (int t = 0; t < hidden.length; t++) {
                if (hidden[t]) {
                    int from = start + t * layout.width();
                    Arrays.fill(seen, from, from + layout.width(), Double.NaN);
                }
            }
        }

        StepPredictions run() {
            subject.forEachPosterior(
                    Examples.realWithMissing(layout.size(), seen.clone()), this::predict);
            if (all.isEmpty()) {
                throw new UndefinedMetricException("no test series has two steps");
            }
            return new StepPredictions(List.copyOf(all), effective);
        }

        private Tensor rows(double[] values, int first, int size) {
            int width = layout.size();
            TensorRuntime runtime = subject.model().runtime();
            double[] some = Arrays.copyOfRange(values, first * width, (first + size) * width);
            return runtime.tensor(some, Shape.of(size, width));
        }

        private void predict(JointPosterior q, int first, int size) {
            RandomKey key = subject.key().split("draws").fold(first);
            GenerativeModel generative = subject.model().generative();
            JointDraw draw = q.draw(key, DRAWS);
            Latents z = draw.values();
            OutputDistribution p = generative.output(z, Map.of());
            Tensor x = rows(seen, first, size);
            double[][] weights = weights(generative, draw, p, x);
            OutputDistribution hidden = p.givenObserved(x);
            double[] samples = hidden.sample(key.split("x")).readDoubles();
            double[] logs = densities(hidden, rows(truth, first, size)).readDoubles();
            for (int b = 0; b < size; b++) {
                effective[first + b] = 1 / Arrays.stream(weights[b]).map(w -> w * w).sum();
                for (int j = 0; j < layout.size(); j++) {
                    int place = (first + b) * layout.size() + j;
                    if (Double.isNaN(seen[place]) && !Double.isNaN(truth[place])) {
                        add(first + b, j, weights[b], samples, logs, b * layout.size() + j);
                    }
                }
            }
        }

        private static Tensor densities(OutputDistribution p, Tensor x) {
            return p.byValue(x)
                    .orElseThrow(
                            () ->
                                    new UndefinedMetricException(
                                            "the numbers of a series depend on one another given z,"
                                                    + " so p(hidden given seen, z) is not known"));
        }

        /** Returns the weights of the draws of each series, which sum to 1. */
        private double[][] weights(
                GenerativeModel generative, JointDraw draw, OutputDistribution p, Tensor x) {
            int size = x.shape().extent(0);
            double[] logs = new double[DRAWS * size];
            if (subject.model().inference().form() == PosteriorForm.DENSITY
                    && !draw.isPointMass()) {
                Tensor ratio =
                        p.logProbability(x)
                                .add(generative.logPrior(draw.values(), Map.of()))
                                .sub(draw.logProbability());
                logs = draw.weights().map(w -> ratio.add(w.log())).orElse(ratio).readDoubles();
            }
            int draws = logs.length / size;
            double[][] weights = new double[size][draws];
            for (int b = 0; b < size; b++) {
                double total = Double.NEGATIVE_INFINITY;
                for (int k = 0; k < draws; k++) {
                    total = LogDomain.add(total, logs[k * size + b]);
                }
                for (int k = 0; k < draws; k++) {
                    weights[b][k] = Math.exp(logs[k * size + b] - total);
                }
            }
            return weights;
        }

        private void add(
                int example, int j, double[] weights, double[] samples, double[] logs, int from) {
            int draws = weights.length;
            int stride = samples.length / draws;
            double[] own = new double[draws];
            double density = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < draws; k++) {
                own[k] = samples[k * stride + from];
                double log = Math.log(weights[k]) + logs[k * stride + from];
                density = LogDomain.add(density, log);
            }
            double x = truth[example * layout.size() + j];
            WeightedSample sample = new WeightedSample(own, weights);
            double deviation = deviations[j % layout.width()];
            all.add(
                    new Predicted(
                            example,
                            plan.horizon(j / layout.width(), lengths[example]),
                            (sample.mean() - x) / deviation,
                            sample.score(x) / deviation,
                            sample.transform(x),
                            density));
        }
    }
}
