// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.estimator.ElboTerms;
import org.vaelab.framework.estimator.ImportanceTerms;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.imputation.ImportanceImputation;
import org.vaelab.framework.imputation.Imputed;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.Completions;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.GivenData;
import org.vaelab.testkit.problem.Runtimes;

/**
 * A particle filter against the Kalman filter, in a VRNN that is a linear Gaussian state space, and
 * against itself.
 */
class VrnnFilterTest {

    private static final RandomKey KEY = RandomKey.of(7);
    private static final Plugins PLUGINS = Plugins.of(List.of(new SeriesModule()));
    private static final int T = 5;
    private static final int FILTERS = 500;
    private static final int PARTICLES = 40;

    /** A gate that is closed. */
    private static final double GATE = -60;

    private static final double NONE = Double.NaN;

    /**
     * Five steps of two numbers: the second step is missing, and a half of the third and of the
     * last.
     */
    private static final double[] X = {0.4, -0.3, NONE, NONE, NONE, 0.9, -0.2, 1.1, 0.8, NONE};

    /** The scale at which tanh is linear up to a share of 1e-8. */
    private static final double SMALL = 1e-4;

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    private LatentVariableModel model(Activation activation, int state, List<Integer> hidden) {
        VrnnCell.Settings cell = new VrnnCell.Settings(state, hidden, state, activation);
        Vrnn settings = new Vrnn(1, cell, T, 0.05);
        GivenData data = new GivenData(Examples.realWithMissing(2 * T, X.clone()));
        PartContext context = new PartContext(runtime, KEY, data, PLUGINS);
        VrnnModel made = settings.create(context);
        return new LatentVariableModel(
                made, settings.encoder(made, context).orElseThrow(), PLUGINS.divergences());
    }

    /**
     * z_1 ~ N(0, 0.64), z_t ~ N(0.8 z_{t-1}, 0.64), x_t ~ N((0.9, -0.5) z_t, diag(0.25, 0.49) up to
     * the least scale).
     */
    private LatentVariableModel linear() {
        LatentVariableModel model = model(Activation.IDENTITY, 1, List.of());
        Map<String, double[]> weights =
                Map.of(
                        "decoder.latent.weight", new double[] {1},
                        "decoder.prior.0.weight", new double[] {0.8 / SMALL, 0},
                        "decoder.prior.0.bias", new double[] {0, Math.log(0.8)},
                        "decoder.output.0.weight", new double[] {0.9, -0.5, 0, 0, 0, 0, 0, 0},
                        "decoder.output.0.bias", new double[] {0, 0, Math.log(0.5), Math.log(0.7)},
                        // Gates: how much of h is seen, what is kept of it, and the new state.
                        "decoder.recurrence.input.bias", new double[] {0, GATE, 0},
                        "decoder.recurrence.input.weight", new double[] {0, 0, 0, 0, 0, SMALL});
        for (Parameter p : model.generative().parameters()) {
            double[] zeros = new double[p.value().shape().size()];
            p.assign(runtime.tensor(weights.getOrDefault(p.name(), zeros), p.value().shape()));
        }
        return proposing(model);
    }

    /** Makes the encoder give N(0, 1.2^2) whatever it sees. */
    private LatentVariableModel proposing(LatentVariableModel model) {
        for (Parameter p : model.inference().parameters()) {
            double[] values = new double[p.value().shape().size()];
            if (values.length == 2) {
                values[1] = Math.log(1.2);
            }
            p.assign(runtime.tensor(values, p.value().shape()));
        }
        return model;
    }

    private Completions completions(LatentVariableModel model, double[] x, int copies, int k) {
        double[] all = new double[copies * x.length];
        Arrays.setAll(all, i -> x[i % x.length]);
        Tensor values = runtime.tensor(all, Shape.of(copies, x.length));
        return model.infer(new Batch(values, Map.of(), new int[copies]), KEY, Phase.evaluation())
                .completions(KEY.split("filter"), k)
                .orElseThrow();
    }

    /** sum_m a_m / sum_m b_m, and its standard error by the delta method. */
    private static double[] ratio(double[] a, double[] b) {
        double above = Arrays.stream(a).sum();
        double below = Arrays.stream(b).sum();
        double squares = 0;
        for (int m = 0; m < a.length; m++) {
            double residual = a[m] - above / below * b[m];
            squares += residual * residual;
        }
        return new double[] {above / below, Math.sqrt(squares) / below};
    }

    @Tag("full")
    @Test
    void theFilterIsThatOfKalmanInALinearModel() {
        try (TensorScope scope = runtime.scope()) {
            LatentVariableModel model = linear();
            VrnnModel vrnn = (VrnnModel) model.generative();
            SeriesLayout layout = vrnn.layout();
            Tensor head =
                    runtime.tensor(
                            new double[] {0, 0, Math.log(0.5), Math.log(0.7)}, Shape.of(1, 4));
            double[] noise =
                    vrnn.cell().likelihood().of(head).deviations().orElseThrow().readDoubles();
            StateSpace.Values p =
                    new StateSpace.Values(
                            runtime.tensor(new double[] {0.8}, Shape.of(1, 1)),
                            runtime.tensor(new double[] {0.9, -0.5}, Shape.of(2, 1)),
                            runtime.vector(0, 0),
                            runtime.vector(0),
                            runtime.vector(0.64),
                            runtime.vector(0.64),
                            runtime.vector(noise[0] * noise[0], noise[1] * noise[1]));
            Tensor x = runtime.tensor(X, Shape.of(1, X.length));
            KalmanFilter kalman = new KalmanFilter(p, T, layout.observed(x));
            KalmanFilter.Pass pass = kalman.pass(layout.filled(x));
            double exact = pass.logProbability().readDoubles()[0];
            double[] means = p.emitted(pass.smoothed()).readDoubles();
            double[] variances = p.emittedVariance(kalman.smoothedCovariances()).readDoubles();

            Completions found = completions(model, X, FILTERS, PARTICLES);
            double[] logs = found.logWeights().readDoubles();
            double[] drawn = found.x().readDoubles();
            double[] ones = new double[FILTERS];
            Arrays.fill(ones, PARTICLES);
            double[] sums = new double[FILTERS];
            for (int row = 0; row < logs.length; row++) {
                sums[row % FILTERS] += Math.exp(logs[row] - exact);
            }
            double[] evidence = ratio(sums, ones);
            assertThat(evidence[0]).isCloseTo(1, within(5 * evidence[1]));
            assertThat(evidence[1]).isLessThan(0.02);
            for (int j = 0; j < X.length; j++) {
                if (Double.isNaN(X[j])) {
                    double[] first = new double[FILTERS];
                    double[] second = new double[FILTERS];
                    for (int row = 0; row < logs.length; row++) {
                        double value = drawn[row * X.length + j];
                        double weight = Math.exp(logs[row] - exact);
                        first[row % FILTERS] += weight * value;
                        second[row % FILTERS] += weight * (value - means[j]) * (value - means[j]);
                    }
                    double[] mean = ratio(first, sums);
                    double[] variance = ratio(second, sums);
                    assertThat(mean[0]).as("mean %d", j).isCloseTo(means[j], within(5 * mean[1]));
                    assertThat(variance[0])
                            .as("variance %d", j)
                            .isCloseTo(variances[j], within(5 * variance[1]));
                    assertThat(mean[1]).isLessThan(0.03);
                }
            }
        }
    }

    /**
     * The copies of one series, and their particles, are independent: the mean of p(x) is that of
     * any proposal.
     */
    private double[] evidence(LatentVariableModel model, double[] x, int filters, int k) {
        double[] logs = completions(model, x, filters, k).logWeights().readDoubles();
        double[] sums = new double[filters];
        double[] ones = new double[filters];
        Arrays.fill(ones, k);
        for (int row = 0; row < logs.length; row++) {
            sums[row % filters] += Math.exp(logs[row]);
        }
        return ratio(sums, ones);
    }

    /** A recurrence that passes much of x on. */
    private LatentVariableModel strong() {
        LatentVariableModel model = model(Activation.TANH, 3, List.of(4));
        for (Parameter p : model.generative().parameters()) {
            p.assign(p.name().endsWith("weight") ? p.value().mul(2) : p.value());
        }
        return proposing(model);
    }

    /**
     * p(x) of a series with gaps is that of 50,000 paths of the prior in which h_t sees draws.
     */
    @Tag("full")
    @Test
    void theEvidenceIsThatOfTheExactMarginal() {
        try (TensorScope scope = runtime.scope()) {
            LatentVariableModel model = strong();
            double[] filtered = evidence(model, X, FILTERS, PARTICLES);
            int paths = 50_000;
            GenerativeModel p = model.generative();
            Latents z = p.sample(KEY.split("paths"), paths, Map.of());
            VrnnOutput output = (VrnnOutput) p.output(z, Map.of());
            double[] ofDraws = importance(output, paths);
            double error = Math.hypot(filtered[1], ofDraws[1]);
            assertThat(filtered[0]).isCloseTo(ofDraws[0], within(5 * error));
            assertThat(error).isLessThan(0.04 * ofDraws[0]);
        }
    }

    /** The mean of p(x_obs given a path of the prior), step by step, and its standard error. */
    private double[] importance(VrnnOutput p, int paths) {
        Tensor x = runtime.tensor(X, Shape.of(1, X.length)).broadcastTo(Shape.of(paths, X.length));
        Tensor drawn = x;
        for (int t = 0; t < T; t++) {
            // Later steps see what is drawn for earlier ones.
            Tensor next = p.givenPrevious(drawn).sample(KEY.split("x").fold(t));
            List<Tensor> parts = new ArrayList<>();
            for (int s = 0; s < T; s++) {
                Tensor own = drawn.slice(-1, 2 * s, 2 * s + 2);
                parts.add(s == t ? own.where(own.eq(own), next.slice(-1, 2 * s, 2 * s + 2)) : own);
            }
            drawn = Tensor.concatenate(parts, -1);
        }
        double[] each = p.givenPrevious(drawn).byValue(x).orElseThrow().readDoubles();
        double[] densities = new double[paths];
        double[] ones = new double[paths];
        Arrays.fill(ones, 1);
        for (int k = 0; k < paths; k++) {
            double log = 0;
            for (int j = 0; j < X.length; j++) {
                log += Double.isNaN(X[j]) ? 0 : each[k * X.length + j];
            }
            densities[k] = Math.exp(log);
        }
        return ratio(densities, ones);
    }

    /**
     * Central 90 % intervals of series of the model itself cover 90 % at each horizon, and at steps
     * inside of a series, within five errors of 400 series.
     */
    @Tag("exhaustive")
    @Test
    void predictionsOfItsOwnSeriesAreCalibrated() {
        int series = 400;
        try (TensorScope scope = runtime.scope()) {
            LatentVariableModel model = strong();
            GenerativeModel p = model.generative();
            double[] x =
                    p.output(p.sample(KEY, series, Map.of()), Map.of())
                            .sample(KEY.split("x"))
                            .readDoubles();
            for (List<Integer> hidden : List.of(List.of(1, 2, 3, 4), List.of(0, 2, 3))) {
                double[] seen = x.clone();
                Arrays.setAll(seen, i -> hidden.contains(i % X.length / 2) ? NONE : x[i]);
                double[] inside = new double[T];
                inside(model, x, seen, inside);
                for (int t : hidden) {
                    assertThat(inside[t] / (2 * series))
                            .as("step %d of hidden %s", t, hidden)
                            .isCloseTo(0.9, within(5 * Math.sqrt(0.09 / series)));
                }
            }
        }
    }

    private void inside(LatentVariableModel model, double[] x, double[] seen, double[] inside) {
        int series = x.length / X.length;
        int k = 500;
        Tensor some = runtime.tensor(seen, Shape.of(series, X.length));
        Completions all =
                model.infer(new Batch(some, Map.of(), new int[series]), KEY, Phase.evaluation())
                        .completions(KEY.split("filter"), k)
                        .orElseThrow();
        OutputDistribution of = model.generative().output(all.z(), Map.of()).givenPrevious(all.x());
        double[] means = of.mean().orElseThrow().readDoubles();
        double[] deviations = of.deviations().orElseThrow().readDoubles();
        double[] drawn = all.x().readDoubles();
        double[] logs = all.logWeights().readDoubles();
        for (int i = 0; i < x.length; i++) {
            int b = i / X.length;
            double[][] own = new double[4][k];
            double sum = 0;
            for (int n = 0; n < k; n++) {
                int place = n * x.length + i;
                own[0][n] = all.isFree()[i] ? means[place] : drawn[place];
                own[1][n] = all.isFree()[i] ? deviations[place] : 0;
                own[2][n] = Math.exp(logs[n * series + b] - logs[b]);
                sum += own[2][n];
            }
            double total = sum;
            Arrays.setAll(own[2], n -> own[2][n] / total);
            double transform = new Prediction(own[0], own[1], own[2], own[3]).transform(x[i]);
            inside[i % X.length / 2] += Math.abs(transform - 0.5) <= 0.45 ? 1 : 0;
        }
    }

    /**
     * Draws that share a value count as one: few values are left of early steps, and one weight
     * each of late ones.
     */
    @Test
    void drawsOfOneAncestorCountAsOne() {
        try (TensorScope scope = runtime.scope()) {
            Completions all = completions(strong(), X, 1, 2000);
            double[] weights = all.logWeights().readDoubles();
            double[] x = all.x().readDoubles();
            for (int j : new int[] {2, 4, 9}) {
                Map<Double, Double> values = new HashMap<>();
                double sum = 0;
                for (int k = 0; k < 2000; k++) {
                    values.merge(x[k * X.length + j], Math.exp(weights[k]), Double::sum);
                    sum += Math.exp(weights[k]);
                }
                double squares = values.values().stream().mapToDouble(w -> w * w).sum();
                assertThat(Math.exp(all.logSquares()[j]))
                        .isCloseTo(squares, within(1e-9 * squares));
                assertThat(sum * sum / squares).isLessThan(2000);
            }
            assertThat(all.isFree())
                    .containsExactly(NOT, NOT, NOT, NOT, NOT, NOT, NOT, NOT, true, true);
        }
    }

    private static final boolean NOT = false;

    /**
     * What is imputed of a linear model are the smoother's means; the draws keep what is observed.
     */
    @Tag("full")
    @Test
    void imputationIsThatOfTheFilter() {
        try (TensorScope scope = runtime.scope()) {
            LatentVariableModel model = linear();
            double[] truth = X.clone();
            boolean[] observed = new boolean[X.length];
            for (int j = 0; j < X.length; j++) {
                observed[j] = !Double.isNaN(X[j]);
            }
            truth[9] = 0.3;
            Tensor x = runtime.tensor(truth, Shape.of(1, X.length));
            Imputed found =
                    new ImportanceImputation(model, 20_000, true, new double[X.length])
                            .of(new Batch(x, Map.of(), new int[1]), observed, 3, KEY);
            Completions all = completions(model, X, 1, 20_000);
            double[] logs = all.logWeights().readDoubles();
            double[] drawn = all.x().readDoubles();
            double most = Arrays.stream(logs).max().orElseThrow();
            for (int j = 0; j < X.length; j++) {
                double sum = 0;
                double mean = 0;
                for (int k = 0; k < logs.length; k++) {
                    sum += Math.exp(logs[k] - most);
                    mean += Math.exp(logs[k] - most) * drawn[k * X.length + j];
                }
                // The filters have different keys: five errors of 1000 draws of unit variance.
                double allowed = observed[j] ? 1e-12 : 5 / Math.sqrt(1000);
                assertThat(found.means()[j]).isCloseTo(mean / sum, within(allowed));
                assertThat(found.draws().get(2)[j] == truth[j]).isEqualTo(observed[j]);
            }
            assertThat(found.effectiveSize()[0]).isBetween(1000.0, 20_000.0);
            // The last number is free: log N(0.3; -0.5 E z, ...) lies within bounds of such a
            // density.
            assertThat(found.logPredictive()[0]).isBetween(-3.0, 0.5);
        }
    }

    /** In a whole series the filter and importance sampling estimate one number. */
    @Tag("full")
    @Test
    void wholeSeriesHaveTheImportanceWeightedEvidence() {
        try (TensorScope scope = runtime.scope()) {
            LatentVariableModel model = strong();
            double[] whole = {0.4, -0.3, 0.1, 0.5, 0.2, 0.9, -0.2, 1.1, 0.8, 0.3};
            double[] filtered = evidence(model, whole, FILTERS, PARTICLES);
            Tensor x = runtime.tensor(whole, Shape.of(1, X.length));
            Batch batch = new Batch(x, Map.of(), new int[1]);
            int draws = 50_000;
            JointDraw draw = model.infer(batch, KEY, Phase.evaluation()).draw(KEY, draws);
            double[] logs =
                    model.output(draw, batch)
                            .logProbability(x)
                            .add(model.logPrior(draw, batch))
                            .sub(draw.logProbability())
                            .readDoubles();
            double[] ones = new double[draws];
            Arrays.fill(ones, 1);
            double[] weighted = ratio(Arrays.stream(logs).map(Math::exp).toArray(), ones);
            double error = Math.hypot(filtered[1], weighted[1]);
            assertThat(filtered[0]).isCloseTo(weighted[0], within(5 * error));
            assertThat(error).isLessThan(0.05 * weighted[0]);
        }
    }

    /**
     * With the choice of the particles held, the gradient of the estimate is that of central
     * differences of 1e-6: with resampling, an objective to train by (FIVO).
     */
    @Test
    void theEstimateHasAGradient() {
        try (TensorScope scope = runtime.scope()) {
            LatentVariableModel model = strong();
            double slope = 0;
            try (GradientTape tape = GradientTape.record(runtime)) {
                var gradients = tape.gradients(estimate(model));
                for (Parameter p : model.parameters()) {
                    slope += gradients.of(p.value()).mul(direction(p)).sum().readScalar();
                }
            }
            double[] values = new double[2];
            for (int i = 0; i < 2; i++) {
                for (Parameter p : model.parameters()) {
                    double by = i == 0 ? 1e-6 : -2e-6;
                    p.assign(p.value().stopGradient().add(direction(p).mul(by)));
                }
                values[i] = estimate(model).readScalar();
            }
            assertThat((values[0] - values[1]) / 2e-6)
                    .isCloseTo(slope, within(1e-5 * (1 + Math.abs(slope))));
            assertThat(Math.abs(slope)).isGreaterThan(1e-3);
        }
    }

    private Tensor estimate(LatentVariableModel model) {
        return ImportanceTerms.logMean(completions(model, X, 3, 4).logWeights()).sum();
    }

    private static Tensor direction(Parameter parameter) {
        Tensor value = parameter.value();
        return value.runtime().normal(KEY.split(parameter.name()), value.shape());
    }

    /** One number of each of 2000 steps, of which half are missing. */
    @Tag("exhaustive")
    @Test
    void longSeriesPassWithinTheirMemory() {
        int steps = 2000;
        try (TensorScope scope = runtime.scope()) {
            double[] x = KEY.split("long").normal(steps);
            Arrays.setAll(x, i -> i / 100 % 2 == 1 ? NONE : x[i]);
            GivenData data = new GivenData(Examples.realWithMissing(steps, x.clone()));
            PartContext context = new PartContext(runtime, KEY, data, PLUGINS);
            Vrnn settings =
                    new Vrnn(
                            1,
                            new VrnnCell.Settings(3, List.of(4), 3, Activation.TANH),
                            steps,
                            0.05);
            VrnnModel made = settings.create(context);
            LatentVariableModel model =
                    new LatentVariableModel(
                            made,
                            settings.encoder(made, context).orElseThrow(),
                            PLUGINS.divergences());
            Completions all = completions(model, x, 1, 50);
            double[] logs = all.logWeights().readDoubles();
            assertThat(logs).hasSize(50);
            assertThat(Arrays.stream(logs).allMatch(Double::isFinite)).isTrue();
            try (GradientTape tape = GradientTape.record(runtime)) {
                Tensor bound =
                        ElboTerms.of(
                                        model,
                                        data.batch(runtime),
                                        KEY,
                                        Phase.evaluation(),
                                        1,
                                        KlMode.AUTO)
                                .bound()
                                .sum();
                for (Parameter p : model.parameters()) {
                    double sum = tape.gradients(bound).of(p.value()).abs().sum().readScalar();
                    assertThat(sum).as(p.name()).isPositive().isFinite();
                    break;
                }
            }
        }
    }
}
