// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.posterior;

import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * Independent categorical variables, each value a unit vector.
 *
 * <pre>
 *   log q(z) = sum_i sum_j z_ij log softmax(logits_i)_j
 * </pre>
 *
 * <p>Drawn as the first of k exponential races, which is the largest of logit plus Gumbel: the draw
 * passes no gradient, the log-probability does.
 *
 * @param logits [B, n, k]
 */
public record DiscreteCategorical(Tensor logits) implements Categorical {

    /** Checks the rank. */
    public DiscreteCategorical {
        GumbelNoise.requireRows(logits);
    }

    @Override
    public Draw draw(RandomKey key, int samples) {
        GumbelNoise noise = GumbelNoise.of(logits, key, samples);
        Tensor z = GumbelNoise.hardMax(noise.perturb(logits.stopGradient()));
        return Draw.of(z, logProbability(z));
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return z.mul(logits.logSoftmax(-1)).sum(-2, -1);
    }

    @Override
    public GradientKind gradient() {
        return GradientKind.SCORE_FUNCTION;
    }
}
