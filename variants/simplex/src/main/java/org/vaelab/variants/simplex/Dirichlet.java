// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.autodiff.GammaDraws;

/**
 * The Dirichlet distribution on the {@link Simplex}.
 *
 * <pre>
 *   log q(w) = sum_j (c_j - 1) log w_j + log Gamma(sum_j c_j) - sum_j log Gamma(c_j)
 *   w_j = g_j / sum_i g_i,   g_j ~ Gamma(c_j, 1)
 * </pre>
 *
 * <p>The gradient of a draw is that of the gamma variables, implicit in c (Figurnov et al. 2018). Draws
 * and densities have log w, which is finite for every c; w itself underflows for small c. Log-gamma
 * functions are computed in float64.
 *
 * @param concentration c, above 0, [R, k]; of one distribution [k]
 */
record Dirichlet(Tensor concentration) implements Posterior, BetaSticks {

    @Override
    public Draw draw(RandomKey key, int samples) {
        Tensor shapes = concentration.broadcastTo(concentration.shape().prepend(samples));
        Tensor logs = GammaDraws.logarithms(key, shapes).logSoftmax(-1);
        return new LoggedDraw(logs.exp(), ofLogs(logs), logs);
    }

    /** {@inheritDoc} A weight that has rounded to 0 counts as 1e-37 in float32. */
    @Override
    public Tensor logProbability(Tensor z) {
        return ofLogs(z.maximum(LoggedDensity.least(z)).log());
    }

    @Override
    public Tensor ofLogs(Tensor logs) {
        Tensor c = concentration.cast(DType.FLOAT64);
        Tensor constant = c.sum(-1).lgamma().sub(c.lgamma().sum(-1));
        return logs.cast(DType.FLOAT64)
                .mul(c.sub(1))
                .sum(-1)
                .add(constant)
                .cast(logs.dtype());
    }

    @Override
    public Tensor first() {
        return concentration.slice(-1, 0, concentration.shape().extent(-1) - 1);
    }

    @Override
    public Tensor rest() {
        return BetaSticks.sumAfter(concentration);
    }

    /** Returns KL(q || p) in nats, the sum of those of the fractions, [R]. */
    Tensor kl(BetaSticks p) {
        return Betas.kl(first(), rest(), p.first(), p.rest()).sum(-1);
    }

    /** Returns the mean, c over its sum. */
    @Override
    public Tensor location() {
        return concentration.div(concentration.sum(-1).expandDims(-1));
    }

    /** Returns {@code -E[log q]} with {@code E[log w_j] = psi(c_j) - psi(sum_i c_i)}. */
    @Override
    public Optional<Tensor> entropy() {
        Tensor c = concentration.cast(DType.FLOAT64);
        Tensor logs = c.digamma().sub(c.sum(-1).digamma().expandDims(-1));
        return Optional.of(ofLogs(logs).neg().cast(concentration.dtype()));
    }

    @Override
    public GradientKind gradient() {
        return GradientKind.IMPLICIT;
    }

    @Override
    public Map<String, Tensor> numbers() {
        return Map.of("concentration", concentration);
    }

    @Override
    public String howToDraw() {
        return "the Dirichlet distribution: gamma variables of the shapes `concentration`, over their sum";
    }
}
