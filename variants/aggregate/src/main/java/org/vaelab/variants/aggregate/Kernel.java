// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.aggregate;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.vaelab.framework.tensor.Tensor;

/** How alike two points are, from 0 to 1, by their distance and a scale C. */
public enum Kernel {
    /** {@code C / (C + |x - y|^2)}, whose tails are heavy (Tolstikhin et al. 2018, section 4). */
    @JsonProperty("inverse-multiquadratic")
    INVERSE_MULTIQUADRATIC {
        @Override
        Tensor of(Tensor squaredDistance, double scale) {
            return squaredDistance.add(scale).reciprocal().mul(scale);
        }
    },
    /** {@code exp(-|x - y|^2 / C)}. */
    @JsonProperty("rbf")
    RBF {
        @Override
        Tensor of(Tensor squaredDistance, double scale) {
            return squaredDistance.div(-scale).exp();
        }
    };

    /** Returns the values at squared distances; 1 at the distance 0. */
    abstract Tensor of(Tensor squaredDistance, double scale);
}
