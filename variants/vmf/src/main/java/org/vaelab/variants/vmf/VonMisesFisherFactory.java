// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import java.util.Optional;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.PosteriorFactory;
import org.vaelab.framework.posterior.PosteriorFamily;

/** Makes {@link VonMisesFisherFamily}. */
public final class VonMisesFisherFactory implements PosteriorFactory<SphereSettings> {

    @Override
    public Class<SphereSettings> settingsType() {
        return SphereSettings.class;
    }

    @Override
    public String description() {
        return "von Mises-Fisher on the sphere S^latent, implicit gradient";
    }

    /** Returns {@code sphere}. */
    @Override
    public Optional<String> shortName() {
        return Optional.of("sphere");
    }

    @Override
    public Optional<LatentSpace> space(SphereSettings settings) {
        return Optional.of(Sphere.ofDimension(settings.latent()));
    }

    @Override
    public PosteriorFamily create(SphereSettings settings, PartContext context) {
        return new VonMisesFisherFamily(Sphere.ofDimension(settings.latent()));
    }
}
