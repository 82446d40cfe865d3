// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import org.vaelab.framework.Internal;

/**
 * A distribution of categorical variables, each given those before it, that can be visited variable
 * by variable: {@code log p(v) = sum_i log p(v_i given v_1, ..., v_{i-1})}. A draw visits it, and
 * so do an arithmetic coder and its decoder, who then see the same numbers.
 */
@Internal
public interface CategorySequence {

    /** Says what a variable is. */
    @FunctionalInterface
    interface Choice {

        /**
         * Returns the category of a variable in each row.
         *
         * @param place the number of the variable, from 0 on
         * @param logits the logarithms of its probabilities given the variables before it, up to a
         *     constant in each row, [rows, k] row by row
         * @return [rows], in [0, k)
         */
        int[] choose(int place, double[] logits);
    }

    /** Returns k, the number of categories of a variable. */
    int categories();

    /**
     * Visits all variables in order.
     *
     * @param rows how many values are visited at once; of a distribution for each of R rows R
     */
    void visit(int rows, Choice choice);
}
