// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.special;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VonMisesFisherMarginalTest {

    /** Panels and nodes of an integration that adapts to nothing. */
    private static final int PANELS = 4000;

    private static final GaussLegendre FINE = GaussLegendre.of(20);

    @Test
    void agreesWithTheGoldenValues() {
        Golden golden = Golden.read("vmf.json");
        golden.cases().forEach(c -> check(golden, c));
        assertThat(golden.worstRelativeError("implicit.dw_dkappa")).isLessThan(1e-9);
    }

    private static void check(Golden golden, JsonNode c) {
        int d = c.at("/input/d").asInt();
        double kappa = c.at("/input/kappa").asDouble();
        VonMisesFisherMarginal q = VonMisesFisherMarginal.in(d).at(kappa);
        JsonNode expected = c.get("expected");
        double logArea =
                Math.log(2) + 0.5 * d * Math.log(Math.PI) - GammaFunctions.logGamma(0.5 * d);
        double logNormalizer = -q.logScaledPartition() - kappa - logArea;
        double kl = q.klToUniform();
        checkField(golden, c, "log_sphere_area", logArea);
        checkField(golden, c, "log_uniform_density", -logArea);
        checkField(golden, c, "log_normalizer", logNormalizer);
        checkField(golden, c, "entropy", logArea - kl);
        checkField(golden, c, "kl_uniform", kl);
        checkField(golden, c, "dkl_dkappa", q.klSlope());
        checkField(golden, c, "mean_resultant_length", q.mean());
        checkField(golden, c, "w_mean", q.mean());
        checkField(golden, c, "w_variance", q.variance());
        checkField(golden, c, "dmean_w_dkappa", q.variance());
        checkField(golden, c, "mean_w2", q.mean() * q.mean() + q.variance());
        checkField(golden, c, "mean_exp_w", expectation(q, d, kappa, Math::exp));
        // The expectation of the derivative of a draw, by quadrature: unbiased.
        checkField(golden, c, "dmean_w_dkappa", expectedGradient(q, d, kappa, w -> 1));
        checkField(golden, c, "dmean_w2_dkappa", expectedGradient(q, d, kappa, w -> 2 * w));
        checkField(golden, c, "dmean_exp_w_dkappa", expectedGradient(q, d, kappa, Math::exp));
        for (int i = 0; i < c.at("/input/w").size(); i++) {
            double u = 1 - c.at("/input/w").get(i).asDouble();
            JsonNode implicit = expected.get("implicit").get(i);
            double logPdf = logNormalizer + kappa - kappa * u;
            golden.check(c, "log_pdf_z", logPdf, expected.get("log_pdf_z").get(i).asDouble());
            double density = Math.exp(q.logDensity(u));
            checkImplicit(golden, c, implicit, "cdf", q.cumulative(u));
            checkImplicit(golden, c, implicit, "log_pdf_w", q.logDensity(u));
            checkImplicit(golden, c, implicit, "dw_dkappa", q.derivative(u));
            checkImplicit(golden, c, implicit, "dcdf_dkappa", -q.derivative(u) * density);
        }
    }

    private static void checkField(Golden golden, JsonNode c, String field, double got) {
        golden.check(c, field, got, c.get("expected").get(field).asDouble());
    }

    private static void checkImplicit(
            Golden golden, JsonNode c, JsonNode implicit, String field, double got) {
        golden.check(c, "implicit." + field, got, implicit.get(field).asDouble());
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
                    FINE.integrate(
                            angle -> {
                                double half = Math.sin(0.5 * angle);
                                double u = 2 * half * half;
                                return Math.sin(angle) * ofComplement.applyAsDouble(u);
                            },
                            from + (to - from) * i / panels,
                            from + (to - from) * (i + 1) / panels);
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
                    FINE.integrate(
                            y -> {
                                double sine = Math.sin(y);
                                double t = 2 * sine * sine;
                                double logRatio =
                                        -kappa * 2 * Math.sin(y + half) * Math.sin(y - half);
                                if (d > 2) {
                                    logRatio +=
                                            (d - 2)
                                                    * (Math.log(sine / sineAt)
                                                            + Math.log(Math.cos(y) / cosineAt));
                                }
                                return Math.abs(q.meanComplement() - t) * Math.exp(logRatio);
                            },
                            a,
                            b);
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
