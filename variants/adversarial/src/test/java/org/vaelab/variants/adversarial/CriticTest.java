// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.adversarial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Optimizer;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.KnownData;
import org.vaelab.testkit.problem.Runtimes;

/** A critic by itself, against the divergence of two Normals and against differences. */
final class CriticTest {

    private static final RandomKey KEY = RandomKey.of(4807);

    private static Critic critic(TensorRuntime runtime, int inputs, List<Integer> hidden) {
        KnownData data = new KnownData(DataShape.flat(1), ValueDomain.BINARY, new double[] {0.5});
        Plugins plugins = Plugins.load(CriticTest.class.getClassLoader());
        return StrictMapper.of(Critic.Settings.class, Map.of("hidden", hidden))
                .create(new PartContext(runtime, KEY, data, plugins), inputs);
    }

    private static Tensor normal(TensorRuntime runtime, RandomKey key, int rows, double mean) {
        return runtime.normal(key, Shape.of(rows, 2)).add(mean);
    }

    /**
     * N((1, 1), I) from N(0, I): KL = 1 nat. The mean of l over 20,000 draws has a standard error
     * of at most sqrt 2 / sqrt 20000 = 0.01, as l is z_1 + z_2 - 1 at the optimum. The critic
     * itself is fitted by 1,500 steps on 128 draws of each; 0.1 allows for what it misses.
     */
    @Tag("full")
    @Test
    void theMeanLogitNearsTheDivergence() {
        try (TensorRuntime runtime = Runtimes.on("torch", DType.FLOAT32);
                TensorScope all = runtime.scope()) {
            Critic critic = critic(runtime, 2, List.of(32));
            Optimizer optimizer = critic.optimizer().create();
            for (int step = 0; step < 1500; step++) {
                RandomKey key = KEY.split("step").fold(step);
                try (TensorScope scope = runtime.scope();
                        GradientTape tape = GradientTape.record(runtime)) {
                    Tensor loss =
                            critic.loss(
                                    normal(runtime, key.split("a"), 128, 1),
                                    normal(runtime, key.split("b"), 128, 0));
                    double rate = step < 1000 ? 5e-3 : 5e-4;
                    optimizer.step(
                            critic.parameters(),
                            tape.gradients(loss),
                            new Optimizer.Step(step, rate));
                }
            }
            double estimate =
                    critic.of(normal(runtime, KEY.split("test"), 20_000, 1)).mean().readScalar();
            assertThat(estimate).isCloseTo(1, within(0.1 + 5 * 0.01));
        }
    }

    /**
     * Of equal logits the loss is log 2; the held critic has the same values and no gradient of its
     * own.
     */
    @Test
    void theHeldCriticIsTheCritic() {
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope();
                GradientTape tape = GradientTape.record(runtime)) {
            Critic critic = critic(runtime, 2, List.of(5, 4));
            Tensor z = runtime.keep(normal(runtime, KEY, 6, 0), true);
            assertThat(critic.held(z).readDoubles()).isEqualTo(critic.of(z).readDoubles());
            var gradients = tape.gradients(critic.held(z).sum());
            assertThat(gradients.find(z)).isPresent();
            for (Parameter parameter : critic.parameters()) {
                assertThat(gradients.find(parameter.value())).isEmpty();
            }
            runtime.release(z);
        }
    }

    /** Along a random direction of all parameters, by a central difference of 1e-5. */
    @Test
    void theGradientOfTheLossIsThatOfDifferences() {
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            Critic critic = critic(runtime, 2, List.of(5));
            Tensor a = normal(runtime, KEY.split("a"), 7, 1);
            Tensor b = normal(runtime, KEY.split("b"), 7, 0);
            double slope = 0;
            double[] values = new double[2];
            try (GradientTape tape = GradientTape.record(runtime)) {
                var gradients = tape.gradients(critic.loss(a, b));
                for (Parameter p : critic.parameters()) {
                    slope += gradients.of(p.value()).mul(direction(p)).sum().readScalar();
                }
            }
            for (int side = 0; side < 2; side++) {
                double by = side == 0 ? 1e-5 : -2e-5;
                for (Parameter p : critic.parameters()) {
                    p.assign(p.value().stopGradient().add(direction(p).mul(by)));
                }
                values[side] = critic.loss(a, b).readScalar();
            }
            // Truncation and rounding are both below 1e-9 for a loss of order 1.
            assertThat((values[0] - values[1]) / 2e-5).isCloseTo(slope, within(1e-8));
        }
    }

    private static Tensor direction(Parameter parameter) {
        Tensor value = parameter.value();
        return value.runtime().normal(KEY.split(parameter.name()), value.shape());
    }

    /** Each coordinate of each draw keeps its values, in an order of its own. */
    @Test
    void permutedCodesArePermutationsOfEachCoordinate() {
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            int rows = 50;
            Tensor z = runtime.normal(KEY, Shape.of(2, rows, 3));
            double[] before = z.readDoubles();
            double[] after = FactorVae.permuted(z, KEY.split("permutation")).readDoubles();
            int[][] orders = new int[6][];
            for (int column = 0; column < 6; column++) {
                double[] from = column(before, column, rows);
                double[] to = column(after, column, rows);
                assertThat(sorted(to)).isEqualTo(sorted(from));
                orders[column] =
                        Arrays.stream(to)
                                .mapToInt(
                                        value ->
                                                IntStream.range(0, rows)
                                                        .filter(i -> from[i] == value)
                                                        .findFirst()
                                                        .orElseThrow())
                                .toArray();
            }
            for (int i = 0; i < 6; i++) {
                for (int j = 0; j < i; j++) {
                    assertThat(orders[i]).as("orders of %d and %d", i, j).isNotEqualTo(orders[j]);
                }
            }
        }
    }

    private static double[] column(double[] values, int column, int rows) {
        int draw = column / 3;
        return IntStream.range(0, rows)
                .mapToDouble(b -> values[(draw * rows + b) * 3 + column % 3])
                .toArray();
    }

    private static double[] sorted(double[] values) {
        double[] copy = values.clone();
        Arrays.sort(copy);
        return copy;
    }
}
