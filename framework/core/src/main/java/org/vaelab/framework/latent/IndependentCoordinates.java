// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import org.vaelab.framework.tensor.Tensor;

/**
 * A distribution of independent real coordinates whose distribution functions are known. {@code
 * compress} codes a latent variable with it: the bins are of equal mass under the prior, and q
 * gives their probabilities. Both q and p are such, or independent Normals.
 */
public interface IndependentCoordinates extends Distribution {

    /**
     * Returns the parameters of the coordinates, [D, k]; of a distribution for each of R rows [R,
     * D, k]. {@code compress} rounds those of q to steps of 2^-16, so give logarithms of scales.
     */
    Tensor coordinates();

    /**
     * Returns {@code P(Z <= z)} of a coordinate. It rises with z, from 0 to 1 at the ends of the
     * support. Compute it with plain doubles and {@link StrictMath}, which are equal on every
     * machine.
     *
     * @param parameters k numbers of {@link #coordinates}
     */
    double cumulative(double[] parameters, double z);
}
