// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import java.util.Optional;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.PosteriorFactory;
import org.vaelab.framework.posterior.PosteriorFamily;

/** Makes {@link PowerSphericalFamily}. */
public final class PowerSphericalFactory implements PosteriorFactory<SphereSettings> {

    @Override
    public Class<SphereSettings> settingsType() {
        return SphereSettings.class;
    }

    @Override
    public String description() {
        return "power spherical on the sphere S^latent, exact pathwise gradient";
    }

    @Override
    public Optional<LatentSpace> space(SphereSettings settings) {
        return Optional.of(Sphere.ofDimension(settings.latent()));
    }

    @Override
    public PosteriorFamily create(SphereSettings settings, PartContext context) {
        return new PowerSphericalFamily(Sphere.ofDimension(settings.latent()));
    }
}
