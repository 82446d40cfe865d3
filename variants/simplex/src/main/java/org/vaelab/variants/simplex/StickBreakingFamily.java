// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import java.util.List;
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
 * The family of {@link StickBreaking} on the simplex. The encoder outputs a and b of each of the k
 * - 1 fractions. The prior of the paper is {@code gem}.
 */
@Cites("nalisnick2017")
@Called("stick-breaking Kumaraswamy")
@Part(
        value = "stick-breaking",
        shortName = "sticks",
        description =
                "weights on the simplex that break a stick by Kumaraswamy fractions, exact pathwise"
                        + " gradient",
        paper = "Nalisnick and Smyth (2017)",
        variant = "stick-breaking")
public record StickBreakingFamily(
        @LatentDimension @Setting("k, the number of weights, at least 2") int latent)
        implements PosteriorFamily {

    /** Checks the number of weights. */
    public StickBreakingFamily {
        new Simplex(latent);
    }

    @Override
    public Simplex space() {
        return new Simplex(latent);
    }

    @Override
    public Head head() {
        return Head.of(Head.positive("a", latent - 1), Head.positive("b", latent - 1));
    }

    @Override
    public StickBreaking of(Tensor headOutput, Phase phase) {
        List<Tensor> parameters = head().split(headOutput);
        return new StickBreaking(new Kumaraswamy(parameters.get(0), parameters.get(1)));
    }
}
