// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import org.vaelab.framework.tensor.Tensor;

/**
 * Keeps a logarithm in a range in which its exponential is finite and above 0. Inside the range, numbers
 * and gradients do not change by a bit. A distance r beyond an end becomes {@code r / (1 + |r|)}: it
 * increases, its slope is continuous, and it stays below 1.
 */
public final class SoftBounds {

    private SoftBounds() {}

    /** Returns numbers above {@code least - 1}. */
    public static Tensor above(Tensor raw, double least) {
        return added(raw, raw.maximum(least));
    }

    /** Returns numbers in the open interval (least - 1, greatest + 1). */
    public static Tensor of(Tensor raw, double least, double greatest) {
        return added(raw, raw.maximum(least).minimum(greatest));
    }

    private static Tensor added(Tensor raw, Tensor inside) {
        Tensor beyond = raw.sub(inside);
        return inside.add(beyond.div(beyond.abs().add(1)));
    }
}
