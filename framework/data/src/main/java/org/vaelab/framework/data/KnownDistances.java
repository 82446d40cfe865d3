// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

/**
 * The true distances between examples, which a data source knows beside their values: path lengths
 * in a tree, or lengths of shortest ways on a surface. {@link Examples#withDistances} attaches
 * them. Any unit will do, because metrics compare distances up to a scale.
 */
@FunctionalInterface
public interface KnownDistances {

    /**
     * Returns the distance between two examples: at least 0, finite, the same in both directions,
     * and 0 from an example to itself. Different examples may have the distance 0.
     *
     * @param first the index of one example
     * @param second the index of the other
     */
    double between(int first, int second);
}
