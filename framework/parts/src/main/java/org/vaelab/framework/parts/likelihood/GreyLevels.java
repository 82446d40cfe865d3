// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.DType;

/** The 256 levels k, as data that are k/255. */
final class GreyLevels {

    static final int COUNT = 256;
    static final int LAST = COUNT - 1;

    private GreyLevels() {}

    /** Returns k, a whole number, from k/255 with a rounding error. */
    static Tensor of(Tensor x) {
        return x.mul(LAST).add(0.5).floor();
    }

    /**
     * Returns k/255, the same float as in the data. Divides in double precision, since a device may
     * multiply by 1/255, which gives other floats than the data have.
     */
    static Tensor values(Tensor levels) {
        return levels.cast(DType.FLOAT64).div(LAST).cast(levels.dtype());
    }
}
