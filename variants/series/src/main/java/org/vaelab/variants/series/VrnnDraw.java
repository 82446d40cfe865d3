// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.tensor.Tensor;

/**
 * Draws from a {@link VrnnPosterior}, with the states that led to them: p(x given e) of the same x needs no second walk
 * through the steps. The states pass the gradients of the parameters of p and q on, and none in e. So {@link #mapped}
 * leaves them out: e whose gradient is held or scaled is walked through again.
 *
 * @param z e, [K, B, T d]
 * @param density returns log q, [K, B]
 * @param x of which they are drawn
 * @param latents z_t of all steps, [K B, T, d]
 * @param states h_{t-1} of all steps, [K B, T, H]
 */
record VrnnDraw(Tensor z, Supplier<Tensor> density, Tensor x, Tensor latents, Tensor states)
        implements Draw {

    @Override
    public Tensor logProbability() {
        return density.get();
    }

    @Override
    public Draw mapped(UnaryOperator<Tensor> function) {
        return Draw.of(z, density).mapped(function);
    }
}
