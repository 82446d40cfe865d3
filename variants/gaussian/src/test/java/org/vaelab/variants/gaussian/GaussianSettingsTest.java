// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.vaelab.framework.latent.Euclidean;

/** What is known of the family before it is made. */
class GaussianSettingsTest {

    @Test
    void theSpaceIsKnownSoThatAFlowCanRefuseAnother() {
        EuclideanSettings settings = new EuclideanSettings(3);
        assertThat(new DiagonalNormalFactory().space(settings)).hasValue(new Euclidean(3));
        assertThat(new FullNormalFactory().space(settings)).hasValue(new Euclidean(3));
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
