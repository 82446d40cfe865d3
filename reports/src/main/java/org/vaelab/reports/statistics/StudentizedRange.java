// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import org.hipparchus.analysis.solvers.BrentSolver;
import org.hipparchus.distribution.continuous.NormalDistribution;

/** The range of k independent standard Normal variables. */
final class StudentizedRange {

    private static final NormalDistribution NORMAL = new NormalDistribution();
    private static final double REACH = 9;
    private static final int INTERVALS = 900;

    private StudentizedRange() {}

    /** Returns the q with P(range > q) = alpha. */
    static double upperQuantile(int k, double alpha) {
        if (!(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException("alpha must be inside (0, 1), but is " + alpha);
        }
        return new BrentSolver(1e-10).solve(200, q -> upperTail(k, q) - alpha, 0, 30);
    }

    /**
     * Returns P(range > q) = 1 - k int phi(z) [Phi(z) - Phi(z - q)]^{k-1} dz.
     *
     * <p>The trapezoidal rule converges geometrically here, since the integrand is analytic and
     * vanishes at both ends.
     */
    static double upperTail(int k, double q) {
        double step = 2 * REACH / INTERVALS;
        double sum = 0;
        for (int i = 1; i < INTERVALS; i++) {
            double z = -REACH + i * step;
            sum +=
                    NORMAL.density(z)
                            * Math.pow(
                                    NORMAL.cumulativeProbability(z)
                                            - NORMAL.cumulativeProbability(z - q),
                                    k - 1);
        }
        return 1 - k * step * sum;
    }
}
