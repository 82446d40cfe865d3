// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import java.util.List;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.tensor.Tensor;

/**
 * The family of {@link PowerSpherical}s on a sphere: the encoder chooses a vector, whose direction
 * is the mean direction, and a concentration, as for {@link VonMisesFisherFamily}.
 *
 * @param space S^{d-1}
 */
public record PowerSphericalFamily(Sphere space) implements PosteriorFamily {

    @Override
    public Head head() {
        return SphericalShapes.head(space);
    }

    @Override
    public PowerSpherical of(Tensor headOutput, Phase phase) {
        List<Tensor> parameters = head().split(headOutput);
        return new PowerSpherical(
                SphericalShapes.meanDirection(parameters),
                SphericalShapes.concentration(space, parameters));
    }
}
