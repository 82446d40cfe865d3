// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.likelihood;

import java.util.Optional;
import org.vaelab.framework.tensor.Tensor;

/**
 * p(x given z) of values that are independent given z: {@code log p(x given z) = sum_d log p(x_d
 * given z)}.
 */
public interface IndependentValues extends OutputDistribution {

    /**
     * Returns log p(x_d given z) of each value in nats.
     *
     * @param x [B, D]; the leading axes of the draws share it
     * @return [..., B, D]
     */
    Tensor each(Tensor x);

    @Override
    default Tensor logProbability(Tensor x) {
        return each(x).sum(-1);
    }

    @Override
    default Optional<Tensor> byValue(Tensor x) {
        return Optional.of(each(x));
    }
}
