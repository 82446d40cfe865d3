// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import org.vaelab.framework.random.RandomKey;

/** A density together with the sampler that claims it, by their numbers. */
interface Distribution {

    /** Returns the number of coordinates of a point. */
    int width();

    /**
     * Returns log densities in nats.
     *
     * @param points row-major
     */
    double[] logDensity(double[] points);

    /** Returns n independent draws, row-major. */
    double[] sample(RandomKey key, int n);

    /** Returns a rule to integrate by, near some draws. */
    Nodes nodes(double[] draws, RandomKey key);

    /**
     * Returns draws of a sampler with a defect that a test must find: a scale that is off by a
     * tenth, or the like.
     */
    double[] spoilt(double[] draws);
}
