// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.ParameterProbe;
import org.vaelab.testkit.problem.Runtimes;

/** What the contract of all priors does not say: the grid, and the start. */
final class PixelCnnPriorTest {

    private static final RandomKey KEY = RandomKey.of(31);

    private final TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    private PixelCnnPrior prior(int variables, Map<String, Object> settings) {
        return StrictMapper.of(PixelCnnPrior.Settings.class, settings)
                .of(runtime, KEY, new OneHot(variables, 3), Optional.empty());
    }

    @Test
    void startsUniform() {
        try (TensorScope scope = runtime.scope()) {
            PixelCnnPrior prior = prior(6, Map.of("grid", List.of(2, 3), "channels", 4));
            double[] log = prior.logProbability(prior.sample(KEY, 5)).readDoubles();
            assertThat(log).hasSize(5);
            for (double value : log) {
                assertThat(value).isCloseTo(-6 * Math.log(3), within(1e-12));
            }
        }
    }

    /**
     * The grid is of three rows and two columns. A change of the variable at row 0 and column 1
     * changes the logits of all after it, with the one below it, and of none before.
     */
    @Test
    void aVariableSeesTheRowsAboveAndThoseToItsLeft() {
        try (TensorScope scope = runtime.scope()) {
            PixelCnnPrior prior =
                    prior(6, Map.of("grid", List.of(3, 2), "channels", 4, "layers", 3));
            ParameterProbe.move(prior, KEY.split("moved"), 0.4);
            double[] before = logits(prior, 0, 0, 0, 0, 0, 0);
            double[] after = logits(prior, 0, 2, 0, 0, 0, 0);
            for (int i = 0; i < before.length; i++) {
                if (i / 3 <= 1) {
                    assertThat(after[i]).as("logit %d", i).isEqualTo(before[i]);
                } else {
                    assertThat(Math.abs(after[i] - before[i])).as("logit %d", i).isPositive();
                }
            }
        }
    }

    private double[] logits(PixelCnnPrior prior, int... categories) {
        Tensor z = runtime.indices(categories, Shape.of(1, categories.length)).oneHot(3);
        return prior.logits(z).readDoubles();
    }

    /** Two variables at each of four positions lie side by side. */
    @Test
    void variablesOfOnePositionAreNeighboursInItsRow() {
        try (TensorScope scope = runtime.scope()) {
            PixelCnnPrior prior = prior(8, Map.of("grid", List.of(2, 2)));
            assertThat(prior.network().layout().grid()).hasToString("2x4");
        }
    }

    @Test
    void aGridThatIsMissingOrDoesNotFitIsRefused() {
        try (TensorScope scope = runtime.scope()) {
            assertThatThrownBy(() -> prior(6, Map.of()))
                    .hasMessage(
                            "prior pixelcnn needs a grid: set grid of the posterior, or of the"
                                    + " prior");
            assertThatThrownBy(() -> prior(6, Map.of("grid", List.of(2, 2))))
                    .hasMessage("prior pixelcnn: 6 variables do not lie on a grid of 2x2");
            assertThatThrownBy(() -> prior(6, Map.of("grid", List.of(2, 3), "kernel", 4)))
                    .hasMessageContaining("kernel must be odd and at least 3, is 4");
        }
    }
}
