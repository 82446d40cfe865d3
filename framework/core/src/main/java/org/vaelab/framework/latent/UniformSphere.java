// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/**
 * The uniform distribution on S^{d-1}: {@code log p(z) = log Gamma(d/2) - log 2 - (d/2) log pi}.
 *
 * @param runtime where samples are created
 * @param space S^{d-1}
 */
public record UniformSphere(TensorRuntime runtime, Sphere space) implements Prior {

    @Override
    public Tensor logProbability(Tensor z) {
        return runtime.full(-space.logSurface(), z.shape().range(0, -1)).cast(z.dtype());
    }

    @Override
    public Tensor sample(RandomKey key, int n) {
        int d = space.ambient();
        double[] values = key.normal(Math.multiplyExact(n, d));
        for (int i = 0; i < n; i++) {
            normalize(values, i * d, d);
        }
        return runtime.tensor(values, Shape.of(n, d));
    }

    /** A standard Normal vector has a uniform direction; no coordinate of it is exactly 0. */
    private static void normalize(double[] values, int from, int d) {
        double square = 0;
        for (int j = from; j < from + d; j++) {
            square += values[j] * values[j];
        }
        double scale = 1 / Math.sqrt(square);
        for (int j = from; j < from + d; j++) {
            values[j] *= scale;
        }
    }
}
