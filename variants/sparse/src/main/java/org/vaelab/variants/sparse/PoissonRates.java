// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.sparse;

import java.util.Map;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.tensor.Tensor;

/** Independent Poisson counts: {@code log p(z) = sum_d [ z_d l_d - e^l_d - log z_d! ]}, l = log rate. */
interface PoissonRates extends Distribution {

    /** Returns l, [D] or [R, D]. */
    Tensor logRate();

    /** From counts [..., D] to nats [..., D]; for relaxed counts the factorial is a gamma function. */
    default Tensor units(Tensor z) {
        return z.mul(logRate()).sub(logRate().exp()).sub(z.add(1).lgamma());
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
