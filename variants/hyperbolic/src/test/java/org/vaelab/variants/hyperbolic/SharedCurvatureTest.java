// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.hyperbolic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.latent.Curvature;
import org.vaelab.framework.latent.Hyperbolic;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.parts.inference.HamiltonianInference;
import org.vaelab.framework.parts.product.HierarchyNotation;
import org.vaelab.framework.parts.product.ProductFamily;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.training.CheckpointStore;
import org.vaelab.testkit.family.ToyModule;
import org.vaelab.testkit.problem.ChainRun;
import org.vaelab.testkit.problem.History;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.problem.SmallProblem;

/**
 * Posterior, prior and networks of a model have one curvature, also in a product and in a chain.
 */
class SharedCurvatureTest {

    private static final Plugins PLUGINS =
            ToyModule.besideTheModulesOf(SharedCurvatureTest.class.getClassLoader());
    private static final String LEARNED = "hyperbolic(2, learnCurvature=true)";

    private static PosteriorPart single(boolean learned) {
        return new WrappedNormalFamily.Settings(
                2, 1, learned, HyperbolicInput.Kind.GYROPLANE, null);
    }

    private static PosteriorPart product() {
        return new ProductFamily.Settings(LEARNED + " x toy-normal(1)");
    }

    private static List<String> curvatures(SmallProblem problem) {
        return problem.parameters().keySet().stream()
                .filter(name -> name.endsWith("logCurvature"))
                .toList();
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void trainingMovesTheOneCurvature(boolean inProduct) {
        PosteriorPart posterior = inProduct ? product() : single(true);
        try (SmallProblem problem = SmallProblem.of(PLUGINS, posterior).open()) {
            assertThat(curvatures(problem)).hasSize(1);
            String name = curvatures(problem).get(0);
            assertThat(problem.parameters()).containsEntry(name, List.of(0.0));
            double before = problem.validationBound();
            problem.train(SmallProblem.steps(300), CheckpointStore.none(), new History());
            assertThat(problem.validationBound()).isGreaterThan(before + 0.5);
            assertThat(problem.parameters().get(name)).isNotEqualTo(List.of(0.0));
        }
    }

    @Test
    void aFixedCurvatureIsNoParameter() {
        try (SmallProblem problem = SmallProblem.of(PLUGINS, single(false)).open()) {
            assertThat(curvatures(problem)).isEmpty();
            LatentVariable latent = problem.model().generative().latents().get(0);
            assertThat(latent.space()).isEqualTo(new Hyperbolic(2, Curvature.fixed(1)));
        }
    }

    @Tag("full")
    @Test
    void aChainTrains() throws Exception {
        String layers = "hyperbolic(1) > " + LEARNED;
        try (ChainRun run =
                ChainRun.of(
                        Runtimes.nd4j(DType.FLOAT64),
                        SmallProblem.toy(PLUGINS),
                        HierarchyNotation.parse(layers, PLUGINS),
                        60)) {
            run.requireSound(0.5);
            assertThat(curvatures(run.problem())).hasSize(1);
        }
    }

    /** Geodesics of the framework have the distances of R^n, which these spaces do not have. */
    @Test
    void chainsThatNeedEuclideanDistancesAreRejected() {
        HamiltonianInference hmc = new HamiltonianInference(4, 20, 4, 4, 0.8, 5, 5);
        SmallProblem.Setup chains = SmallProblem.of(PLUGINS, single(false)).withInference(hmc);
        assertThatThrownBy(chains::open)
                .hasMessage(
                        "inference hmc cannot be used: Hamiltonian Monte Carlo moves values along"
                                + " geodesics, and H^2 of curvature -1.0 has none");
    }
}
