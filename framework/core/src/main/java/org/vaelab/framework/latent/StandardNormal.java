// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * N(0, I) on R^d: {@code log p(z) = -1/2 (|z|^2 + d log 2 pi)}.
 *
 * @param runtime where samples are created
 */
public record StandardNormal(TensorRuntime runtime, Euclidean space) implements Prior {

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    @Override
    public Tensor logProbability(Tensor z) {
        return z.square().sum(-1).mul(-0.5).sub(0.5 * LOG_TWO_PI * space.dimension());
    }

    @Override
    public Optional<UnaryOperator<Tensor>> byUnit() {
        return Optional.of(z -> z.square().add(LOG_TWO_PI).mul(-0.5));
    }

    @Override
    public Optional<double[]> variances() {
        return Optional.of(space.referenceVariances());
    }

    @Override
    public Optional<Tensor> symmetricAbout() {
        return Optional.of(runtime.zeros(space.eventShape()));
    }

    @Override
    public Tensor sample(RandomKey key, int n) {
        return runtime.normal(key, Shape.of(n, space.dimension()));
    }
}
