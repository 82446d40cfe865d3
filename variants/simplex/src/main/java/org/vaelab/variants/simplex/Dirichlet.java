// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import java.util.Map;
import org.vaelab.framework.latent.Simplex;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
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
 * <p>The gradient of a draw is that of the gamma variables, implicit in c (Figurnov et al. 2018).
 * Draws and densities have log w, which is finite for every c; w itself underflows for small c.
 * Densities are those of {@link BetaSticks}.
 *
 * @param concentration c, above 0, [R, k]; of one distribution [k]
 */
public record Dirichlet(Tensor concentration) implements Posterior, BetaSticks.Distribution {

    @Override
    public Draw draw(RandomKey key, int samples) {
        Tensor shapes = concentration.broadcastTo(concentration.shape().prepend(samples));
        Tensor logs = GammaDraws.logarithms(key, shapes).logSoftmax(-1);
        return new LoggedDraw(logs.exp(), () -> ofLogs(logs), logs);
    }

    @Override
    public BetaSticks sticks() {
        return BetaSticks.ofDirichlet(concentration);
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return BetaSticks.Distribution.super.logProbability(z);
    }

    /** Returns KL(q || p) in nats, the sum of those of the fractions, [R]. */
    Tensor kl(BetaSticks.Distribution p) {
        return sticks().kl(p.sticks()).cast(concentration.dtype());
    }

    /** Returns the mean, c over its sum. */
    @Override
    public Tensor location() {
        return concentration.div(concentration.sum(-1).expandDims(-1));
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
