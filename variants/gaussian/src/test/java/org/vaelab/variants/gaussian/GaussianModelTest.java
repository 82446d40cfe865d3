// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.estimator.KlSource;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.parts.product.HierarchyNotation;
import org.vaelab.framework.plugin.Hierarchy;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.problem.ChainRun;
import org.vaelab.testkit.problem.OneLatent;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.problem.SmallProblem;

/** The variant with the dimension of its own posterior, and around one that the model names. */
class GaussianModelTest {

    private static final Plugins PLUGINS = Plugins.load(GaussianModelTest.class.getClassLoader());

    @Test
    void latentIsTheDimensionOfADiagonalNormalUnderTheStandardOne() throws Exception {
        try (SmallProblem problem = SmallProblem.of(PLUGINS, new DiagonalNormalFamily(7)).open()) {
            OneLatent parts = new OneLatent(problem.model());
            assertThat(parts.family()).isEqualTo(new DiagonalNormalFamily(7));
            assertThat(parts.prior()).isInstanceOf(StandardNormal.class);
            assertThat(problem.assembled().partNames())
                    .containsEntry("posterior", "diagonal-normal")
                    .containsEntry("prior", "standard-normal")
                    .containsEntry("estimator", "elbo");
        }
    }

    @Test
    void anotherPosteriorOfTheSpaceHasTheSamePrior() {
        try (SmallProblem problem = SmallProblem.of(PLUGINS, new FullNormalFamily(3)).open()) {
            OneLatent parts = new OneLatent(problem.model());
            assertThat(parts.family()).isEqualTo(new FullNormalFamily(3));
            assertThat(parts.prior()).isInstanceOf(StandardNormal.class);
        }
    }

    @Test
    void refusesADimensionBelowOne() {
        assertThatThrownBy(() -> new DiagonalNormalFamily(0))
                .hasMessage("latent must be at least 1, is 0");
    }

    /**
     * The KL of the first variable is in closed form, that of the second a mean over draws: q draws
     * it before its parent.
     */
    @Tag("full")
    @Test
    void aChainOfNormalsTrains() throws Exception {
        Hierarchy chain = HierarchyNotation.parse("normal(2) > normal(3)", PLUGINS);
        assertThat(chain.layers()).containsOnlyKeys("normal1", "normal2");
        TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);
        try (ChainRun run =
                ChainRun.of(
                        runtime,
                        SmallProblem.of(PLUGINS, new DiagonalNormalFamily(2)),
                        chain,
                        300)) {
            run.requireSound(1);
            assertThat(run.klSource()).isEqualTo(KlSource.PARTLY_ANALYTIC);
            assertThat(run.evaluation().metrics())
                    .containsKeys("kl.normal1", "kl.normal2", "logLikelihood");
            assertThat(run.evaluation().metrics().get("kl.normal2").value()).isPositive();
        }
    }
}
