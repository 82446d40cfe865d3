// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.tensor.Tensor;

/** Which of those that take part of a row has its turn. */
final class Turns {

    private Turns() {}

    /** Returns the remainder of whole numbers, from 0 to n - 1. */
    static Tensor modulo(Tensor turn, Tensor n) {
        // A half more keeps the quotient away from whole numbers, where it could be rounded down.
        return turn.sub(turn.add(0.5).div(n).floor().mul(n));
    }

    /**
     * Returns 1 where one that takes part has the number given, counted from 0, and 0 elsewhere, for each.
     *
     * @param number broadcasts with those of {@code taking}
     * @param taking 1 where one takes part, else 0
     */
    static List<Tensor> picked(Tensor number, List<Tensor> taking) {
        List<Tensor> picked = new ArrayList<>();
        Tensor before = number.mul(0);
        for (Tensor one : taking) {
            picked.add(number.eq(before).cast(one.dtype()).mul(one));
            before = before.add(one);
        }
        return picked;
    }
}
