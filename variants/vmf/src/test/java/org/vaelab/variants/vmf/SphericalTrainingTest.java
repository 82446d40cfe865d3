// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.training.TrainingOutcome;
import org.vaelab.framework.training.TrainingSettings;
import org.vaelab.testkit.problem.Bars;
import org.vaelab.testkit.problem.History;
import org.vaelab.testkit.problem.Runtimes;

/** Training with a latent space that is a sphere, on 64 grey levels around eight prototypes. */
class SphericalTrainingTest {

    private static final Plugins PLUGINS =
            Plugins.load(SphericalTrainingTest.class.getClassLoader());

    private static ModelBlueprint.OfParts vonMisesFisher(int latent) {
        return Bars.of(PLUGINS, new VonMisesFisherFamily(latent));
    }

    private static ModelBlueprint.OfParts around(PosteriorFamily family) {
        return Bars.of(PLUGINS, family);
    }

    private static History train(ModelBlueprint.OfParts blueprint, long steps) {
        History history = new History();
        Bars bars = new Bars(RandomKey.of(6), 400);
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT32)) {
            AssembledModel assembled =
                    bars.assemble(
                            runtime,
                            PLUGINS,
                            blueprint.trainedBy(Schedule.warmup(steps / 4), false));
            TrainingSettings settings =
                    StrictMapper.of(
                            TrainingSettings.class,
                            Map.of("steps", steps, "batch", Bars.BATCH, "checkpointEvery", 100));
            TrainingOutcome outcome = bars.train(assembled, settings, history);
            assertThat(outcome).isNotNull();
            assertThat(history.step()).isEqualTo(steps);
            for (Parameter parameter : assembled.model().parameters()) {
                for (double element : parameter.value().readDoubles()) {
                    assertThat(element).as(parameter.name()).isFinite();
                }
            }
        }
        return history;
    }

    private static void assertImproved(History history) {
        int n = history.reports().size();
        // Which prototype it is is worth log 8 nats in z and some 20 in x.
        assertThat(history.mean("bound", n - n / 10, n))
                .isGreaterThan(history.mean("bound", 0, 1) + 3);
        assertThat(history.mean("kl", n - n / 10, n)).isBetween(1.0, 60.0);
    }

    @Tag("full")
    @Test
    void allPosteriorsLearn() {
        assertImproved(train(vonMisesFisher(10), 2000));
        assertImproved(train(around(new PowerSphericalFamily(10)), 2000));
        assertImproved(train(around(new SphericalCauchyFamily(10)), 2000));
    }

    /** In few coordinates and in many; a number that is not finite would end the training. */
    @Tag("exhaustive")
    @ParameterizedTest
    @ValueSource(ints = {2, 10, 100, 500})
    void trainsForTwentyThousandSteps(int ambient) {
        assertImproved(train(vonMisesFisher(ambient - 1), 20_000));
    }
}
