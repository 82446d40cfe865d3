// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import org.vaelab.framework.tensor.Tensor;

/**
 * Interpolations between latent values, and traversals: one unit takes its possible values while
 * the others stay. Decoded, they show what a latent space has learned.
 */
public interface Walks {

    /**
     * Interpolates between values. The first step is the start, the last the end.
     *
     * @param from [N, event]
     * @param to [N, event]
     * @param steps K, at least 2
     * @return [K, N, event]
     */
    Tensor between(Tensor from, Tensor to, int steps);

    /**
     * Traverses one unit of {@link LatentSpace#units}. The rest of each value stays, as far as the
     * space allows.
     *
     * @param z [N, event]
     * @param steps K, at least 2: the number of values of a continuous unit
     * @param draws of the prior, [M, event]; in an unbounded space they determine the range
     * @return [K, N, event]; of a unit with k values [k, N, event]
     */
    Tensor alongUnit(Tensor z, int unit, int steps, Tensor draws);

    /**
     * Returns how far each step of a walk is along its way.
     *
     * @throws IllegalArgumentException if there are fewer than two steps
     * @return K numbers from 0 to 1, at equal distances
     */
    static double[] positions(int steps) {
        if (steps < 2) {
            throw new IllegalArgumentException("a walk has at least 2 steps, not " + steps);
        }
        double[] positions = new double[steps];
        for (int k = 0; k < steps; k++) {
            positions[k] = (double) k / (steps - 1);
        }
        return positions;
    }
}
