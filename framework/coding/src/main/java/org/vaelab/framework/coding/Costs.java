// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.coding;

/**
 * The bits of a code, and those of the bound at the same draws: {@code -log2 p(x given z) - log2 p(z) +
 * log2 q(z)}.
 *
 * @param bound bits of the bound
 * @param discretisation what bins of real latent coordinates add
 * @param rounding what rounded parameters and frequencies add
 * @param startBits what the first datum could not get back, with the end of the coder's state
 * @param header what the rest of the file takes
 */
public record Costs(
        double bound, double discretisation, double rounding, double startBits, double header) {

    public double total() {
        return bound + discretisation + rounding + startBits + header;
    }

    /** Returns what the code takes beyond the bound. */
    public double excess() {
        return total() - bound;
    }
}
