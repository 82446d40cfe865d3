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
 * The family of {@link PowerSpherical}s on a sphere. As in {@link VonMisesFisherFamily}, the
 * encoder outputs a vector, whose direction is the mean direction, and a concentration.
 */
@Cites("decao2020")
@Part(
        value = "power-spherical",
        description = "power spherical on the sphere S^latent, exact pathwise gradient",
        paper = "De Cao and Aziz (2020)")
public record PowerSphericalFamily(
        @LatentDimension
                @Setting("the dimension of the sphere, whose points have one coordinate more")
                int latent)
        implements SphericalFamily {

    public PowerSphericalFamily {
        Counts.atLeastOne("latent", latent);
    }

    @Override
    public PowerSpherical of(Tensor headOutput, Phase phase) {
        return SphericalPosterior.of(space(), headOutput, PowerSpherical::new);
    }
}
