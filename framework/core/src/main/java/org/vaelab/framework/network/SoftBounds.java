// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import org.vaelab.framework.tensor.Tensor;

/**
 * Keeps a logarithm in a range in which its exponential is finite. Within [least, greatest] numbers and
 * gradients stay as they are, bit for bit; r beyond an end becomes {@code r / (1 + |r|)}, which increases
 * with a continuous slope and stays below 1.
 */
public final class SoftBounds {

    private SoftBounds() {}

    /** Returns numbers in the open interval (least - 1, greatest + 1). */
    public static Tensor of(Tensor raw, double least, double greatest) {
        Tensor inside = raw.maximum(least).minimum(greatest);
        Tensor beyond = raw.sub(inside);
        return inside.add(beyond.div(beyond.abs().add(1)));
    }
}
