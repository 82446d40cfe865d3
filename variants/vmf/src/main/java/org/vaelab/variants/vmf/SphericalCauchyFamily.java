// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import org.vaelab.framework.component.Phase;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.LatentDimension;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;

/**
 * The family of {@link SphericalCauchy}s on a sphere. As in {@link VonMisesFisherFamily}, the
 * encoder outputs a vector, whose direction is the mean direction, and a concentration.
 */
@Cites("kato2020")
@Part(
        value = "spherical-cauchy",
        description = "spherical Cauchy on the sphere S^latent, exact pathwise gradient",
        paper = "Kato and McCullagh (2020)")
public record SphericalCauchyFamily(
        @LatentDimension
                @Setting("the dimension of the sphere, whose points have one coordinate more")
                int latent)
        implements SphericalFamily {

    public SphericalCauchyFamily {
        Counts.atLeastOne("latent", latent);
    }

    @Override
    public SphericalCauchy of(Tensor headOutput, Phase phase) {
        return SphericalPosterior.of(space(), headOutput, SphericalCauchy::new);
    }
}
