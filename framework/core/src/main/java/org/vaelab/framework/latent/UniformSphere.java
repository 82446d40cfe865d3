// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.Optional;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The uniform distribution on S^{d-1}: {@code log p(z) = log Gamma(d/2) - log 2 - (d/2) log pi}.
 *
 * @param runtime where samples are created
 */
public record UniformSphere(TensorRuntime runtime, Sphere space) implements Prior {

    @Override
    public Tensor logProbability(Tensor z) {
        return runtime.full(-space.logSurface(), z.shape().range(0, -1)).cast(z.dtype());
    }

    @Override
    public Optional<double[]> variances() {
        return Optional.of(space.referenceVariances());
    }

    /** {@inheritDoc} A standard Normal vector has a uniform direction. */
    @Override
    public Tensor sample(RandomKey key, int n) {
        Tensor normal = runtime.normal(key, Shape.of(n, space.ambient()));
        return normal.div(normal.square().sum(-1).sqrt().expandDims(-1));
    }
}
