// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;

/**
 * p(z given x) of a mixture: one variable of K categories for each datum.
 *
 * @param logProbabilities the logarithms of the responsibilities, [B, K], normalised; minus infinity where a
 *     component cannot have made the datum
 */
record Responsibilities(Tensor logProbabilities) implements Posterior {

    @Override
    public Draw draw(RandomKey key, int samples) {
        int components = logProbabilities.shape().extent(1);
        double[] logs = usable(logProbabilities.readDoubles(), components);
        int[] drawn = key.categorical(logs, components, samples);
        Shape shape = Shape.of(samples, logProbabilities.shape().extent(0), 1);
        Tensor z = logProbabilities.runtime().indices(drawn, shape).oneHot(components);
        return Draw.of(z, logProbability(z));
    }

    /**
     * Replaces rows with a NaN by equal logits, in place. The density of such a draw is still NaN,
     * so the checks of training find it.
     */
    private static double[] usable(double[] logs, int components) {
        for (int start = 0; start < logs.length; start += components) {
            for (int k = start; k < start + components; k++) {
                if (Double.isNaN(logs[k])) {
                    Arrays.fill(logs, start, start + components, 0);
                    break;
                }
            }
        }
        return logs;
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return ExactZeros.pick(ExactZeros.flat(z), logProbabilities);
    }

    @Override
    public Tensor location() {
        return logProbabilities.exp().expandDims(1);
    }

    /** Returns the entropy in nats, {@code -sum_k r_k log r_k}, [B]. */
    @Override
    public Optional<Tensor> entropy() {
        return Optional.of(ExactZeros.pick(logProbabilities.exp(), logProbabilities).neg());
    }

    @Override
    public Optional<UnaryOperator<Tensor>> pairwiseByUnit() {
        return Optional.of(
                z ->
                        ExactZeros.pick(ExactZeros.flat(z).expandDims(1), logProbabilities)
                                .expandDims(-1));
    }

    /** Returns none: the parameters of a mixture are state, which no gradient moves. */
    @Override
    public GradientKind gradient() {
        return GradientKind.NONE;
    }
}
