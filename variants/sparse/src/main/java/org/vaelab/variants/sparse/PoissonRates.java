// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.sparse;

import java.util.Map;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.DType;

/**
 * Independent Poisson counts: {@code log p(z) = sum_d [ z_d l_d - e^l_d - log z_d! ]}, l = log
 * rate.
 */
interface PoissonRates extends Distribution {

    /** Returns l, [D] or [R, D]. */
    Tensor logRate();

    /**
     * From counts [..., D] to nats [..., D]; for relaxed counts the factorial is a gamma function.
     * The terms cancel, so they are computed in float64.
     */
    default Tensor units(Tensor z) {
        Tensor count = z.cast(DType.FLOAT64);
        Tensor logs = logRate().cast(DType.FLOAT64);
        return count.mul(logs).sub(logs.exp()).sub(count.add(1).lgamma()).cast(z.dtype());
    }

    @Override
    default Map<String, Tensor> numbers() {
        return Map.of("logRate", logRate());
    }

    @Override
    default String howToDraw() {
        return "independent Poisson counts of the rates `exp(logRate)`";
    }
}
