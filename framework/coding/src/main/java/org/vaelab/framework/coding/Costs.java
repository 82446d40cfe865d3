// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.coding;

import org.vaelab.framework.Internal;

/**
 * The bits of a code, and those of the bound at the same draws: {@code -log2 p(x given z) - log2
 * p(z) + log2 q(z)}.
 *
 * @param bound bits of the bound
 * @param discretisation what bins of real latent coordinates add
 * @param rounding what rounded parameters and frequencies add, and the code of counts that are no
 *     letters; below 0 where that code is shorter than -log2 p of such a count
 * @param startBits what the first datum could not get back, with the end of the coder's state
 * @param header what the rest of the file takes
 * @param missing bits that say which values are missing. The bound has none: it is of the values
 *     that are there
 */
@Internal
public record Costs(
        double bound,
        double discretisation,
        double rounding,
        double startBits,
        double header,
        double missing) {

    /** Returns all bits of the file. */
    public double total() {
        return ofValues() + missing;
    }

    /** Returns the bits of the values that are there, which compare with the bound. */
    public double ofValues() {
        return bound + excess();
    }

    /** Returns what the values take beyond the bound. */
    public double excess() {
        return discretisation + rounding + startBits + header;
    }
}
