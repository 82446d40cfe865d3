// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.latent.IndependentNormal;
import org.vaelab.framework.latent.NormalComponents;
import org.vaelab.framework.latent.PairwiseLogDensity;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Independent Normals per coordinate.
 *
 * <pre>
 *   z = mu + sigma eps,  eps ~ N(0, I)
 *   log q(z) = -1/2 sum_d [ ((z_d - mu_d) / sigma_d)^2 + log sigma_d^2 + log 2 pi ]
 * </pre>
 *
 * <p>The log-density of a draw is computed from its noise eps. Computing it from z - mu would
 * cancel if sigma is small compared to mu (Kingma and Welling 2014, section 2.4).
 *
 * @param mean mu, [B, D]
 * @param logVariance log sigma^2, [B, D]
 */
public record DiagonalNormal(Tensor mean, Tensor logVariance)
        implements Posterior, IndependentNormal {

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    public DiagonalNormal {
        if (mean.shape().rank() != 2 || !mean.shape().equals(logVariance.shape())) {
            throw new IllegalArgumentException(
                    "mean %s and log variance %s are not both [B, D]"
                            .formatted(mean.shape(), logVariance.shape()));
        }
    }

    @Override
    public Draw draw(RandomKey key, int samples) {
        Shape shape = mean.shape().prepend(samples);
        Tensor noise = mean.runtime().normal(key, shape).cast(mean.dtype());
        Tensor deviation = logVariance.mul(0.5).exp();
        return Draw.of(mean.add(deviation.mul(noise)), logDensity(noise.square()));
    }

    @Override
    public Tensor logProbability(Tensor z) {
        Tensor standardized = z.sub(mean).mul(logVariance.mul(-0.5).exp());
        return logDensity(standardized.square());
    }

    @Override
    public PairwiseLogDensity pairwise() {
        return NormalComponents.of(mean, logVariance);
    }

    @Override
    public Optional<UnaryOperator<Tensor>> pairwiseByUnit() {
        Tensor precision = logVariance.mul(-0.5).exp();
        return Optional.of(
                z ->
                        z.expandDims(1)
                                .sub(mean)
                                .mul(precision)
                                .square()
                                .add(logVariance)
                                .add(LOG_TWO_PI)
                                .mul(-0.5));
    }

    private Tensor logDensity(Tensor squares) {
        double constant = 0.5 * LOG_TWO_PI * mean.shape().extent(-1);
        return squares.sum(-1).add(logVariance.sum(-1)).mul(-0.5).sub(constant);
    }

    /** Returns the entropy in nats, {@code 1/2 sum_d [ 1 + log 2 pi + log sigma_d^2 ]}, [R]. */
    @Override
    public Optional<Tensor> entropy() {
        return Optional.of(logVariance.add(1 + LOG_TWO_PI).sum(-1).mul(0.5));
    }

    /**
     * Returns KL(this || p) of each row in nats: {@code 1/2 sum_d [ e^(k - l) - 1 - (k - l) + (mu -
     * m)^2 e^-l ]}. k and mu are the log-variances and means of this, l and m those of p.
     *
     * @return [R]
     */
    Tensor divergenceFrom(IndependentNormal p) {
        return twiceDivergence(p).sum(-1).mul(0.5);
    }

    /** Returns the addends of {@link #divergenceFrom}, one for each coordinate, [R, D]. */
    Tensor unitDivergenceFrom(IndependentNormal p) {
        return twiceDivergence(p).mul(0.5);
    }

    private Tensor twiceDivergence(IndependentNormal p) {
        Tensor l = p.logVariance();
        Tensor ratio = logVariance.sub(l);
        Tensor squares = mean.sub(p.mean()).mul(l.mul(-0.5).exp()).square();
        return ratio.expm1().sub(ratio).add(squares);
    }

    @Override
    public Tensor location() {
        return mean;
    }

    @Override
    public GradientKind gradient() {
        return GradientKind.PATHWISE;
    }
}
