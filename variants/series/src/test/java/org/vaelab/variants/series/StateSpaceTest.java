// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.IndependentNormal;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.ExactPosteriors;
import org.vaelab.testkit.problem.GivenData;
import org.vaelab.testkit.problem.Runtimes;

class StateSpaceTest {

    private static final RandomKey KEY = RandomKey.of(1);

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    private PartContext context(GivenData data) {
        return new PartContext(runtime, KEY, data, Plugins.of(List.of(new SeriesModule())));
    }

    private static GivenData series(double missing) {
        double[] values = KEY.split("values").normal(6 * 10);
        double[] uniform = KEY.split("missing").uniform(values.length);
        Arrays.setAll(values, i -> uniform[i] < missing ? Double.NaN : values[i]);
        return new GivenData(
                missing == 0 ? Examples.real(10, values) : Examples.realWithMissing(10, values));
    }

    /**
     * log p(x, z) - log p(z given x) of every draw is log p(x) of the filter, also where x has
     * gaps.
     */
    @Test
    void everyDrawOfThePosteriorGivesTheEvidence() {
        for (double missing : new double[] {0, 0.4}) {
            GivenData data = series(missing);
            try (TensorScope scope = runtime.scope()) {
                StateSpaceModel model =
                        new StateSpaceModel.Settings(3, 5, 0.001).create(context(data));
                Batch batch = data.batch(runtime);
                double[] weights = ExactPosteriors.logWeights(model, batch, KEY, 4).readDoubles();
                double[] evidence =
                        model.filter(Optional.of(batch.x()))
                                .pass(model.layout().filled(batch.x()))
                                .logProbability()
                                .readDoubles();
                for (int i = 0; i < weights.length; i++) {
                    assertThat(weights[i]).isCloseTo(evidence[i % 6], within(1e-10));
                }
            }
        }
    }

    /**
     * The density of a missing number given the others is log p(x) of the filter with it, minus
     * that without it.
     */
    @Test
    void missingNumbersHaveTheirExactPredictions() {
        GivenData data = series(0.4);
        try (TensorScope scope = runtime.scope()) {
            StateSpaceModel model = new StateSpaceModel.Settings(3, 5, 0.001).create(context(data));
            double[] x = data.batch(runtime).x().readDoubles();
            PathPosterior posterior =
                    new PathPosterior(model, data.batch(runtime).x(), Optional.empty());
            double[] means = posterior.predictedMean().readDoubles();
            double[] variances = posterior.predictedVariance().readDoubles();
            double[] evidence = evidence(model, x);
            int tried = 0;
            for (int i = 0; i < x.length; i++) {
                if (Double.isNaN(x[i])) {
                    double truth = 0.7 - 0.05 * i;
                    double[] with = x.clone();
                    with[i] = truth;
                    double difference = evidence(model, with)[i / 10] - evidence[i / 10];
                    Prediction predicted =
                            Prediction.normal(means[i], Math.sqrt(variances[i]), truth, 0);
                    assertThat(predicted.logDensity()).isCloseTo(difference, within(1e-9));
                    tried++;
                }
            }
            assertThat(tried).isGreaterThan(10);
        }
    }

    /**
     * Series of 16 steps that a model with these parameters draws: given the first eight, 90 % of
     * the numbers at each horizon lie in the central 90 % interval, within five errors of 1000
     * series.
     */
    @Tag("full")
    @Test
    void forecastsOfItsOwnSeriesAreCalibratedAtEachHorizon() {
        int series = 1000;
        int steps = 16;
        double[] values = KEY.split("data").normal(4 * steps * 2);
        values[1] = Double.NaN;
        GivenData data = new GivenData(Examples.realWithMissing(steps * 2, values));
        try (TensorScope scope = runtime.scope()) {
            StateSpaceModel model =
                    new StateSpaceModel.Settings(3, steps, 0.001).create(context(data));
            double[] x =
                    model.output(model.sample(KEY, series, Map.of()), Map.of())
                            .sample(KEY.split("x"))
                            .readDoubles();
            double[] seen = x.clone();
            Arrays.setAll(seen, i -> i % (2 * steps) < steps ? x[i] : Double.NaN);
            PathPosterior posterior =
                    new PathPosterior(
                            model,
                            runtime.tensor(seen, Shape.of(series, 2 * steps)),
                            Optional.empty());
            double[] means = posterior.predictedMean().readDoubles();
            double[] variances = posterior.predictedVariance().readDoubles();
            double[] inside = new double[steps];
            for (int i = 0; i < x.length; i++) {
                Prediction own = Prediction.normal(means[i], Math.sqrt(variances[i]), x[i], 0);
                int step = i % (2 * steps) / 2;
                inside[step] += Math.abs(own.transform(x[i]) - 0.5) <= 0.45 ? 1 : 0;
            }
            for (int step = steps / 2; step < steps; step++) {
                assertThat(inside[step] / (2 * series))
                        .as("horizon %d", step - steps / 2 + 1)
                        .isCloseTo(0.9, within(5 * Math.sqrt(0.09 / series)));
            }
        }
    }

    private double[] evidence(StateSpaceModel model, double[] values) {
        Tensor x = runtime.tensor(values, Shape.of(values.length / 10, 10));
        return model.filter(Optional.of(x))
                .pass(model.layout().filled(x))
                .logProbability()
                .readDoubles();
    }

    private StateSpacePrior prior(int states) {
        StateSpace parameterised =
                StateSpace.at(runtime, KEY, states, 0, new double[2], new double[] {1, 0.5}, 0.01);
        return new StateSpacePrior(
                runtime, new Euclidean(8), new SeriesLayout(4, 2), parameterised);
    }

    private record Normals(Tensor mean, Tensor logVariance)
            implements IndependentNormal, Posterior {
        @Override
        public Draw draw(RandomKey key, int samples) {
            Tensor noise = mean.runtime().normal(key, mean.shape().prepend(samples));
            Tensor z = mean.add(noise.mul(logVariance.mul(0.5).exp()));
            return Draw.of(z, logProbability(z));
        }

        @Override
        public Tensor logProbability(Tensor z) {
            return z.sub(mean)
                    .square()
                    .div(logVariance.exp())
                    .add(logVariance)
                    .add(Math.log(2 * Math.PI))
                    .sum(-1)
                    .mul(-0.5);
        }

        @Override
        public Tensor location() {
            return mean;
        }

        @Override
        public GradientKind gradient() {
            return GradientKind.PATHWISE;
        }
    }

    private Normals normals(int rows, double logVariance) {
        return new Normals(
                runtime.tensor(KEY.split("mean").normal(rows * 8), Shape.of(rows, 8)),
                runtime.full(logVariance, Shape.of(rows, 8)));
    }

    /**
     * The closed form of KL(q || p) is the mean of log q - log p over 20,000 draws, within 5
     * errors.
     */
    @Test
    void theDivergenceIsTheMeanOfTheLogRatio() {
        try (TensorScope scope = runtime.scope()) {
            StateSpacePrior prior = prior(3);
            Normals q = normals(3, -1);
            int draws = 20_000;
            Draw drawn = q.draw(KEY, draws);
            double[] ratios =
                    drawn.logProbability().sub(prior.logProbability(drawn.z())).readDoubles();
            double[] closed = prior.divergenceOf(q).readDoubles();
            for (int row = 0; row < 3; row++) {
                double sum = 0;
                double squares = 0;
                for (int k = 0; k < draws; k++) {
                    sum += ratios[k * 3 + row] / draws;
                    squares += ratios[k * 3 + row] * ratios[k * 3 + row] / draws;
                }
                double error = Math.sqrt((squares - sum * sum) / draws);
                assertThat(closed[row]).isCloseTo(sum, within(5 * error));
                assertThat(error).isLessThan(0.05);
            }
        }
    }

    /**
     * Weights do not depend on missing steps, whose draws have the mean of the prior given the
     * others.
     */
    @Tag("full")
    @Test
    void missingStepsAreThoseOfThePriorGivenTheOthers() {
        try (TensorScope scope = runtime.scope()) {
            StateSpacePrior prior = prior(3);
            Normals q = normals(1, -30);
            Tensor seen = runtime.tensor(new double[] {1, 1, 0, 0, 1, 1, 0, 0}, Shape.of(1, 4, 2));
            StepPosterior steps = new StepPosterior(q, prior, seen);
            int draws = 20_000;
            Draw drawn = steps.draw(KEY, draws);
            double[] weights =
                    prior.logProbability(drawn.z()).sub(drawn.logProbability()).readDoubles();
            double[] z = drawn.z().readDoubles();
            double[] location = steps.location().readDoubles();
            for (int place : new int[] {2, 3, 6, 7}) {
                double sum = 0;
                double squares = 0;
                for (int k = 0; k < draws; k++) {
                    double deviation = z[k * 8 + place] - location[place];
                    sum += deviation / draws;
                    squares += deviation * deviation / draws;
                }
                assertThat(sum).isCloseTo(0, within(5 * Math.sqrt(squares / draws)));
                assertThat(squares).isGreaterThan(0.1);
            }
            // The density of observed steps varies with their noise alone.
            Tensor moved =
                    drawn.z()
                            .add(
                                    runtime.tensor(
                                            new double[] {0, 0, 1, 1, 0, 0, 2, 2}, Shape.of(8)));
            double[] same =
                    prior.logProbability(moved).sub(steps.logProbability(moved)).readDoubles();
            for (int k = 0; k < draws; k += 100) {
                assertThat(same[k]).isCloseTo(weights[k], within(1e-8));
            }
        }
    }

    @Test
    void whatIsNoSeriesIsRejectedByName() {
        assertThatThrownBy(
                        () -> new StateSpaceModel.Settings(2, null, 0.1).create(context(series(0))))
                .hasMessageContaining("variant 'state-space' needs series of two steps at least")
                .hasMessageContaining("set steps to a divisor of 10");
        assertThatThrownBy(() -> new StateSpaceModel.Settings(2, 3, 0.1).create(context(series(0))))
                .hasMessageContaining("10 numbers in 3 steps");
        assertThatThrownBy(() -> new StateSpaceModel.Settings(0, 3, 0.1))
                .hasMessageContaining("state");
        assertThatThrownBy(() -> new StateSpacePrior.Settings(2, 3, 0))
                .hasMessageContaining("least");
    }
}
