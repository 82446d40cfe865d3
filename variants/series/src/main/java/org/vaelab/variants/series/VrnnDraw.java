// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.tensor.Tensor;

/**
 * Draws from a {@link VrnnPosterior}, with the heads of p(x_t given z_t, h_{t-1}) at the states that led to them: p of
 * the same x needs no second walk through the steps. The heads pass the gradients of parameters on, and none in e. So
 * {@link #mapped} leaves them out: e whose gradient is held or scaled is walked through again.
 *
 * @param z e, [K, B, T d]
 * @param density returns log q, [K, B]
 * @param x of which they are drawn
 * @param heads returns those of all steps, [K B, T, 2D]
 */
record VrnnDraw(Tensor z, Supplier<Tensor> density, Tensor x, Supplier<Tensor> heads)
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
