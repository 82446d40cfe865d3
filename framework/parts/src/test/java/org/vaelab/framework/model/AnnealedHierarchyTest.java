// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.mcmc.AnnealedImportanceSampling;
import org.vaelab.framework.mcmc.AnnealingPath;
import org.vaelab.framework.mcmc.HamiltonianMonteCarlo;
import org.vaelab.framework.mcmc.StepSizes;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.problem.Golden;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.statistics.StatisticalAssertions;

/**
 * Annealed importance sampling moves both variables of a chain: E[w] = p(x), at 1e-7 for each case.
 */
final class AnnealedHierarchyTest {

    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-7);
    private static final RandomKey KEY = RandomKey.of(8);
    private static final int DATA = 600;

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    static Stream<JsonNode> hierarchical() {
        return Golden.beside(AnnealedHierarchyTest.class, "hierarchical_gaussian.json")
                .cases("hierarchical")
                .limit(2);
    }

    @Tag("exhaustive")
    @ParameterizedTest
    @MethodSource("hierarchical")
    void theLikelihoodOfTwoLayers(JsonNode golden) {
        try (TensorScope scope = runtime.scope()) {
            TwoLayers layers = new TwoLayers(runtime, golden);
            DeepGenerativeModel model = layers.generative();
            Batch batch = layers.batch(DATA);
            AnnealingPath path = AnnealingPath.fromPrior(model, batch);
            AnnealedImportanceSampling sampling =
                    new AnnealedImportanceSampling(
                            path, new HamiltonianMonteCarlo(model.latents(), 3), 60);
            RandomKey adapt = KEY.split("adapt");
            StepSizes sizes =
                    sampling.adapted(path.draw(adapt.split("z"), 2), 0.65, 40, adapt, t -> {});
            double known = golden.at("/expected/log_px").asDouble();
            double[] weights =
                    Arrays.stream(
                                    sampling.forward(
                                                    path.draw(KEY.split("z"), 2),
                                                    sizes,
                                                    KEY,
                                                    t -> {})
                                            .logWeights())
                            .map(w -> Math.exp(w - known))
                            .toArray();
            ASSERT.mean("w / p(x)", weights, 1, 0.5);
            Posterior q = layers.inference().infer(model, batch, KEY, Phase.evaluation()).first();
            assertThatThrownBy(() -> AnnealingPath.fromPosterior(model, batch, q))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "annealing from q needs its density at any z, which is not known of 2"
                                    + " latent variables");
        }
    }
}
