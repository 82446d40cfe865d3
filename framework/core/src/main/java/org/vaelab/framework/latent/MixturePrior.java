// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/** A mixture of K distributions of any family: {@code log p(z) = log sum_k pi_k q_k(z)}. */
public interface MixturePrior extends Prior {

    /** Returns K. */
    int components();

    /** Returns the logarithms of the weights pi, up to a constant, [K]; empty if all are equal. */
    Optional<Tensor> logits();

    /** Returns the densities of the components, [N, K]. */
    PairwiseLogDensity densities();

    /**
     * Draws from components.
     *
     * @param chosen the numbers of n components, from 0
     * @return one value of each, [n, event]
     */
    Tensor drawFrom(int[] chosen, RandomKey key);

    @Override
    default Tensor logProbability(Tensor z) {
        return prepared().logProbability(z);
    }

    @Override
    default Prior prepared() {
        PairwiseLogDensity weighted =
                logits().map(l -> densities().weighted(l.logSoftmax(-1)))
                        .orElseGet(this::densities);
        UnaryOperator<Tensor> sum =
                logits().isPresent()
                        ? z -> weighted.of(z).logSumExp(-1)
                        : z -> weighted.of(z).logSumExp(-1).sub(Math.log(components()));
        Shape event = space().eventShape();
        return new PreparedPrior(
                this,
                z -> {
                    Shape points = z.shape().range(0, z.shape().rank() - event.rank());
                    Tensor flat = z.reshape(event.prepend(points.size()));
                    return sum.apply(flat).cast(z.dtype()).reshape(points);
                });
    }

    @Override
    default Tensor sample(RandomKey key, int n) {
        double[] weights =
                logits().map(Tensor::readDoubles).orElseGet(() -> new double[components()]);
        int[] chosen = key.split("component").categorical(weights, components(), n);
        return drawFrom(chosen, key.split("noise"));
    }
}
