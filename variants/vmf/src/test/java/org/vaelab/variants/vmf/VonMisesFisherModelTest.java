// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.estimator.KlSource;
import org.vaelab.framework.latent.UniformSphere;
import org.vaelab.framework.parts.product.HierarchyNotation;
import org.vaelab.framework.plugin.Hierarchy;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.family.ToyModule;
import org.vaelab.testkit.problem.ChainRun;
import org.vaelab.testkit.problem.OneLatent;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.problem.SmallProblem;

/**
 * The variant with the dimension of its own posterior, around one that is named, and in a chain.
 */
class VonMisesFisherModelTest {

    private static final Plugins PLUGINS =
            ToyModule.besideTheModulesOf(VonMisesFisherModelTest.class.getClassLoader());

    @Test
    void latentIsTheDimensionOfTheSphereUnderTheUniformDistribution() throws Exception {
        try (SmallProblem problem = SmallProblem.of(PLUGINS, new VonMisesFisherFamily(10)).open()) {
            OneLatent parts = new OneLatent(problem.model());
            assertThat(parts.family()).isEqualTo(new VonMisesFisherFamily(10));
            assertThat(parts.prior()).isInstanceOf(UniformSphere.class);
            assertThat(problem.assembled().partNames())
                    .containsEntry("posterior", "von-mises-fisher")
                    .containsEntry("prior", "uniform-sphere");
        }
    }

    @Test
    void anotherPosteriorOnTheSphereHasTheSamePrior() {
        try (SmallProblem problem = SmallProblem.of(PLUGINS, new PowerSphericalFamily(3)).open()) {
            OneLatent parts = new OneLatent(problem.model());
            assertThat(parts.family()).isEqualTo(new PowerSphericalFamily(3));
            assertThat(parts.prior()).isInstanceOf(UniformSphere.class);
        }
    }

    @Test
    void refusesADimensionBelowOne() {
        assertThatThrownBy(() -> new VonMisesFisherFamily(0))
                .hasMessage("latent must be at least 1, is 0");
    }

    /** The decoder is given sqrt d z, in training and when it is used. */
    @Test
    void networksAreGivenCoordinatesOfUnitVariance() throws Exception {
        try (SmallProblem problem = SmallProblem.of(PLUGINS, new VonMisesFisherFamily(3)).open();
                TensorScope scope = problem.runtime().scope()) {
            OneLatent parts = new OneLatent(problem.model());
            Tensor z = parts.prior().sample(SmallProblem.KEY, 5);
            assertThat(parts.family().networkInput().of(z).readDoubles())
                    .containsExactly(z.mul(2).readDoubles());
        }
    }

    /**
     * The KL of the first variable is in closed form, that of the second a mean over draws: q draws
     * it before its parent.
     */
    @Tag("slow")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sphere(4) > toy-normal(3)",
                "toy-normal(3) > sphere(4)",
                "sphere(2) > power-spherical(3)"
            })
    void aChainWithASphereTrains(String layers) throws Exception {
        Hierarchy chain = HierarchyNotation.parse(layers, PLUGINS);
        TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);
        try (ChainRun run = ChainRun.of(runtime, SmallProblem.toy(PLUGINS), chain, 300)) {
            run.requireSound(1);
            assertThat(run.klSource()).isEqualTo(KlSource.PARTLY_ANALYTIC);
        }
    }
}
