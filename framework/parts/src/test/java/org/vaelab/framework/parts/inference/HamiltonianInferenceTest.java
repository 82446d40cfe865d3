// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointDraw;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.plugin.InferenceContext;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.problem.KnownData;
import org.vaelab.testkit.problem.LinearGaussian;
import org.vaelab.testkit.problem.OneLatent;
import org.vaelab.testkit.problem.Runtimes;

/** Chains on linear-Gaussian models, whose posterior is N(m, P^-1), P = I + W'W / s^2. */
final class HamiltonianInferenceTest {

    private static final RandomKey KEY = RandomKey.of(17);
    private static final int COPIES = 24;

    /** Those of at most three dimensions. */
    static Stream<JsonNode> models() {
        return LinearGaussian.cases().filter(c -> c.at("/input/W").get(0).size() <= 3).limit(6);
    }

    private static Inference hmc(
            TensorRuntime runtime, GenerativeModel p, HamiltonianInference settings) {
        KnownData data = new KnownData(DataShape.flat(1), ValueDomain.REAL, new double[1]);
        return settings.create(
                new InferenceContext(
                        new PartContext(runtime, KEY, data, Plugins.of(List.of())),
                        Map.of(OneLatent.Z, p.latents().get(0).space()),
                        Optional.empty(),
                        new KlRegistry(List.of()),
                        Optional.empty()));
    }

    private static HamiltonianInference settings(int draws) {
        return new HamiltonianInference(4, 200, draws, 16, 0.8, 5, 5);
    }

    /**
     * The mean over all chains of all copies is within five of its standard errors, which the
     * effective sample sizes give, of the posterior's; and the mean square within five of those
     * between copies.
     */
    @Tag("full")
    @ParameterizedTest
    @MethodSource("models")
    void hasTheMomentsOfTheExactPosterior(JsonNode golden) {
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            LinearGaussian problem = new LinearGaussian(runtime, golden.get("input"));
            GenerativeModel p = problem.model().generative();
            Inference hmc = hmc(runtime, p, settings(150));
            JointPosterior q =
                    hmc.infer(p, Batch.of(problem.batch(COPIES)), KEY, Phase.evaluation());
            Tensor z = q.draw(KEY, 600).values().z(OneLatent.Z);
            int d = z.shape().extent(2);
            double[] mean = numbers(golden.at("/expected/posterior_mean"));
            JsonNode covariance = golden.at("/expected/posterior_cov");
            double effective = Arrays.stream(q.diagnostics().get("chainEffectiveSampleSize")).sum();
            double[] found = z.mean(0, 1).readDoubles();
            Tensor squares = z.sub(runtime.vector(mean)).square().mean(0);
            for (int j = 0; j < d; j++) {
                double variance = covariance.get(j).get(j).asDouble();
                assertThat(found[j])
                        .as("mean of coordinate %d, key %s", j, KEY)
                        .isCloseTo(mean[j], within(5 * Math.sqrt(variance / effective)));
                // Squares mix more slowly than values do: their error is that between the copies.
                double[] own = squares.slice(1, j, j + 1).readDoubles();
                double average = Arrays.stream(own).average().orElseThrow();
                double spread = Arrays.stream(own).map(v -> (v - average) * (v - average)).sum();
                double error = Math.sqrt(spread / (own.length - 1) / own.length);
                assertThat(average)
                        .as("variance of coordinate %d, standard error %s, key %s", j, error, KEY)
                        .isCloseTo(variance, within(5 * error));
                assertThat(error).isLessThan(0.1 * variance);
            }
            assertThat(effective).as("effective draws of all copies").isGreaterThan(1000);
            assertThat(Arrays.stream(q.diagnostics().get("rHat")).max().orElseThrow())
                    .as("R-hat")
                    .isLessThan(1.1);
            assertThat(Arrays.stream(q.diagnostics().get("chainAcceptance")))
                    .allMatch(a -> a > 0.5 && a <= 1);
        }
    }

    @Test
    void hasTheMomentsOfOnePosterior() {
        hasTheMomentsOfTheExactPosterior(models().findFirst().orElseThrow());
    }

    private static double[] numbers(JsonNode list) {
        double[] numbers = new double[list.size()];
        Arrays.setAll(numbers, i -> list.get(i).asDouble());
        return numbers;
    }

    /** In training the chain of a datum goes on, and its draws come to the posterior. */
    @Test
    void theChainOfADatumGoesOnInTraining() {
        JsonNode golden = models().findFirst().orElseThrow();
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            LinearGaussian problem = new LinearGaussian(runtime, golden.get("input"));
            GenerativeModel p = problem.model().generative();
            Inference hmc = hmc(runtime, p, settings(4));
            int[] rows = new int[COPIES];
            Arrays.setAll(rows, i -> 2 * i);
            Batch batch = new Batch(problem.batch(COPIES), Map.of(), rows);
            int visits = 60;
            double sum = 0;
            int counted = 0;
            for (int seen = 0; seen < visits; seen++) {
                TrainingProgress clock = new TrainingProgress(seen, visits);
                JointDraw draw =
                        hmc.infer(p, batch, KEY.fold(seen), Phase.training(clock)).draw(KEY, 1);
                draw.effects().updates().forEach(update -> update.make(clock));
                if (seen >= visits / 2) {
                    sum += draw.values().z(OneLatent.Z).mean(0, 1).readDoubles()[0];
                    counted++;
                }
            }
            double mean = golden.at("/expected/posterior_mean").get(0).asDouble();
            double deviation =
                    Math.sqrt(golden.at("/expected/posterior_cov").get(0).get(0).asDouble());
            // Of 360 draws that are a third as good as independent ones.
            assertThat(sum / counted)
                    .as("key %s", KEY)
                    .isCloseTo(mean, within(5 * deviation / Math.sqrt(120)));
            double[] table = hmc.parameters().get(0).value().readDoubles();
            int width = table.length / KnownData.SIZE;
            for (int row = 0; row < KnownData.SIZE; row++) {
                double[] own = Arrays.copyOfRange(table, row * width, (row + 1) * width);
                boolean visited = row % 2 == 0 && row / 2 < COPIES;
                assertThat(Arrays.stream(own).anyMatch(v -> v != 0)).isEqualTo(visited);
            }
        }
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> new HamiltonianInference(1, 300, 200, 32, 0.8, 5, 5))
                .hasMessageStartingWith("chains must be at least 2, is 1");
        assertThatThrownBy(() -> new HamiltonianInference(4, 19, 200, 32, 0.8, 5, 5))
                .hasMessage("warmUp must be at least 20, is 19");
        assertThatThrownBy(() -> new HamiltonianInference(4, 300, 3, 32, 0.8, 5, 5))
                .hasMessage("draws must be at least 4, is 3");
        assertThatThrownBy(() -> new HamiltonianInference(4, 300, 200, 32, 1.0, 5, 5))
                .hasMessage("acceptance must be above 0 and below 1, is 1.0");
    }
}
