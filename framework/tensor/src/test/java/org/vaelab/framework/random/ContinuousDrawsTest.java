// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.vaelab.framework.random.Significance.assertDoesNotFollow;
import static org.vaelab.framework.random.Significance.assertFollows;
import static org.vaelab.framework.random.Significance.assertMean;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.hipparchus.distribution.continuous.BetaDistribution;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.special.Gamma;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each distribution follows its cdf, and the same test rejects a cdf that is slightly wrong. */
class ContinuousDrawsTest {
    private static final int N = 200_000;
    private static final RandomKey KEY = RandomKey.of(20260101).split("distributions");

    @Test
    void uniform() {
        double[] sample = KEY.uniform(N);
        assertFollows(sample, u -> u);
        assertDoesNotFollow(sample, u -> Math.pow(u, 1.04));
        assertMean(sample, 0.5, 1.0 / 12);
        assertMean(squares(sample), 1.0 / 3, 4.0 / 45);
    }

    @Tag("full")
    @Test
    void normal() {
        double[] sample = KEY.normal(N);
        assertFollows(sample, new NormalDistribution(0, 1)::cumulativeProbability);
        assertDoesNotFollow(sample, new NormalDistribution(0.04, 1)::cumulativeProbability);
        assertDoesNotFollow(sample, new NormalDistribution(0, 1.07)::cumulativeProbability);
        assertMean(sample, 0, 1);
        assertMean(squares(sample), 1, 2);
        assertMean(squares(squares(sample)), 3, 96);
    }

    @Test
    void exponential() {
        double[] sample = KEY.exponential(N);
        assertFollows(sample, x -> -Math.expm1(-x));
        assertDoesNotFollow(sample, x -> -Math.expm1(-x * 1.05));
        assertMean(sample, 1, 1);
        assertMean(squares(sample), 2, 20);
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 0.1, 0.5, 0.999, 1, 1.001, 2.5, 30, 1e3})
    void gamma(double shape) {
        double[] shapes = filled(N, shape);
        RandomKey key = KEY.split("gamma " + shape);
        double wrong = shape + 0.05 * Math.min(shape, Math.sqrt(shape));
        double[] sample = key.logGamma(shapes);
        assertFollows(sample, logGammaCdf(shape));
        assertDoesNotFollow(sample, logGammaCdf(wrong));
        if (shape >= 0.1) { // below, the mean of so few is too skewed for a Normal error rate
            assertMean(key.gamma(shapes), shape, shape);
        }
    }

    @Tag("full")
    @Test
    void gammaOfTwoShapes() {
        gamma(0.5);
        gamma(2.5);
    }

    @Test
    void gammaOfLargeShape() {
        double[] sample = KEY.gamma(filled(N, 1e6));
        // The cube root of a gamma is Normal to O(1/shape) (Wilson and Hilferty 1931).
        double variance = 1 / 9e6;
        double[] cubeRoots = Arrays.stream(sample).map(g -> Math.cbrt(g / 1e6)).toArray();
        DoubleUnaryOperator cdf =
                new NormalDistribution(1 - variance, Math.sqrt(variance))::cumulativeProbability;
        assertFollows(cubeRoots, cdf);
        assertMean(sample, 1e6, 1e6);
    }

    @Test
    void logGammaIsTheLogarithmOfGamma() {
        double[] shapes = KEY.split("shapes").uniform(1000);
        for (int i = 0; i < shapes.length; i++) {
            shapes[i] = Math.exp(8 * shapes[i] - 2);
        }
        double[] gamma = KEY.gamma(shapes);
        double[] logGamma = KEY.logGamma(shapes);
        for (int i = 0; i < shapes.length; i++) {
            assertThat(Math.exp(logGamma[i]) / gamma[i]).isBetween(1 - 1e-13, 1 + 1e-13);
        }
    }

    @Tag("full")
    @ParameterizedTest
    @CsvSource({"0.5, 0.5", "1, 1", "0.2, 3", "20, 5"})
    void beta(double a, double b) {
        double[] sample = KEY.split("beta " + a + " " + b).beta(filled(N, a), filled(N, b));
        assertFollows(sample, new BetaDistribution(a, b)::cumulativeProbability);
        assertDoesNotFollow(sample, new BetaDistribution(a * 1.1, b)::cumulativeProbability);
        assertMean(sample, a / (a + b), a * b / ((a + b) * (a + b) * (a + b + 1)));
    }

    @Test
    void extremeParametersStayInTheirDomain() {
        double[] extremes = {1e-300, 1e-100, 1e-3, 1 - 1e-16, 1, 1e6, 1e16, 1e300};
        for (double a : extremes) {
            double[] left = filled(2000, a);
            assertThat(Arrays.stream(KEY.logGamma(left))).allMatch(Double::isFinite);
            assertThat(Arrays.stream(KEY.gamma(left))).allMatch(x -> x >= 0 && x <= 1e301);
            for (double b : extremes) {
                double[] right = filled(2000, b);
                assertThat(Arrays.stream(KEY.beta(left, right))).allMatch(x -> x >= 0 && x <= 1);
            }
        }
        assertThat(Arrays.stream(KEY.gamma(filled(2000, 1e6)))).allMatch(x -> x > 9e5 && x < 1.1e6);
        assertThat(Arrays.stream(KEY.beta(filled(N, 0.5), filled(N, 0.5))))
                .allMatch(x -> x > 0 && x < 1);
    }

    private static DoubleUnaryOperator logGammaCdf(double shape) {
        return x ->
                x < -40
                        ? Math.exp(shape * x - Gamma.logGamma(1 + shape))
                        : Math.min(1, Gamma.regularizedGammaP(shape, Math.exp(x)));
    }

    private static double[] filled(int n, double value) {
        double[] values = new double[n];
        Arrays.fill(values, value);
        return values;
    }

    private static double[] squares(double[] values) {
        return Arrays.stream(values).map(x -> x * x).toArray();
    }
}
