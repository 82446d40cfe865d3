// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.posterior;

import java.util.function.UnaryOperator;
import org.vaelab.framework.tensor.Tensor;

/** A draw of which no more is to be said than its density. */
record Plain(Tensor z, Tensor logProbability) implements Draw {

    @Override
    public Draw mapped(UnaryOperator<Tensor> function) {
        return new Plain(function.apply(z), function.apply(logProbability));
    }
}
