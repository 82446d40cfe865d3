// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import java.util.List;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.posterior.PosteriorFamily;
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
        implements PosteriorFamily {

    public SphericalCauchyFamily {
        Counts.atLeastOne("latent", latent);
    }

    @Override
    public Sphere space() {
        return Sphere.ofDimension(latent);
    }

    @Override
    public Head head() {
        return SphericalPosterior.head(space());
    }

    @Override
    public List<HeadForm> forms() {
        return List.of(SphericalPosterior.form(space()));
    }

    @Override
    public SphericalCauchy of(Tensor headOutput, Phase phase) {
        return SphericalPosterior.of(space(), headOutput, SphericalCauchy::new);
    }
}
