// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.prior;

import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Tensor;

/**
 * K diagonal Normals, evaluated at once.
 *
 * <p>The squares are expanded, {@code (z - m)^2 / v = z^2 / v - 2 z m / v + m^2 / v}, so that two
 * matrix products do the work and N points need N K numbers instead of N K d. What that loses by
 * cancellation is recovered by computing in float64, whatever the run's precision.
 *
 * @param means [K, d]
 * @param logVariances [K, d]
 */
record NormalComponents(Tensor means, Tensor logVariances) {

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    /**
     * Returns the log-density of each component, in float64.
     *
     * @param z [..., d]
     * @return [..., K]
     */
    Tensor logProbability(Tensor z) {
        int d = means.shape().extent(-1);
        Tensor points = z.cast(DType.FLOAT64).reshape(z.shape().range(0, -1).size(), d);
        Tensor centres = means.cast(DType.FLOAT64);
        Tensor logs = logVariances.cast(DType.FLOAT64);
        Tensor precisions = logs.neg().exp();
        Tensor scaled = centres.mul(precisions);
        Tensor constants = centres.mul(scaled).add(logs).sum(-1).add(d * LOG_TWO_PI);
        return points.square()
                .matmul(precisions.transpose())
                .sub(points.mul(2).matmul(scaled.transpose()))
                .add(constants)
                .mul(-0.5)
                .reshape(z.shape().with(-1, means.shape().extent(0)));
    }
}
