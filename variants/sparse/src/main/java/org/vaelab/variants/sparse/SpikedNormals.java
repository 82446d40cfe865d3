// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.sparse;

import java.util.LinkedHashMap;
import java.util.Map;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.tensor.Tensor;

/**
 * Independent coordinates that are 0 with the probability 1 - g, and else Normal:
 *
 * <pre>
 *   log p(z) = sum_d [ z_d = 0: log(1 - g_d); else: log g_d + log N(z_d; m_d, e^l_d) ]
 * </pre>
 */
interface SpikedNormals extends Distribution {

    /** Returns log(g / (1 - g)), [D] or [R, D]. */
    Tensor logit();

    /** Returns m, of the shape of the logits. */
    Tensor mean();

    /** Returns l, of the shape of the logits. */
    Tensor logVariance();

    /** Returns 1 where a value is not 0, and 0 elsewhere. */
    static Tensor isOpen(Tensor z) {
        return z.eq(z.mul(0)).neg().add(1);
    }

    /**
     * Returns the density of values, each of which is on the slab by a share from 0 to 1, [...].
     */
    default Tensor density(Tensor open, Tensor value) {
        return units(open, value.sub(mean()).mul(logVariance().mul(-0.5).exp())).sum(-1);
    }

    /** Returns the same by coordinate, of standardised values, [..., D]. */
    default Tensor units(Tensor open, Tensor standardized) {
        Tensor normal =
                standardized.square().add(logVariance()).add(Math.log(2 * Math.PI)).mul(-0.5);
        Tensor slab = normal.sub(logit().neg().softplus());
        return open.mul(slab).sub(open.neg().add(1).mul(logit().softplus()));
    }

    @Override
    default Map<String, Tensor> numbers() {
        Map<String, Tensor> numbers = new LinkedHashMap<>();
        numbers.put("logit", logit());
        numbers.put("mean", mean());
        numbers.put("logVariance", logVariance());
        return numbers;
    }

    @Override
    default String howToDraw() {
        return "coordinates that are 0 unless a uniform number is below `sigmoid(logit)`, and then `mean +"
                + " exp(logVariance / 2) * noise` with standard Normal noise";
    }
}
