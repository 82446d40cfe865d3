// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import org.hipparchus.distribution.continuous.TDistribution;

/** Student's t distribution. */
final class TStatistic {

    private TStatistic() {}

    static void requireConfidence(double confidence) {
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException(
                    "confidence must be inside (0, 1), but is " + confidence);
        }
    }

    /** Returns the t such that P(|T| <= t) = confidence; NaN for NaN degrees of freedom. */
    static double quantile(double confidence, double degreesOfFreedom) {
        if (Double.isNaN(degreesOfFreedom)) {
            return Double.NaN;
        }
        // Uses the lower tail, because 1 - (1 - confidence)/2 would round.
        return -new TDistribution(degreesOfFreedom)
                .inverseCumulativeProbability((1 - confidence) / 2);
    }

    /** Returns P(|T| >= |t|); NaN if an argument is NaN, 0 for an infinite t. */
    static double twoSided(double t, double degreesOfFreedom) {
        if (Double.isNaN(t) || Double.isNaN(degreesOfFreedom)) {
            return Double.NaN;
        }
        if (Double.isInfinite(t)) {
            return 0;
        }
        return 2 * new TDistribution(degreesOfFreedom).cumulativeProbability(-Math.abs(t));
    }
}
