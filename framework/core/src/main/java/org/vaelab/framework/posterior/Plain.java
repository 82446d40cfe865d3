// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.posterior;

import org.vaelab.framework.tensor.Tensor;

/** A draw of which no more is to be said than its density. */
record Plain(Tensor z, Tensor logProbability) implements Draw {

    @Override
    public Draw reshaped(int samples, int rows) {
        return new Plain(
                Draw.reshaped(z, samples, rows), Draw.reshaped(logProbability, samples, rows));
    }
}
