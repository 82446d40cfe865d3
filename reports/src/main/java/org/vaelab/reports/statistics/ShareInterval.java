// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import org.hipparchus.distribution.continuous.NormalDistribution;
import org.vaelab.framework.Internal;

/**
 * A share of n scores with its Wilson score interval (Wilson 1927).
 *
 * <pre>
 * (p + z^2 / (2 n) -/+ z sqrt(p (1 - p) / n + z^2 / (4 n^2))) / (1 + z^2 / n)
 * </pre>
 *
 * <p>The scores may come from several tasks with the same number of seeds. The variance of their
 * share is then at most p (1 - p) / n, so the interval is too long rather than too short. A
 * bootstrap interval has no width where all seeds of a task are on one side of the threshold. It
 * covers 0.32 in place of 0.95 for two seeds in three tasks.
 */
@Internal
public record ShareInterval(double share, double low, double high) {

    /**
     * Computes the interval.
     *
     * @param n the number of scores, at least 1
     * @param confidence the coverage, inside (0, 1)
     */
    public static ShareInterval of(double share, int n, double confidence) {
        TStatistic.requireConfidence(confidence);
        double z = -new NormalDistribution().inverseCumulativeProbability((1 - confidence) / 2);
        double square = z * z / n;
        double centre = (share + square / 2) / (1 + square);
        double half = Math.sqrt(square * share * (1 - share) + square * square / 4) / (1 + square);
        return new ShareInterval(share, Math.max(0, centre - half), Math.min(1, centre + half));
    }
}
