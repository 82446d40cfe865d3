// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.factor;

import java.util.Optional;
import java.util.stream.IntStream;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * p(z given x) of a linear-Gaussian model: Normals with a mean for each datum and one shared
 * covariance.
 *
 * <pre>
 *   z = m + R^T eps,  eps ~ N(0, I),   covariance M^-1 = R^T R
 *   log q(z) = -1/2 (z - m)^T M (z - m) + 1/2 log det M - q/2 log 2 pi
 * </pre>
 *
 * <p>Parameters are computed in float64, because small noise gives large precisions. Values and
 * densities have the precision of the run.
 *
 * @param mean m, [B, q], float64
 * @param precision M, [q, q], float64
 * @param inverseFactor R, the inverse of the Cholesky factor of M, [q, q], float64
 * @param dtype of values and densities
 */
record FactorPosterior(Tensor mean, Tensor precision, Tensor inverseFactor, DType dtype)
        implements Posterior {

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    @Override
    public Draw draw(RandomKey key, int samples) {
        Shape shape = mean.shape().prepend(samples);
        Tensor noise = mean.runtime().normal(key, shape).cast(DType.FLOAT64);
        Tensor z = mean.add(noise.matmul(inverseFactor));
        return Draw.of(z.cast(dtype), logDensity(noise.square().sum(-1)));
    }

    @Override
    public Tensor logProbability(Tensor z) {
        Tensor deviation = z.cast(DType.FLOAT64).sub(mean);
        return logDensity(deviation.matmul(precision).mul(deviation).sum(-1));
    }

    private Tensor logDensity(Tensor squares) {
        return squares.mul(-0.5)
                .add(halfLogDeterminant())
                .sub(0.5 * LOG_TWO_PI * dimension())
                .cast(dtype);
    }

    /** 1/2 log det M = -sum_i log R_ii. */
    Tensor halfLogDeterminant() {
        int q = dimension();
        int[] diagonal = IntStream.range(0, q).map(i -> i * (q + 1)).toArray();
        return inverseFactor
                .reshape(q * q)
                .gather(0, mean.runtime().indices(diagonal, Shape.of(q)))
                .log()
                .sum()
                .neg();
    }

    private int dimension() {
        return mean.shape().extent(1);
    }

    @Override
    public Tensor location() {
        return mean.cast(dtype);
    }

    /**
     * Returns the entropy in nats, {@code q/2 (1 + log 2 pi) - 1/2 log det M}, [R], of all rows
     * alike.
     */
    @Override
    public Optional<Tensor> entropy() {
        double constant = 0.5 * dimension() * (1 + LOG_TWO_PI);
        Shape rows = mean.shape().range(0, 1);
        return Optional.of(halfLogDeterminant().neg().add(constant).broadcastTo(rows).cast(dtype));
    }

    /**
     * Returns exact pathwise. For the model with this posterior, log p(x, z) - log q(z given x)
     * equals log p(x) at every z. So the gradient in the parameters is that of log p(x), without
     * noise.
     */
    @Override
    public GradientKind gradient() {
        return GradientKind.PATHWISE;
    }
}
