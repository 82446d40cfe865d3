// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

/** The predictive distribution of one number, and how good it is of its true value. */
interface Prediction {

    double mean();

    /** Returns the probability integral transform of the truth. */
    double transform(double truth);

    /**
     * Returns the continuous ranked probability score (Gneiting and Raftery 2007, equation 21), in units of the
     * number: {@code E|X - x| - 1/2 E|X - X'|}.
     */
    double score(double truth);

    /** Returns the log density of the truth in nats. */
    double logDensity(double truth);
}
