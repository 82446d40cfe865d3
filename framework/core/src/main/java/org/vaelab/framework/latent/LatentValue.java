// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.function.UnaryOperator;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/** Values of one latent variable, as a generative model takes them. */
@FunctionalInterface
public interface LatentValue {

    /** Returns the values, [..., event]. */
    Tensor z();

    /**
     * Returns the input of a network for these values, [..., map.width()]. A draw overrides it if
     * the input passes gradients that z does not, as a straight-through code does.
     */
    default Tensor networkInput(NetworkInput map) {
        return map.of(z());
    }

    /**
     * Returns the log-density of each value under a distribution in nats, [...]. A relaxed draw
     * overrides it with a density of its own kind.
     *
     * @throws IllegalArgumentException if the distribution has no density of that kind
     */
    default Tensor logProbabilityUnder(Distribution other) {
        return other.logProbability(z());
    }

    /**
     * Returns the log-density of K values for each of B rows, [K, B].
     *
     * @param p one distribution for all draws of a row, or one for each
     * @param forEachDraw which of the two
     */
    default Tensor logProbabilityUnder(Distribution p, boolean forEachDraw) {
        if (!forEachDraw) {
            return logProbabilityUnder(p);
        }
        Shape leading = z().shape().range(0, 2);
        return mapped(t -> t.reshape(t.shape().from(2).prepend(1, leading.size())))
                .logProbabilityUnder(p)
                .reshape(leading);
    }

    /**
     * Returns what a function makes of these values: of z, and of all else by which networks and
     * densities see them. It keeps each value, and may lay them out under other leading axes, take
     * some of them, or pass their gradient on otherwise.
     */
    default LatentValue mapped(UnaryOperator<Tensor> function) {
        Tensor z = function.apply(z());
        return () -> z;
    }
}
