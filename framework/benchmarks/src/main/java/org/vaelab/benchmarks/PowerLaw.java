// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

/**
 * A power law {@code y = c x^b}, fitted to points by least squares on logarithms: {@code ln y = ln c
 * + b ln x + e}.
 *
 * @param slope b
 * @param standardError of b, {@code sqrt(sum e^2 / (n - 2) / sum (ln x - mean)^2)}: what the points'
 *     scatter around the line leaves open, if their errors are independent and of one size
 * @param intercept ln c
 */
record PowerLaw(double slope, double standardError, double intercept) {

    /**
     * Fits.
     *
     * @throws IllegalArgumentException of fewer than three points, of points above one another, or
     *     of values that are not positive
     */
    static PowerLaw fit(double[] x, double[] y) {
        int n = x.length;
        if (n < 3 || y.length != n) {
            throw new IllegalArgumentException(
                    "a slope with an error needs three points or more, has " + n);
        }
        double[] logX = logarithms(x);
        double[] logY = logarithms(y);
        double meanX = mean(logX);
        double meanY = mean(logY);
        double squares = 0;
        double products = 0;
        for (int i = 0; i < n; i++) {
            squares += (logX[i] - meanX) * (logX[i] - meanX);
            products += (logX[i] - meanX) * (logY[i] - meanY);
        }
        if (!(squares > 0)) {
            throw new IllegalArgumentException("all points are at x = " + x[0]);
        }
        double slope = products / squares;
        double intercept = meanY - slope * meanX;
        double residuals = 0;
        for (int i = 0; i < n; i++) {
            double residual = logY[i] - intercept - slope * logX[i];
            residuals += residual * residual;
        }
        return new PowerLaw(slope, Math.sqrt(residuals / (n - 2) / squares), intercept);
    }

    private static double[] logarithms(double[] values) {
        double[] logarithms = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            if (!(values[i] > 0)) {
                throw new IllegalArgumentException("no logarithm of " + values[i]);
            }
            logarithms[i] = Math.log(values[i]);
        }
        return logarithms;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /** Returns the fitted value at x. */
    double at(double x) {
        return Math.exp(intercept + slope * Math.log(x));
    }
}
