// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.data.Standardization;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.Overlap;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.evaluation.weights.ParetoTail;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.Completions;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.special.LogDomain;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Predictions of the hidden steps of test series. Of {@link StateSpaceModel} they are the exact
 * Normals, which its smoother gives. Otherwise they are draws of z given the other steps:
 *
 * <pre>
 *   z_k ~ q(z given x_seen),   w_k proportional to p(x_seen given z_k) p(z_k) / q(z_k given x_seen)
 *   x_hidden is predicted by draws of p(x_hidden given z_k) with weights w_k
 * </pre>
 *
 * <p>Where a number depends on those before it, draws are the posterior's {@link Completions}:
 * hidden numbers are drawn together with z_k, and later steps see them. A draw of a Normal number
 * counts with its Normal, unless a number that is seen depends on it.
 *
 * <p>All weights are equal if q is the posterior itself. Otherwise there are {@value #DRAWS} draws
 * at a time until they are worth {@value #FEWEST} equal ones, and at most {@value #MOST}. The score
 * of n equal draws is too large by about a share 1/n, and intervals cover too little.
 *
 * <p>Weights of a q that is too narrow do not show what it leaves out, and intervals cover too
 * little. So draws are worth
 *
 * <pre>
 *   n = 1 / (S + 4 u^2),   S the mean over the series of sum_k w_k^2,
 *   u that of the share of the posterior that no draw stands for ({@link ParetoTail#unseen})
 * </pre>
 *
 * <p>With the true u, the mean of probabilities p has a squared error of at most 1/(4n): p (1 - p)
 * is at most 1/4, and the bias at most u. The tail of the weights shows too little of u where the
 * posterior is skewed, and nothing of a mode that no draw has met.
 *
 * @param all one for each hidden number
 * @param effective the effective number of draws of each series; infinite where predictions are
 *     exact
 * @param unseen the share of the posterior of each series that no draw stands for
 * @param draws the largest number of draws of a series; 0 where all predictions are exact
 * @param overlap which series are windows that share steps
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of numbers that nobody compares.
record StepPredictions(
        List<StepPredictions.Predicted> all,
        double[] effective,
        double[] unseen,
        int draws,
        Overlap overlap) {

    static final int FEWEST = 100;

    private static final int DRAWS = 100;

    private static final int MOST = 2000;

    /**
     * The most drawn numbers that a block of series keeps, unless that is too few for {@link
     * #DRAWS}.
     */
    private static final int KEPT = 20_000_000;

    /** Of the sum of squares of equal weights. */
    private static final double ROUNDING = 1e-6;

    private static final int EXAMPLES = 500;

    /**
     * The prediction of a hidden number.
     *
     * @param horizon how many steps after the last seen one
     * @param number its place in a step
     * @param error of the mean of the draws, in deviations of the number over the test data
     * @param difference the same in units of the number
     * @param score the continuous ranked probability score, in deviations
     * @param transform the probability integral transform
     * @param logDensity of the truth in nats
     */
    record Predicted(
            int example,
            int horizon,
            int number,
            double error,
            double difference,
            double score,
            double transform,
            double logDensity) {}

    /**
     * Checks that there are enough effective draws.
     *
     * @throws UndefinedMetricException if there are not
     */
    void requireEffective() {
        double worth = worth(effective, unseen, 0, effective.length);
        if (areFew(worth)) {
            throw new UndefinedMetricException(
                    String.format(
                            Locale.ROOT,
                            "%d draws of z are worth %s, fewer than %d: scores of so few are biased; a"
                                    + " q nearer to the posterior given some steps has more",
                            draws,
                            worth < 1
                                    ? "less than one equal draw"
                                    : String.format(Locale.ROOT, "%.1f equal ones", worth),
                            FEWEST));
        }
    }

    private static boolean areFew(double worth) {
        return !(worth >= FEWEST - ROUNDING);
    }

    /** Returns how many equal draws the draws of some series are worth. */
    static double worth(double[] effective, double[] unseen, int from, int to) {
        double spent = Arrays.stream(effective, from, to).map(n -> 1 / n).average().orElseThrow();
        double share = Arrays.stream(unseen, from, to).average().orElseThrow();
        return 1 / (spent + 4 * share * share);
    }

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
        requireSeries(subject);
        return new Computation(subject, plan).run();
    }

    /**
     * Predicts the same numbers without the model.
     *
     * @throws UndefinedMetricException if there are no training series
     */
    static StepPredictions by(
            NaivePrediction baseline, MetricContext subject, HiddenSteps plan, int season) {
        requireSeries(subject);
        return new Computation(subject, plan).run(baseline, season);
    }

    /**
     * Returns the training series.
     *
     * @throws UndefinedMetricException if there are none
     */
    static Examples training(MetricContext subject) {
        subject.undefinedIf(subject.training().isEmpty(), "there are no training series");
        return subject.training().orElseThrow();
    }

    private static void requireSeries(MetricContext subject) {
        UndefinedMetricException.requireNone(
                obstacle(
                        subject.test().domain(),
                        subject.data().hasMissing(),
                        subject.model().shape().height()));
        UndefinedMetricException.throwIf(
                !subject.model().generative().condition().labels().isEmpty(),
                "predictions of a model that is given a label are not made");
    }

    private static final class Computation {

        private final MetricContext subject;
        private final SeriesLayout layout;
        private final Examples test;
        private final double[] seen;
        private final double[] truth;
        private final boolean[] isShown;
        private final int[] lengths;
        private final double[] deviations;
        private final HiddenSteps plan;
        private final List<Predicted> all = new ArrayList<>();
        private final double[] effective;
        private final double[] unseen;
        private int mostDraws;

        /** The condition of the block of series that is predicted. */
        private Map<String, Tensor> given = Map.of();

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
            this.isShown = new boolean[truth.length];
            Arrays.fill(isShown, true);
            this.lengths = new int[test.size()];
            this.effective = new double[test.size()];
            this.unseen = new double[test.size()];
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
            double[] row = Arrays.copyOfRange(truth, start, start + layout.size());
            lengths[i] = HiddenSteps.length(test, row, layout.width());
            boolean[] steps = plan.of(lengths[i], subject.key().split("hidden").fold(i));
            for (int t = 0; t < steps.length; t++) {
                if (steps[t]) {
                    int from = start + t * layout.width();
                    for (int j = from; j < from + layout.width(); j++) {
                        isShown[j] = Double.isNaN(truth[j]);
                        seen[j] = Double.NaN;
                    }
                }
            }
        }

        StepPredictions run() {
            subject.forEachBatch(
                    hidden(),
                    (batch, first, size) -> {
                        RandomKey own = subject.key().split("inference").fold(first);
                        given = batch.given();
                        predict(subject.model().infer(batch, own, Phase.evaluation()), first, size);
                    });
            return predictions();
        }

        /** Returns the test examples, of which models see the steps that are not hidden. */
        private Examples hidden() {
            Examples whole = test.whole();
            double[] values = new double[test.size() * whole.width()];
            for (int i = 0; i < test.size(); i++) {
                whole.read(i, values, i * whole.width());
                System.arraycopy(seen, i * layout.size(), values, i * whole.width(), layout.size());
            }
            Examples all = Examples.realWithMissing(whole.width(), values);
            return test.split().map(all::splitBy).orElse(all);
        }

        StepPredictions run(NaivePrediction baseline, int season) {
            NaivePrediction.Numbers numbers = baseline.of(training(subject), layout, season);
            double[] logUnits = logUnits();
            int width = layout.size();
            for (int i = 0; i < test.size(); i++) {
                double[] own = Arrays.copyOfRange(seen, i * width, (i + 1) * width);
                effective[i] = Double.POSITIVE_INFINITY;
                int row = i;
                int start = i * width;
                Origin.Window window = test.origin().window(i);
                forEachHidden(
                        i,
                        j ->
                                add(
                                        row,
                                        j,
                                        numbers.at(window, own, j, truth[start + j], logUnits[j])));
            }
            return predictions();
        }

        /** Values are standardised, and densities are those of the data. */
        private double[] logUnits() {
            return subject.test()
                    .standardization()
                    .map(Standardization::logDeviation)
                    .orElse(new double[layout.size()]);
        }

        private StepPredictions predictions() {
            if (all.isEmpty() && !areFew(worth(effective, unseen, 0, test.size()))) {
                throw new UndefinedMetricException("no test series has two steps");
            }
            return new StepPredictions(
                    List.copyOf(all), effective, unseen, mostDraws, Overlap.of(test));
        }

        private Tensor rows(double[] values, int first, int size) {
            int width = layout.size();
            TensorRuntime runtime = subject.model().runtime();
            double[] some = Arrays.copyOfRange(values, first * width, (first + size) * width);
            return runtime.tensor(some, Shape.of(size, width));
        }

        private void predict(JointPosterior q, int first, int size) {
            Optional<Posterior.MissingValues> normals = subject.model().missingValues(q, given);
            if (normals.isPresent()) {
                predict(normals.get(), first, size);
                return;
            }
            List<Block> blocks = new ArrayList<>();
            int most = (int) Math.min(MOST, KEPT / ((long) size * layout.size()));
            RandomKey key = subject.key().split("draws").fold(first);
            double[][] weights;
            do {
                RandomKey own = key.fold(blocks.size());
                subject.inScope(() -> blocks.add(block(q, first, size, own)));
                weights = weights(blocks, first, size);
            } while (areFew(worth(effective, unseen, first, first + size))
                    && (blocks.size() + 1) * DRAWS <= most);
            mostDraws = Math.max(mostDraws, weights[0].length);
            double spent = Arrays.stream(effective, 0, first + size).map(n -> 1 / n).sum();
            if (!(spent * FEWEST <= test.size() * (1 + ROUNDING))) {
                // Whatever follows, there is no number.
                return;
            }
            for (int b = 0; b < size; b++) {
                double[] own = weights[b];
                int row = b;
                forEachHidden(
                        first + b, j -> add(first + row, j, sample(blocks, own, row, j, size)));
            }
        }

        /** Predicts by Normals that are known. */
        private void predict(Posterior.MissingValues normals, int first, int size) {
            double[] means = normals.mean().readDoubles();
            double[] variances = normals.variance().readDoubles();
            double[] logUnits = logUnits();
            for (int b = 0; b < size; b++) {
                int start = b * layout.size();
                effective[first + b] = Double.POSITIVE_INFINITY;
                int row = first + b;
                forEachHidden(
                        row,
                        j -> {
                            double deviation = Math.sqrt(variances[start + j]);
                            double x = truth[row * layout.size() + j];
                            add(
                                    row,
                                    j,
                                    Prediction.normal(means[start + j], deviation, x, logUnits[j]));
                        });
            }
        }

        private void forEachHidden(int example, IntConsumer place) {
            int start = example * layout.size();
            for (int j = 0; j < layout.size(); j++) {
                if (!isShown[start + j]) {
                    place.accept(j);
                }
            }
        }

        private Block block(JointPosterior q, int first, int size, RandomKey key) {
            GenerativeModel generative = subject.model().generative();
            int width = layout.size();
            boolean[] shown = Arrays.copyOfRange(isShown, first * width, (first + size) * width);
            Completions all =
                    q.completions(key, DRAWS)
                            .orElseGet(() -> drawn(q, rows(seen, first, size), key));
            OutputDistribution p = generative.output(all.z(), given).givenPrevious(all.x());
            String reason = "the numbers of a series depend on one another given z";
            double[] densities =
                    p.byValue(rows(truth, first, size))
                            .orElseThrow(() -> new UndefinedMetricException(reason))
                            .readDoubles();
            double[] means = all.x().readDoubles();
            double[] deviations = new double[means.length];
            if (p.deviations().isPresent()) {
                double[] centres = p.mean().orElseThrow().readDoubles();
                double[] scales = p.deviations().get().broadcastTo(all.x().shape()).readDoubles();
                for (int i = 0; i < means.length; i++) {
                    boolean isFree = all.isFree()[i % shown.length];
                    means[i] = isFree ? centres[i] : means[i];
                    deviations[i] = isFree ? scales[i] : 0;
                }
            }
            Arrays.setAll(
                    densities, i -> all.isFree()[i % shown.length] ? densities[i] : Double.NaN);
            double[] logSquares = new double[size];
            Arrays.setAll(logSquares, b -> all.logSquares(b, shown));
            return new Block(
                    all.logWeights().readDoubles(), logSquares, means, deviations, densities);
        }

        private Prediction sample(List<Block> blocks, double[] weights, int row, int j, int size) {
            double[][] of = new double[3][weights.length];
            int k = 0;
            for (Block block : blocks) {
                for (int i = 0; i < block.logWeights().length / size; i++, k++) {
                    int place = (i * size + row) * layout.size() + j;
                    of[0][k] = block.means()[place];
                    of[1][k] = block.deviations()[place];
                    of[2][k] = block.logDensities()[place];
                }
            }
            return new Prediction(of[0], of[1], weights, of[2]);
        }

        /** Returns draws of z that are weighted once. */
        private Completions drawn(JointPosterior q, Tensor x, RandomKey key) {
            GenerativeModel generative = subject.model().generative();
            JointDraw draw = q.draw(key, DRAWS);
            OutputDistribution p = generative.output(draw.values(), given);
            Tensor logWeights;
            if (subject.model().inference().form() != PosteriorForm.DENSITY || draw.isPointMass()) {
                logWeights = x.runtime().zeros(Shape.of(DRAWS, x.shape().extent(0)), x.dtype());
            } else {
                Tensor ratio =
                        p.logProbability(x)
                                .add(generative.logPrior(draw.values(), given))
                                .sub(draw.logProbability());
                logWeights = draw.weights().map(w -> ratio.add(w.log())).orElse(ratio);
            }
            return Completions.of(draw.values(), p.sample(key.split("x")), logWeights);
        }

        /**
         * Returns the weights of the draws of each series, which sum to 1, and sets their effective
         * numbers.
         */
        private double[][] weights(List<Block> blocks, int first, int size) {
            double[] logs =
                    blocks.stream().flatMapToDouble(b -> Arrays.stream(b.logWeights())).toArray();
            double[][] weights = new double[size][logs.length / size];
            for (int b = 0; b < size; b++) {
                int row = b;
                double[] own = weights[b];
                Arrays.setAll(own, k -> logs[k * size + row]);
                double total = Arrays.stream(own).reduce(Double.NEGATIVE_INFINITY, LogDomain::add);
                double squares =
                        blocks.stream()
                                .mapToDouble(of -> Math.exp(of.logSquares()[row] - 2 * total))
                                .sum();
                effective[first + b] = 1 / squares;
                unseen[first + b] = ParetoTail.unseen(own);
                Arrays.setAll(own, k -> Math.exp(own[k] - total));
            }
            return weights;
        }

        private void add(int example, int j, Prediction prediction) {
            double x = truth[example * layout.size() + j];
            double deviation = deviations[j % layout.width()];
            all.add(
                    new Predicted(
                            example,
                            plan.horizon(j / layout.width(), lengths[example]),
                            j % layout.width(),
                            (prediction.mean() - x) / deviation,
                            prediction.mean() - x,
                            prediction.score(x) / deviation,
                            prediction.transform(x),
                            prediction.logDensity()));
        }
    }

    /**
     * Some draws of z and of x for a block of series.
     *
     * @param logWeights [K, B]
     * @param logSquares of {@link Completions} at hidden numbers, [B]
     * @param means of the Normals of all numbers, or draws of them, [K, B, T D]
     * @param deviations of the Normals; 0 for draws
     * @param logDensities of the truth, [K, B, T D]
     */
    private record Block(
            double[] logWeights,
            double[] logSquares,
            double[] means,
            double[] deviations,
            double[] logDensities) {}
}
