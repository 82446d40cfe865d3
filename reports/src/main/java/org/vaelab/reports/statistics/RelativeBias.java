// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

import org.vaelab.framework.Internal;

/**
 * A relative bias, from an unbiased estimate of its square.
 *
 * @param squared the estimate; it may be negative
 * @param standardError of it; 0 where nothing varies
 * @param degreesOfFreedom of {@code squared / standardError}, which has Student's distribution if
 *     the bias is 0
 */
@Internal
public record RelativeBias(double squared, double standardError, double degreesOfFreedom) {

    /** The probability that a bias of 0 is reported as a bias. */
    public static final double LEVEL = 0.01;

    private static final double CONFIDENCE = 0.95;

    /** Returns whether it is significant by the one-sided t test. Without noise it always is. */
    public boolean isFound() {
        return isExact()
                || (squared > 0
                        && TStatistic.twoSided(squared / standardError, degreesOfFreedom) / 2
                                < LEVEL);
    }

    /** Returns whether there is no noise, so that the value is exact. */
    public boolean isExact() {
        return standardError == 0;
    }

    /** Returns the bias; 0 if its square is negative. */
    public double value() {
        return Math.sqrt(Math.max(0, squared));
    }

    /**
     * Returns the upper limit with 95 % confidence. It is the square plus so many standard errors
     * as Student's quantile says, times sqrt(2): a bias can make the standard errors too small by
     * that factor.
     */
    public double limit() {
        double quantile = TStatistic.quantile(2 * CONFIDENCE - 1, degreesOfFreedom);
        return Math.sqrt(Math.max(0, squared) + quantile * Math.sqrt(2) * standardError);
    }
}
