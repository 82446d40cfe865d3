// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.statistics;

/**
 * A bias relative to what it is the bias of, from an unbiased estimate of its square.
 *
 * @param squared the estimate; it may be negative
 * @param standardError of it; 0 where nothing varies
 * @param degreesOfFreedom of {@code squared / standardError}, which has Student's distribution if the
 *     bias is 0
 */
public record RelativeBias(double squared, double standardError, double degreesOfFreedom) {

    /** The probability with which a bias of 0 is found to be one. */
    public static final double LEVEL = 0.01;

    private static final double CONFIDENCE = 0.95;

    /** Returns whether it is more than noise: the one-sided t test. Without noise it always is. */
    public boolean isFound() {
        return isExact()
                || (squared > 0
                        && StudentT.twoSided(squared / standardError, degreesOfFreedom) / 2
                                < LEVEL);
    }

    /** Returns whether nothing varies, so that it is what it is. */
    public boolean isExact() {
        return standardError == 0;
    }

    /** Returns the bias; 0 where its square is negative. */
    public double value() {
        return Math.sqrt(Math.max(0, squared));
    }

    /**
     * Returns below what it is with a confidence of 95 %: the square by so many standard errors as
     * Student's quantile says, enlarged by the sqrt(2) that they may be too small by if there is a bias.
     */
    public double limit() {
        double quantile = StudentT.quantile(2 * CONFIDENCE - 1, degreesOfFreedom);
        return Math.sqrt(Math.max(0, squared) + quantile * Math.sqrt(2) * standardError);
    }
}
