// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import java.util.Optional;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.PosteriorFactory;
import org.vaelab.framework.posterior.PosteriorFamily;

/** Makes {@link FullNormalFamily}. */
public final class FullNormalFactory implements PosteriorFactory<EuclideanSettings> {

    @Override
    public Class<EuclideanSettings> settingsType() {
        return EuclideanSettings.class;
    }

    @Override
    public String description() {
        return "Normals on R^d with any covariance, exact pathwise gradient";
    }

    @Override
    public Optional<LatentSpace> space(EuclideanSettings settings) {
        return Optional.of(new Euclidean(settings.latent()));
    }

    @Override
    public PosteriorFamily create(EuclideanSettings settings, PartContext context) {
        return new FullNormalFamily(new Euclidean(settings.latent()));
    }
}
