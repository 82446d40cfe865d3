// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Simplex;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.LatentDimension;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;

/**
 * The family of {@link Dirichlet}s on the simplex. The encoder outputs the concentration of each
 * weight.
 */
@Cites("figurnov2018")
@Called("Dirichlet")
@Part(
        value = "dirichlet",
        description = "Dirichlet on the simplex of k weights, implicit gradient",
        paper = "Figurnov et al. (2018)",
        variant = "dirichlet")
public record DirichletFamily(
        @LatentDimension @Setting("k, the number of weights, at least 2") int latent)
        implements PosteriorFamily {

    /** Checks the number of weights. */
    public DirichletFamily {
        new Simplex(latent);
    }

    @Override
    public Simplex space() {
        return new Simplex(latent);
    }

    @Override
    public Head head() {
        return Head.of(Head.positive("concentration", latent));
    }

    @Override
    public Dirichlet of(Tensor headOutput, Phase phase) {
        return new Dirichlet(head().split(headOutput).get(0));
    }
}
