// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import java.util.List;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.UnitCube;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.LatentDimension;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;

/**
 * The family of {@link Kumaraswamy}s in the unit cube. The encoder outputs a and b of each
 * coordinate.
 */
@Cites({"kumaraswamy1980", "nalisnick2017"})
@Called("Kumaraswamy")
@Part(
        value = "kumaraswamy",
        description =
                "independent Kumaraswamy coordinates in the unit cube, exact pathwise gradient",
        paper = "Nalisnick and Smyth (2017)",
        variant = "kumaraswamy")
public record KumaraswamyFamily(@LatentDimension @Setting("the dimension d of the cube") int latent)
        implements PosteriorFamily {

    /** Checks the dimension. */
    public KumaraswamyFamily {
        new UnitCube(latent);
    }

    @Override
    public UnitCube space() {
        return new UnitCube(latent);
    }

    @Override
    public Head head() {
        return Head.of(Head.positive("a", latent), Head.positive("b", latent));
    }

    @Override
    public Kumaraswamy of(Tensor headOutput, Phase phase) {
        List<Tensor> parameters = head().split(headOutput);
        return new Kumaraswamy(parameters.get(0), parameters.get(1));
    }
}
