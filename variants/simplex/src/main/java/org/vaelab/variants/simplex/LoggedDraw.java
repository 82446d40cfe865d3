// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.simplex;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.tensor.Tensor;

/**
 * Values with their logarithms, by which other distributions find densities that are exact where a
 * value rounds to 0 or 1.
 *
 * @param z [K, R, event]
 * @param density returns log q, [K, R]; a KL in closed form does not ask for it
 * @param logs see {@link LoggedDensity}, [K, R, event]
 */
record LoggedDraw(Tensor z, Supplier<Tensor> density, Tensor logs) implements Draw {

    @Override
    public Tensor logProbability() {
        return density.get();
    }

    @Override
    public Tensor logProbabilityUnder(Distribution other) {
        return other instanceof LoggedDensity known ? known.ofLogs(logs) : other.logProbability(z);
    }

    @Override
    public Draw mapped(UnaryOperator<Tensor> function) {
        return new LoggedDraw(
                function.apply(z), () -> function.apply(density.get()), function.apply(logs));
    }
}
