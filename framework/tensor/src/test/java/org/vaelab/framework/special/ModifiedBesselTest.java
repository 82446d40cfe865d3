// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.special;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModifiedBesselTest {

    @Test
    void agreesWithTheGoldenValues() {
        Golden golden = Golden.read("log_bessel_i.json");
        golden.cases().forEach(c -> check(golden, c));
        assertThat(golden.worstRelativeError("log_i")).isLessThan(1e-12);
        assertThat(golden.worstRelativeError("ratio")).isLessThan(1e-14);
        assertThat(golden.worstRelativeError("ratio_derivative")).isLessThan(1e-12);
    }

    private static void check(Golden golden, JsonNode c) {
        double x = c.at("/input/x").asDouble();
        double v = c.at("/input/order").asDouble();
        ModifiedBessel bessel = ModifiedBessel.ofOrder(v);
        ModifiedBessel.Values values = bessel.at(x);
        JsonNode expected = c.get("expected");
        golden.check(c, "log_i", bessel.logValue(x), expected.get("log_i").asDouble());
        golden.check(
                c,
                "log_i_scaled",
                bessel.logScaledValue(x),
                expected.get("log_i_scaled").asDouble());
        golden.check(
                c,
                "log_i_next_order",
                ModifiedBessel.ofOrder(v + 1).logValue(x),
                expected.get("log_i_next_order").asDouble());
        golden.check(c, "ratio", values.ratio(), expected.get("ratio").asDouble());
        golden.check(
                c,
                "ratio_derivative",
                values.ratioDerivative(),
                expected.get("ratio_derivative").asDouble());
        assertThat(values.ratioComplement())
                .isEqualTo(1 - expected.get("ratio").asDouble(), within(5e-16));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 4.5, 29, 29.5, 30, 499, 2500})
    void theDerivativeIsThatOfTheRatio(double v) {
        // Across fourteen decades without a kink: neighbours differ by the derivative alone.
        ModifiedBessel bessel = ModifiedBessel.ofOrder(v);
        for (double x = 1e-6; x < 2e7; x *= 1.07) {
            double h = 1e-4 * x;
            double difference =
                    x < v + 1
                            ? bessel.at(x + h).ratio() - bessel.at(x - h).ratio()
                            : bessel.at(x - h).ratioComplement()
                                    - bessel.at(x + h).ratioComplement();
            double expected = bessel.at(x).ratioDerivative() * 2 * h;
            assertThat(difference).as("x = %s", x).isEqualTo(expected, within(3e-8 * expected));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 4.5, 29, 30, 499, 2500})
    void theRatioIsTheDerivativeOfTheLogarithm(double v) {
        ModifiedBessel bessel = ModifiedBessel.ofOrder(v);
        for (double x = 1e-6; x < 100 * (v + 1); x *= 1.07) {
            double h = 1e-4 * x;
            double difference = bessel.at(x + h).logSeries() - bessel.at(x - h).logSeries();
            double expected = bessel.at(x).ratio() * 2 * h;
            assertThat(difference).as("x = %s", x).isEqualTo(expected, within(3e-8 * expected));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 4, 29, 30, 31, 999, 2500})
    void neighbouringOrdersObeyTheirRecurrence(double v) {
        // r_v (2 (v + 1) / x + r_{v+1}) = 1, between expansions at different orders.
        for (double x = 1e-6; x < 2e7; x *= 1.3) {
            double r = ModifiedBessel.ofOrder(v).at(x).ratio();
            double next = ModifiedBessel.ofOrder(v + 1).at(x).ratio();
            assertThat(r * (2 * (v + 1) / x + next)).isEqualTo(1, within(1e-14));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 9, 2499})
    void tendsToItsLimits(double v) {
        ModifiedBessel bessel = ModifiedBessel.ofOrder(v);
        ModifiedBessel.Values none = bessel.at(0);
        assertThat(none).isEqualTo(new ModifiedBessel.Values(0, 0, 0, 1, none.ratioDerivative()));
        assertThat(none.ratioDerivative()).isEqualTo(0.5 / (v + 1), within(1e-15));
        double x = 1e-5;
        // log F = (x/2)^2 / (v+1) + O(x^4), to a relative error, where log I itself is rounded.
        double leading = x * x / (4 * (v + 1));
        assertThat(bessel.at(x).logSeries()).isEqualTo(leading, within(1e-9 * leading));
        ModifiedBessel.Values far = bessel.at(1e12);
        assertThat(far.ratioComplement() * 1e12).isEqualTo(v + 0.5, within(1e-5 * (v + 1)));
        assertThat(far.ratioDerivative() * 1e24).isEqualTo(v + 0.5, within(1e-5 * (v + 1)));
        ModifiedBessel.Values last = bessel.at(ModifiedBessel.LARGEST_ARGUMENT);
        assertThat(last.logSeriesScaled()).isFinite().isNegative();
        assertThat(bessel.at(Double.NaN).ratio()).isNaN();
    }

    /** log(e^-x I_v(x)) = -log(2 pi x) / 2 - (4 v^2 - 1) / (8 x) + O(x^-2). */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 3, 24, 29.5, 999})
    void tendsToAnExponentialFarOut(double v) {
        ModifiedBessel bessel = ModifiedBessel.ofOrder(v);
        for (double x = 1e20; x <= 1e100; x *= 1e8) {
            double expected = -0.5 * Math.log(2 * Math.PI) - 0.5 * Math.log(x);
            assertThat(bessel.logScaledValue(x))
                    .as("x = %s", x)
                    .isEqualTo(expected, within(1e-12 * (v + 1) * Math.log(x)));
        }
    }

    @Test
    void refusesWhatItIsNotDefinedFor() {
        assertThatThrownBy(() -> ModifiedBessel.ofOrder(-0.5))
                .hasMessage("order must be in [0, 1e6], is -0.5");
        assertThatThrownBy(() -> ModifiedBessel.ofOrder(Double.NaN))
                .hasMessage("order must be in [0, 1e6], is NaN");
        assertThat(ModifiedBessel.ofOrder(1e6).at(0).ratio()).isZero();
        assertThatThrownBy(() -> ModifiedBessel.ofOrder(1).at(-1))
                .hasMessage("x must be in [0, 1e100], is -1.0");
    }
}
