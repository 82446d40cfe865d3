// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Independent categorical variables, each value a unit vector.
 *
 * <pre>
 *   log q(z) = sum_i sum_j z_ij log softmax(logits_i)_j
 * </pre>
 *
 * <p>Draws use inversion, with one random number instead of k. A draw passes no gradient; its
 * log-probability does.
 *
 * @param logits [B, n, k]
 */
public record DiscreteCategorical(Tensor logits) implements Categorical {

    public DiscreteCategorical {
        GumbelNoise.requireRows(logits);
    }

    @Override
    public Draw draw(RandomKey key, int samples) {
        int categories = logits.shape().extent(-1);
        int[] drawn =
                key.categorical(usable(logits.readDoubles(), categories), categories, samples);
        Shape variables = logits.shape().range(0, -1).prepend(samples);
        Tensor z = logits.runtime().indices(drawn, variables).oneHot(categories);
        return Draw.of(z, logProbability(z));
    }

    /**
     * Replaces rows that are not finite by equal logits, in place. The density of such a draw is
     * still not finite, so the checks of training find it.
     */
    private static double[] usable(double[] logits, int categories) {
        for (int start = 0; start < logits.length; start += categories) {
            double sum = 0;
            for (int j = 0; j < categories; j++) {
                sum += logits[start + j];
            }
            if (!Double.isFinite(sum)) {
                Arrays.fill(logits, start, start + categories, 0);
            }
        }
        return logits;
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return z.mul(logits.logSoftmax(-1)).sum(-2, -1);
    }

    /** Returns the entropy in nats, {@code -sum_i sum_j p_ij log p_ij}, [R]. */
    @Override
    public Optional<Tensor> entropy() {
        return Optional.of(location().mul(logits.logSoftmax(-1)).sum(-2, -1).neg());
    }

    @Override
    public Optional<UnaryOperator<Tensor>> pairwiseByUnit() {
        Tensor logProbabilities = logits.logSoftmax(-1);
        return Optional.of(z -> z.expandDims(1).mul(logProbabilities).sum(-1));
    }

    @Override
    public GradientKind gradient() {
        return GradientKind.SCORE_FUNCTION;
    }
}
