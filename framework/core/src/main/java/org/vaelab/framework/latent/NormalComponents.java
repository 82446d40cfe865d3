// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.List;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.DType;

/**
 * K Normals of independent coordinates, evaluated at once.
 *
 * <p>The squares are expanded,
 *
 * <pre>
 *   log N(z; m, v) = -1/2 z^2 / v + z m / v - 1/2 [ m^2 / v + log v + log 2 pi ]
 * </pre>
 *
 * <p>so that one affine map of (z^2, z) does the work and N points need N K numbers instead of N K
 * d. What that loses by cancellation is recovered by computing in float64, whatever the run's
 * precision.
 *
 * @param weights of (z^2, z), [2 d, K], float64
 * @param constants [K], float64
 */
public record NormalComponents(Tensor weights, Tensor constants) implements PairwiseLogDensity {

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    /**
     * Prepares the components.
     *
     * @param means [K, d]
     * @param logVariances [K, d]
     */
    public static NormalComponents of(Tensor means, Tensor logVariances) {
        Tensor centres = means.cast(DType.FLOAT64);
        Tensor logs = logVariances.cast(DType.FLOAT64);
        Tensor precisions = logs.neg().exp();
        Tensor scaled = centres.mul(precisions);
        double constant = means.shape().extent(-1) * LOG_TWO_PI;
        return new NormalComponents(
                Tensor.concatenate(List.of(precisions.mul(-0.5), scaled), -1).transpose(),
                centres.mul(scaled).add(logs).sum(-1).add(constant).mul(-0.5));
    }

    @Override
    public NormalComponents weighted(Tensor logWeights) {
        return new NormalComponents(weights, constants.add(logWeights.cast(DType.FLOAT64)));
    }

    @Override
    public Tensor of(Tensor z) {
        Tensor points = z.cast(DType.FLOAT64);
        Tensor squaresAndPoints = Tensor.concatenate(List.of(points.square(), points), -1);
        return Fused.linear(squaresAndPoints, weights, constants, Activation.IDENTITY)
                .cast(z.dtype());
    }
}
