// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.posterior;

import org.vaelab.framework.tensor.Tensor;

/**
 * A family whose distributions are Normals of independent coordinates, {@link
 * org.vaelab.framework.latent.IndependentNormal}, of which any can be made: such as the product of
 * two of its densities, which is one of them up to a constant.
 */
public interface IndependentNormalFamily extends PosteriorFamily {

    /**
     * Returns Normals of the means and variances given.
     *
     * @param mean [R, D]
     * @param logVariance the logarithms of the variances, [R, D]
     */
    Posterior of(Tensor mean, Tensor logVariance);
}
