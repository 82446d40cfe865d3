// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gaussian;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.latent.IndependentNormal;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Independent Laplace distributions of each coordinate: {@code z = m + b y}, y the difference of
 * two exponential variates. The log-density of a draw is computed from y.
 *
 * @param location m, [R, D]
 * @param logScale log b, [R, D]
 */
public record Laplace(Tensor location, Tensor logScale) implements Posterior, IndependentLaplace {

    @Override
    public Draw draw(RandomKey key, int samples) {
        Tensor y =
                noise(key, location.runtime(), location.shape().prepend(samples))
                        .cast(location.dtype());
        return Draw.of(location.add(logScale.exp().mul(y)), unitsOf(y).sum(-1));
    }

    static Tensor noise(RandomKey key, TensorRuntime runtime, Shape shape) {
        return runtime.exponential(key.split("up"), shape)
                .sub(runtime.exponential(key.split("down"), shape));
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return IndependentLaplace.super.logProbability(z);
    }

    @Override
    public Optional<UnaryOperator<Tensor>> pairwiseByUnit() {
        return Optional.of(z -> units(z.expandDims(1)));
    }

    /** Returns the entropy in nats, {@code sum_d (1 + log 2 b_d)}, [R]. */
    @Override
    public Optional<Tensor> entropy() {
        return Optional.of(logScale.add(1 + Math.log(2)).sum(-1));
    }

    /**
     * Returns KL(q || p) of each coordinate in nats, [R, D]:
     *
     * <pre>
     *   e^l - 1 - l + e^l (e^-a - 1 + a),   l = log(b / b'), a = |m - m'| / b
     * </pre>
     */
    Tensor klByUnit(IndependentLaplace p) {
        Tensor logRatio = logScale.sub(p.logScale());
        Tensor apart = location.sub(p.location()).abs().mul(logScale.neg().exp());
        Tensor moved = apart.neg().expm1().add(apart).mul(logRatio.exp());
        return logRatio.expm1().sub(logRatio).add(moved);
    }

    /**
     * Returns KL(q || N(m', s^2)) of each coordinate in nats, [R, D]: {@code ((2 b^2 + (m - m')^2)
     * / s^2 + log (2 pi s^2)) / 2 - 1 - log 2 b}.
     */
    Tensor klByUnit(IndependentNormal p) {
        Tensor precision = p.logVariance().neg().exp();
        Tensor square = location.sub(p.mean()).square().add(logScale.mul(2).exp().mul(2));
        double constant = 0.5 * Math.log(2 * Math.PI) - 1 - Math.log(2);
        return square.mul(precision).add(p.logVariance()).mul(0.5).sub(logScale).add(constant);
    }

    /** The standard Normal is no {@link IndependentNormal}. */
    Tensor klToStandardNormalByUnit() {
        double constant = 0.5 * Math.log(2 * Math.PI) - 1 - Math.log(2);
        Tensor square = location.square().mul(0.5).add(logScale.mul(2).exp());
        return square.sub(logScale).add(constant);
    }

    @Override
    public GradientKind gradient() {
        return GradientKind.PATHWISE;
    }
}
