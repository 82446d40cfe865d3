// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import java.util.Optional;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.PosteriorFactory;
import org.vaelab.framework.posterior.PosteriorFamily;

/** Makes {@link DiagonalNormalFamily}. */
public final class DiagonalNormalFactory implements PosteriorFactory<DiagonalNormalSettings> {

    @Override
    public Class<DiagonalNormalSettings> settingsType() {
        return DiagonalNormalSettings.class;
    }

    @Override
    public String description() {
        return "independent Normals on R^d, exact pathwise gradient";
    }

    /** Returns {@code normal}. */
    @Override
    public Optional<String> shortName() {
        return Optional.of("normal");
    }

    @Override
    public Optional<LatentSpace> space(DiagonalNormalSettings settings) {
        return Optional.of(new Euclidean(settings.latent()));
    }

    @Override
    public PosteriorFamily create(DiagonalNormalSettings settings, PartContext context) {
        return new DiagonalNormalFamily(new Euclidean(settings.latent()), settings.places());
    }
}
