// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import org.jspecify.annotations.Nullable;

/**
 * A distribution of all parameters that factorises from that of z: mean-field variational Bayes.
 *
 * @param concentration of the Dirichlet prior of the weights, default 1; small ones empty components that
 *     are not needed
 * @param meanCount of Normals: how many data the prior of a mean counts for, by default 1
 * @param degrees of Normals: the degrees of freedom of the Wishart prior, above D - 1, by default D
 */
public record VariationalSettings(
        Double concentration, @Nullable Double meanCount, @Nullable Double degrees) {

    /** Fills in a default, and checks the numbers. */
    public VariationalSettings(
            @Nullable Double concentration, @Nullable Double meanCount, @Nullable Double degrees) {
        this.concentration = concentration == null ? Double.valueOf(1) : concentration;
        this.meanCount = meanCount;
        this.degrees = degrees;
        requirePositive("concentration", this.concentration);
        requirePositive("meanCount", meanCount);
        requirePositive("degrees", degrees);
    }

    private static void requirePositive(String key, @Nullable Double value) {
        if (value != null && !(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(key + " must be finite and above 0, is " + value);
        }
    }
}
