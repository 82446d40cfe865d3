// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.posterior;

import java.util.List;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.prior.Prior;
import org.vaelab.framework.prior.UniformSphere;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

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

    @Override
    public Prior standardPrior(TensorRuntime runtime) {
        return new UniformSphere(runtime, space);
    }

    @Override
    public Class<PowerSpherical> type() {
        return PowerSpherical.class;
    }
}
