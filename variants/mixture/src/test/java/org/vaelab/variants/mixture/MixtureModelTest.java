// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.testkit.problem.SmallProblem;

/** The variant as a config assembles it. */
class MixtureModelTest {

    private static final Plugins PLUGINS = Plugins.load(MixtureModelTest.class.getClassLoader());

    private static ModelBlueprint.Whole model() {
        return new ModelBlueprint.Whole(
                StrictMapper.of(MixtureModel.class, Map.of("components", 3)));
    }

    @Test
    void isTrainedByExpectationAndMaximisation() throws Exception {
        try (SmallProblem problem = SmallProblem.open(PLUGINS, model())) {
            assertThat(problem.model().generative()).isInstanceOf(Mixture.class);
            assertThat(problem.assembled().partNames())
                    .containsEntry("inference", "exact")
                    .containsEntry("estimator", "em");
            Estimator em = problem.estimator();
            assertThat(em.parameters()).isEmpty();
        }
    }

    @Test
    void refusesEstimatorsThatFollowAGradient() throws Exception {
        EstimatorPart elbo = PLUGINS.of(EstimatorPart.class).create("elbo");
        assertThatThrownBy(() -> SmallProblem.open(PLUGINS, model().withEstimator(elbo)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "estimator 'elbo' cannot use the none gradient of inference 'exact'");
    }
}
