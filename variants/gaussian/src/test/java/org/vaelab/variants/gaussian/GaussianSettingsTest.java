// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Runtimes;

/** What is known of the family before it is made. */
class GaussianSettingsTest {

    private static final Plugins PLUGINS =
            Plugins.load(GaussianSettingsTest.class.getClassLoader());

    @Test
    void theSpaceIsKnownSoThatAFlowCanRefuseAnother() {
        assertThat(new DiagonalNormalFamily(8, List.of(2, 2)).space()).isEqualTo(new Euclidean(8));
        assertThat(new DiagonalNormalFamily(3).knownSpace(PLUGINS)).hasValue(new Euclidean(3));
        assertThat(new FullNormalFamily(3).knownSpace(PLUGINS)).hasValue(new Euclidean(3));
    }

    @Test
    void aGridIsRowsAndColumnsThatTheDimensionDividesAmong() {
        assertThatThrownBy(() -> new DiagonalNormalFamily(8, List.of(2)))
                .hasMessage("grid must be rows and columns, such as [7, 7], is [2]");
        assertThatThrownBy(() -> new DiagonalNormalFamily(10, List.of(2, 2)))
                .hasMessage(
                        "latent is the dimension in all, and 10 numbers do not divide among the 4"
                                + " positions of a grid of 2x2");
    }

    @Test
    void sharesOfASimplexAreForVectors() {
        assertThatThrownBy(() -> new DiagonalNormalFamily(8, List.of(2, 2), true))
                .hasMessage("simplex is for vectors; leave out grid");
        assertThat(new DiagonalNormalFamily(3, null, false)).isEqualTo(new DiagonalNormalFamily(3));
    }

    /** Outside of them, the family would change what a network from elsewhere gives. */
    @Test
    void formsOfNetworksFromElsewhereHaveTheLimitsOfTheFamily() {
        assertThat(new DiagonalNormalFamily(1).forms())
                .extracting(form -> form.numbers().get(1).least())
                .containsExactly(-40.0, Math.exp(-20), Math.exp(-40), -20.0);
    }

    @Test
    void aFactorFromElsewhereIsTriangular() {
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            Tensor mean = runtime.tensor(new double[] {0, 0}, Shape.of(1, 2));
            Tensor transposed = runtime.tensor(new double[] {1, 2, 0, 1}, Shape.of(1, 4));
            assertThatThrownBy(
                            () ->
                                    new FullNormalFamily(2)
                                            .forms()
                                            .get(0)
                                            .toHead()
                                            .apply(List.of(mean, transposed)))
                    .hasMessageStartingWith("factor has 2.0 in row 1 and column 2; expected");
        }
    }
}
