// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

import org.vaelab.framework.tensor.Tensor;

/**
 * What an encoder expects for 0 and for 1 of the data.
 *
 * @param low for 0
 * @param high for 1
 */
record Range(double low, double high) {

    static final Range UNIT = new Range(0, 1);

    Tensor of(Tensor x) {
        return equals(UNIT) ? x : x.mul(high - low).add(low);
    }

    @Override
    public String toString() {
        return "[" + text(low) + ", " + text(high) + "]";
    }

    private static String text(double end) {
        return end == Math.rint(end) ? Long.toString((long) end) : Double.toString(end);
    }
}
