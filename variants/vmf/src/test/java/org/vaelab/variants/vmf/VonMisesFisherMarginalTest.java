// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.special.GammaFunctions;
import org.vaelab.testkit.problem.Golden;

class VonMisesFisherMarginalTest {

    /** Panels and nodes of an integration that adapts to nothing. */
    private static final int PANELS = 4000;

    private static final Golden GOLDEN =
            Golden.beside(VonMisesFisherMarginalTest.class, "vmf.json");
    private static final GaussIntegratorFactory RULES = new GaussIntegratorFactory();

    static Stream<JsonNode> golden() {
        return GOLDEN.cases("vmf");
    }

    @Test
    void everyCaseIsRead() {
        assertThat(golden()).hasSize(66);
    }

    @ParameterizedTest
    @MethodSource("golden")
    void agreesWithTheGoldenValues(JsonNode c) {
        int d = c.at("/input/d").asInt();
        double kappa = c.at("/input/kappa").asDouble();
        VonMisesFisherMarginal q = VonMisesFisherMarginal.in(d).at(kappa);
        double logArea =
                Math.log(2) + 0.5 * d * Math.log(Math.PI) - GammaFunctions.logGamma(0.5 * d);
        double logNormalizer = -q.logScaledPartition() - kappa - logArea;
        double kl = q.klToUniform();
        GOLDEN.check(c, "log_sphere_area", logArea);
        GOLDEN.check(c, "log_uniform_density", -logArea);
        GOLDEN.check(c, "log_normalizer", logNormalizer);
        GOLDEN.check(c, "entropy", logArea - kl);
        GOLDEN.check(c, "kl_uniform", kl);
        GOLDEN.check(c, "dkl_dkappa", q.klSlope());
        GOLDEN.check(c, "mean_resultant_length", q.mean());
        GOLDEN.check(c, "w_mean", q.mean());
        GOLDEN.check(c, "w_variance", q.variance());
        GOLDEN.check(c, "dmean_w_dkappa", q.variance());
        GOLDEN.check(c, "mean_w2", q.mean() * q.mean() + q.variance());
        GOLDEN.check(c, "mean_exp_w", expectation(q, d, kappa, Math::exp));
        // The expectation of the derivative of a draw, by quadrature: unbiased.
        GOLDEN.check(c, "dmean_w_dkappa", expectedGradient(q, d, kappa, w -> 1));
        GOLDEN.check(c, "dmean_w2_dkappa", expectedGradient(q, d, kappa, w -> 2 * w));
        GOLDEN.check(c, "dmean_exp_w_dkappa", expectedGradient(q, d, kappa, Math::exp));
        double[] u = Arrays.stream(Golden.numbers(c, "input.w")).map(w -> 1 - w).toArray();
        GOLDEN.check(c, "log_pdf_z", at(u, x -> logNormalizer + kappa - kappa * x));
        GOLDEN.check(c, "implicit.cdf", at(u, q::cumulative));
        GOLDEN.check(c, "implicit.log_pdf_w", at(u, q::logDensity));
        double[] slopes = at(u, q::derivative);
        GOLDEN.check(c, "implicit.dw_dkappa", slopes);
        GOLDEN.check(
                c,
                "implicit.dcdf_dkappa",
                at(u, x -> -q.derivative(x) * Math.exp(q.logDensity(x))));
        // Much closer than the tolerance of the file.
        double[] expected = Golden.numbers(c, "expected.implicit.dw_dkappa");
        for (int i = 0; i < slopes.length; i++) {
            assertThat(slopes[i]).isCloseTo(expected[i], within(1e-9 * Math.abs(expected[i])));
        }
    }

    private static double[] at(double[] complements, DoubleUnaryOperator function) {
        return Arrays.stream(complements).map(function).toArray();
    }

    private static double expectedGradient(
            VonMisesFisherMarginal q, int d, double kappa, DoubleUnaryOperator slope) {
        return integrate(
                d,
                kappa,
                u -> slope.applyAsDouble(1 - u) * q.derivative(u) * Math.exp(q.logDensity(u)));
    }

    private static double expectation(
            VonMisesFisherMarginal q, int d, double kappa, DoubleUnaryOperator f) {
        return integrate(d, kappa, u -> f.applyAsDouble(1 - u) * Math.exp(q.logDensity(u)));
    }

    /** Integrates over w, in the angle, where all of the mass is within 15 deviations. */
    private static double integrate(int d, double kappa, DoubleUnaryOperator ofComplement) {
        double mode = mode(d, kappa);
        double width = 15 / Math.sqrt(Math.max(kappa, 0.5 * (d - 1)));
        double from = Math.max(mode - width, 0);
        double to = Math.min(mode + width, Math.PI);
        double sum = 0;
        int panels = 40;
        for (int i = 0; i < panels; i++) {
            sum +=
                    RULES.legendre(
                                    20,
                                    from + (to - from) * i / panels,
                                    from + (to - from) * (i + 1) / panels)
                            .integrate(
                                    angle -> {
                                        double half = Math.sin(0.5 * angle);
                                        double u = 2 * half * half;
                                        return Math.sin(angle) * ofComplement.applyAsDouble(u);
                                    });
        }
        return sum;
    }

    /** The angle of the largest density of the angle. */
    private static double mode(int d, double kappa) {
        return d == 2 ? 0 : Math.acos(2 * kappa / (d - 2 + Math.hypot(d - 2, 2 * kappa)));
    }

    @Test
    void theDensityIntegratesToOne() {
        for (int d : new int[] {2, 3, 5, 11, 101, 1000}) {
            for (double kappa : new double[] {0, 1e-6, 0.1, 1, 30, 1e3, 1e6}) {
                VonMisesFisherMarginal q = VonMisesFisherMarginal.in(d).at(kappa);
                assertThat(expectation(q, d, kappa, w -> 1))
                        .as("d = %s, kappa = %s", d, kappa)
                        .isEqualTo(1, within(1e-10));
            }
        }
    }

    @Tag("full")
    @ParameterizedTest
    @CsvSource({"2", "3", "4", "5", "11", "40", "101", "500", "1000"})
    void theDerivativeOfADrawIsAccurateOverTheWholeDistribution(int d) {
        for (double kappa = 1e-6; kappa <= 1e6; kappa *= 10) {
            VonMisesFisherMarginal q = VonMisesFisherMarginal.in(d).at(kappa);
            double mode = mode(d, kappa);
            double width = 1 / Math.sqrt(Math.max(kappa, 0.5 * (d - 1)));
            for (double deviation = -8; deviation <= 8; deviation += 0.53) {
                double angle = mode + deviation * width;
                if (angle > 1e-6 * width && angle < Math.PI - 1e-3) {
                    double half = Math.sin(0.5 * angle);
                    double u = 2 * half * half;
                    double want = reference(d, kappa, q, u);
                    double error = Math.abs(q.derivative(u) / want - 1);
                    assertThat(error)
                            .as("kappa = %s, deviation = %s", kappa, deviation)
                            .isLessThan(1e-9);
                }
            }
        }
    }

    /** dw/dkappa over both tails in turn, by many panels in the angle; the tail of one sign. */
    private static double reference(int d, double kappa, VonMisesFisherMarginal q, double u) {
        double half = Math.asin(Math.sqrt(0.5 * u));
        boolean upper = u < q.meanComplement();
        double from = upper ? 0 : half;
        double to = upper ? half : 0.5 * Math.PI;
        double sum = 0;
        double sineAt = Math.sin(half);
        double cosineAt = Math.cos(half);
        for (int i = 0; i < PANELS / 20; i++) {
            // Panels grow away from the point, from a thousandth of the deviation on.
            double a = stretched(i, from, to, upper, d, kappa);
            double b = stretched(i + 1, from, to, upper, d, kappa);
            sum +=
                    RULES.legendre(20, a, b)
                            .integrate(
                                    y -> {
                                        double sine = Math.sin(y);
                                        double t = 2 * sine * sine;
                                        double logRatio =
                                                -kappa
                                                        * 2
                                                        * Math.sin(y + half)
                                                        * Math.sin(y - half);
                                        if (d > 2) {
                                            logRatio +=
                                                    (d - 2)
                                                            * (Math.log(sine / sineAt)
                                                                    + Math.log(
                                                                            Math.cos(y)
                                                                                    / cosineAt));
                                        }
                                        return Math.abs(q.meanComplement() - t)
                                                * Math.exp(logRatio);
                                    });
        }
        return 2 * sum * Math.sqrt(u * (2 - u));
    }

    private static double stretched(
            int i, double from, double to, boolean upper, int d, double kappa) {
        int panels = PANELS / 20;
        double fraction = (double) i / panels;
        double width = 1 / Math.sqrt(Math.max(kappa, 0.5 * (d - 1)));
        double length = to - from;
        double rate = Math.log1p(length / (0.1 * width));
        double outward = Math.expm1(rate * (upper ? 1 - fraction : fraction)) / Math.expm1(rate);
        return upper ? to - length * outward : from + length * outward;
    }

    @Test
    void theUncorrectedGradientIsAnother() {
        // The published example: through an accepted draw alone the derivative is 0.127662.
        VonMisesFisherMarginal q = VonMisesFisherMarginal.in(5).at(2);
        assertThat(q.variance()).isEqualTo(0.147389, within(5e-7));
        assertThat(expectedGradient(q, 5, 2, w -> 1)).isEqualTo(q.variance(), within(1e-10));
    }

    @Test
    void isUniformAtConcentrationZero() {
        VonMisesFisherMarginal circle = VonMisesFisherMarginal.in(2).at(0);
        VonMisesFisherMarginal sphere = VonMisesFisherMarginal.in(3).at(0);
        assertThat(circle.cumulative(1 - Math.cos(1))).isEqualTo(1 - 1 / Math.PI, within(1e-12));
        assertThat(sphere.cumulative(0.6)).isEqualTo(0.7, within(1e-12));
        assertThat(sphere.klToUniform()).isZero();
        assertThat(sphere.derivative(1)).isEqualTo(0.5, within(1e-12));
        assertThat(sphere.derivative(0)).isZero();
        assertThat(sphere.derivative(2)).isZero();
        assertThat(sphere.cumulative(0)).isEqualTo(1);
        assertThat(sphere.cumulative(2)).isZero();
    }

    @Test
    void refusesASphereOfOneCoordinate() {
        assertThatThrownBy(() -> VonMisesFisherMarginal.in(1))
                .hasMessage("a sphere needs d >= 2 coordinates, not 1");
    }
}
