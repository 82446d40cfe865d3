// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import org.vaelab.framework.tensor.Tensor;

/**
 * How values of a space are led step by step: from one value to another, and one unit alone through the
 * values that it may have. What a decoder makes of such values is how a latent space is looked at.
 */
public interface Walks {

    /**
     * Leads values to others, the first step being where they start and the last where they arrive.
     *
     * @param from [N, event]
     * @param to [N, event]
     * @param steps K, at least 2
     * @return [K, N, event]
     */
    Tensor between(Tensor from, Tensor to, int steps);

    /**
     * Leads one unit of {@link LatentSpace#units} through its values, while the rest of each value stays as
     * far as the space lets it.
     *
     * @param z [N, event]
     * @param unit its number
     * @param steps K, at least 2: as many values, of a unit whose values can not be counted
     * @param draws of the prior, [M, event], which tell how far a unit reaches in a space without ends
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
