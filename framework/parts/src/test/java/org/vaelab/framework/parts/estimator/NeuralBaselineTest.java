// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.training.CheckpointFile;
import org.vaelab.testkit.family.ToyCategorical;
import org.vaelab.testkit.problem.Resumptions;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.problem.SmallProblem;

/** Baselines that a step changes, by hand and in runs that are interrupted. */
class NeuralBaselineTest {

    private static final TrainingProgress CLOCK = new TrainingProgress(0, 1);

    @TempDir private Path folder;

    /** C(x) = x, so that l = f - x. */
    private record Identity() implements Network {

        @Override
        public Tensor apply(Tensor x) {
            return x;
        }

        @Override
        public List<Parameter> parameters() {
            return List.of();
        }
    }

    /** Two steps by hand, on f = (5, 9) and (1, 3) of x = (1, 2): l = (4, 7) and (0, 1). */
    @Test
    void centresAndNormalisesByTheStepsBefore() {
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            MovingAverage centre = MovingAverage.named("centre", runtime, 0.8);
            MovingAverage variance = MovingAverage.named("variance", runtime, 0);
            Nvil.NeuralBaseline baseline =
                    new Nvil.NeuralBaseline(new Identity(), centre, Optional.of(variance));
            Batch batch = Batch.of(runtime.tensor(new double[] {1, 2}, Shape.of(2, 1)));

            Tensor first = runtime.tensor(new double[] {5, 9}, Shape.of(1, 2));
            Baseline.Centred before = baseline.of(first, batch);
            assertThat(before.signal().readDoubles()).containsExactly(4, 7);
            assertThat(before.own().orElseThrow().readScalar()).isEqualTo((16 + 49) / 4.0);
            before.updates().forEach(update -> update.make(CLOCK));
            assertThat(centre.value().readScalar()).isCloseTo(0.2 * 5.5, within(1e-15));
            assertThat(variance.value().readScalar()).isCloseTo(2.25, within(1e-15));

            Tensor second = runtime.tensor(new double[] {1, 3}, Shape.of(1, 2));
            Baseline.Centred after = baseline.of(second, batch);
            assertThat(after.signal().readDoubles())
                    .containsExactly(new double[] {-1.1 / 1.5, -0.1 / 1.5}, within(1e-15));
            assertThat(after.own().orElseThrow().readScalar())
                    .isCloseTo((1.21 + 0.01) / 4 / 1.5, within(1e-15));
            after.updates().forEach(update -> update.make(CLOCK));
            assertThat(variance.value().readScalar()).isCloseTo(0.25, within(1e-15));
            // A deviation below 1 is not made larger.
            assertThat(baseline.of(second, batch).signal().readDoubles()[1])
                    .isCloseTo(1 - (0.8 * 1.1 + 0.2 * 0.5), within(1e-15));
        }
    }

    /** The mean signal of a step is in the baseline of the next, and not in its own. */
    @Test
    void theMovingAverageIsThatOfTheStepsBefore() {
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            MovingAverage baseline = MovingAverage.named("average", runtime, 0.75);
            Batch batch = Batch.of(runtime.tensor(new double[] {1, 2}, Shape.of(2, 1)));
            Tensor signal = runtime.tensor(new double[] {6, 10}, Shape.of(1, 2));
            Baseline.Centred first = baseline.of(signal, batch);
            assertThat(first.signal().readDoubles()).containsExactly(6, 10);
            assertThat(first.own()).isEmpty();
            first.updates().forEach(update -> update.make(CLOCK));
            // 0.25 * 8 of the mean 8.
            assertThat(baseline.of(signal, batch).signal().readDoubles()).containsExactly(4, 8);
        }
    }

    static Stream<Arguments> estimators() {
        return Stream.of(
                Arguments.of(
                        new Nvil(1, KlMode.MONTE_CARLO, List.of(4), 0.8, true),
                        List.of(
                                "estimator.baseline.0.weight",
                                "estimator.centre",
                                "estimator.variance",
                                "optimizer.firstMoment.estimator.baseline.0.weight")),
                Arguments.of(
                        new ScoreFunction(
                                1, KlMode.AUTO, ScoreFunction.BaselineChoice.MOVING_AVERAGE, null),
                        List.of("estimator.average")));
    }

    @ParameterizedTest
    @MethodSource("estimators")
    void anInterruptedRunGoesOnToTheSameBytes(EstimatorPart estimator, List<String> arrays) {
        SmallProblem.Setup setup =
                SmallProblem.toy()
                        .withPosterior(
                                new ToyCategorical.Family(2, 3, ToyCategorical.Draws.DISCRETE))
                        .with(b -> b.withEstimator(estimator));
        CheckpointFile whole =
                Resumptions.compare(
                        folder,
                        initial -> setup.open(DType.FLOAT32, RandomKey.of(initial)),
                        SmallProblem.steps(5));
        assertThat(whole.load().orElseThrow().arrays()).containsKeys(arrays.toArray(String[]::new));
    }

    @Test
    void aMovingAverageAloneHasADecay() {
        var average = ScoreFunction.BaselineChoice.MOVING_AVERAGE;
        var others = ScoreFunction.BaselineChoice.MEAN_OF_OTHERS;
        assertThat(new ScoreFunction(1, KlMode.AUTO, average, null).decay()).isEqualTo(0.9);
        assertThat(new ScoreFunction(1, KlMode.AUTO, average, 0.5).decay()).isEqualTo(0.5);
        assertThat(new ScoreFunction(2, KlMode.AUTO, others, null).decay()).isNull();
    }

    @Test
    void refusesSettingsThatMeanNothing() {
        assertThatThrownBy(
                        () ->
                                new ScoreFunction(
                                        2, KlMode.AUTO, ScoreFunction.BaselineChoice.NONE, 0.9))
                .hasMessage("decay is for the baseline moving-average, which is not chosen");
        assertThatThrownBy(
                        () ->
                                new ScoreFunction(
                                        0, KlMode.AUTO, ScoreFunction.BaselineChoice.NONE, null))
                .hasMessage("samples must be at least 1, is 0");
        assertThatThrownBy(
                        () ->
                                new ScoreFunction(
                                        1,
                                        KlMode.AUTO,
                                        ScoreFunction.BaselineChoice.MEAN_OF_OTHERS,
                                        null))
                .hasMessageStartingWith("samples must be at least 2, is 1");
        assertThatThrownBy(() -> new Nvil(1, KlMode.MONTE_CARLO, List.of(100), 1.0, true))
                .hasMessage("decay must be in [0, 1), is 1.0");
        assertThatThrownBy(() -> new Nvil(1, KlMode.AUTO, List.of(100), 0.8, true))
                .hasMessageStartingWith("normalize divides the signals, and with kl: auto a KL in");
        assertThat(new Nvil(1, KlMode.ANALYTIC, List.of(100), 0.8, false).kl())
                .isEqualTo(KlMode.ANALYTIC);
    }
}
