// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.latent.Euclidean;

/** What is known of the family before it is made. */
class GaussianSettingsTest {

    @Test
    void theSpaceIsKnownSoThatAFlowCanRefuseAnother() {
        EuclideanSettings settings = new EuclideanSettings(3);
        DiagonalNormalSettings diagonal = new DiagonalNormalSettings(8, List.of(2, 2));
        assertThat(new DiagonalNormalFactory().space(diagonal)).hasValue(new Euclidean(8));
        assertThat(new DiagonalNormalFactory().space(new DiagonalNormalSettings(3, null)))
                .hasValue(new Euclidean(3));
        assertThat(new FullNormalFactory().space(settings)).hasValue(new Euclidean(3));
    }

    @Test
    void aGridIsRowsAndColumnsThatTheDimensionDividesAmong() {
        assertThatThrownBy(() -> new DiagonalNormalSettings(8, List.of(2)))
                .hasMessage("grid must be rows and columns, such as [7, 7], is [2]");
        assertThatThrownBy(() -> new DiagonalNormalSettings(10, List.of(2, 2)))
                .hasMessage(
                        "latent is the dimension in all, and 10 numbers do not divide among the 4"
                                + " positions of a grid of 2x2");
    }

    @Test
    void theVariantChecksTheDimensionThatItChooses() {
        assertThatThrownBy(() -> new GaussianVariant.Settings(0))
                .hasMessage("latent must be at least 1, is 0");
        GaussianVariant.Settings none = new GaussianVariant.Settings(null);
        assertThat(new GaussianVariant().posterior(none)).isEmpty();
        assertThat(new GaussianVariant().posterior(new GaussianVariant.Settings(3))).isPresent();
    }
}
