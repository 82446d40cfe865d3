// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.estimator;

import org.vaelab.framework.estimator.Estimator;

/** An estimator that weighs K draws of each example against each other. */
interface DrawsEstimator extends Estimator {

    /** Returns K. */
    int samples();

    @Override
    default boolean comparesDraws() {
        return samples() > 1;
    }
}
