// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.matching;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/**
 * Mean and covariance of weighted draws of one example.
 *
 * @param mean [D]
 * @param covariance {@code sum_s w_s (z_s - mean)(z_s - mean)^T}, [D, D], of which only the lower
 *     triangle is set
 * @param freedom {@code 1 - sum_s w_s^2}, by which the covariance is divided to be unbiased for
 *     given weights
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of numbers that nobody compares.
record WeightedMoments(double[] mean, double[] covariance, double freedom) {

    /** The smallest factor by which a step may scale a direction: beyond it a map is degenerate. */
    private static final double SMALLEST_SCALE = 1e-4;

    /** What one step of the adaptation matches, in the order in which steps are tried. */
    enum Step {
        MEAN,
        VARIANCE,
        COVARIANCE;

        /** Returns the step to try after this one; empty after the last. */
        Optional<Step> next() {
            return switch (this) {
                case MEAN -> Optional.of(VARIANCE);
                case VARIANCE -> Optional.of(COVARIANCE);
                case COVARIANCE -> Optional.empty();
            };
        }
    }

    /**
     * Computes the moments.
     *
     * @param draws S vectors of R^D, one after the other
     * @param weights S weights that sum to 1
     */
    static WeightedMoments of(double[] draws, double[] weights) {
        int d = draws.length / weights.length;
        double[] mean = new double[d];
        for (int s = 0; s < weights.length; s++) {
            for (int i = 0; i < d; i++) {
                mean[i] += weights[s] * draws[s * d + i];
            }
        }
        double[] covariance = new double[d * d];
        double[] deviation = new double[d];
        for (int s = 0; s < weights.length; s++) {
            for (int i = 0; i < d; i++) {
                deviation[i] = draws[s * d + i] - mean[i];
                for (int j = 0; j <= i; j++) {
                    covariance[i * d + j] += weights[s] * deviation[i] * deviation[j];
                }
            }
        }
        double squares = Arrays.stream(weights).map(w -> w * w).sum();
        return new WeightedMoments(mean, covariance, 1 - squares);
    }

    static WeightedMoments ofEqual(double[] draws, int count) {
        double[] weights = new double[count];
        Arrays.fill(weights, 1.0 / count);
        return of(draws, weights);
    }

    /**
     * Returns the map that gives draws with these moments those of a target.
     *
     * <pre>
     *   MEAN        z - m + m'
     *   VARIANCE    s'/s (z - m) + m'             s, s': standard deviations
     *   COVARIANCE  L' L^-1 (z - m) + m'          L L^T = cov / f, L' L'^T = cov' / f'
     * </pre>
     *
     * f and f' are the {@link #freedom}, and only the covariance has it, as in the code of the
     * authors.
     *
     * @return empty if a covariance is not positive definite, or the map is degenerate
     */
    Optional<AffineMap> mapTo(WeightedMoments target, Step step) {
        int d = mean.length;
        double[] matrix = new double[d * d];
        switch (step) {
            case MEAN -> setDiagonal(matrix, i -> 1);
            case VARIANCE ->
                    setDiagonal(
                            matrix,
                            i -> Math.sqrt(target.covariance[i * d + i] / covariance[i * d + i]));
            case COVARIANCE -> {
                double[] from = cholesky(covariance, d);
                double[] to = cholesky(target.covariance, d);
                setQuotient(to, from, matrix);
                double unbiased = Math.sqrt(freedom / target.freedom);
                Arrays.setAll(matrix, i -> unbiased * matrix[i]);
            }
        }
        for (int i = 0; i < d; i++) {
            double scale = matrix[i * d + i];
            if (!(scale >= SMALLEST_SCALE && scale <= 1 / SMALLEST_SCALE)) {
                return Optional.empty();
            }
        }
        // A m + c = m'.
        double[] image = new AffineMap(matrix, new double[d]).of(mean);
        double[] shift = new double[d];
        Arrays.setAll(shift, i -> target.mean[i] - image[i]);
        return Optional.of(new AffineMap(matrix, shift));
    }

    private void setDiagonal(double[] matrix, IntToDoubleFunction scale) {
        for (int i = 0; i < mean.length; i++) {
            matrix[i * mean.length + i] = scale.applyAsDouble(i);
        }
    }

    /**
     * Returns the lower triangular L of {@code L L^T}; NaN from the row on that is not positive.
     */
    private static double[] cholesky(double[] symmetric, int d) {
        double[] lower = new double[d * d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                double rest = symmetric[i * d + j];
                for (int k = 0; k < j; k++) {
                    rest -= lower[i * d + k] * lower[j * d + k];
                }
                lower[i * d + j] = i == j ? Math.sqrt(rest) : rest / lower[j * d + j];
            }
        }
        return lower;
    }

    /** Sets X of {@code X from = to}, all lower triangular: each row by backward substitution. */
    private void setQuotient(double[] to, double[] from, double[] matrix) {
        int d = mean.length;
        for (int i = 0; i < d; i++) {
            for (int j = i; j >= 0; j--) {
                double rest = to[i * d + j];
                for (int k = j + 1; k <= i; k++) {
                    rest -= matrix[i * d + k] * from[k * d + j];
                }
                matrix[i * d + j] = rest / from[j * d + j];
            }
        }
    }
}
