// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.latent.Simplex;
import org.vaelab.framework.latent.UnitCube;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.DType;

/**
 * A distribution whose density is known at logarithms of values, where the values themselves round
 * to the border of the space: {@code log(-log z)} in the {@link UnitCube}, {@code log z} on the
 * {@link Simplex}. The density refers to the measure of the space, as that of {@link
 * #logProbability}.
 */
interface LoggedDensity extends Distribution {

    /**
     * Returns the log-density in nats.
     *
     * @param logs [K, R, event]
     * @return [K, R]
     */
    Tensor ofLogs(Tensor logs);

    /** Returns the smallest number that counts as one, so that its reciprocal is finite. */
    static double least(Tensor z) {
        return z.dtype() == DType.FLOAT32 ? 1e-37 : 1e-300;
    }
}
