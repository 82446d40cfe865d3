// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** 40 windows of one series and 20 of another, of 5 steps. Expected numbers are of NumPy. */
final class LagWindowTest {

    private static final int SIZE = 60;

    private static LagWindow windows() {
        int[] series = new int[SIZE];
        int[] first = new int[SIZE];
        Arrays.setAll(series, i -> i < 40 ? 0 : 1);
        Arrays.setAll(first, i -> i % 40);
        return new LagWindow(series, first, 15);
    }

    private static double[] values() {
        double[] values = new double[SIZE];
        Arrays.setAll(values, i -> Math.sin(0.3 * i) + 0.1 * (Math.cos(i) + Math.cos(2 * i)));
        return values;
    }

    @Test
    void theErrorOfAMeanIsThatOfNumpy() {
        assertThat(windows().ofMean(values())).isCloseTo(0.21980392323145662, within(1e-12));
        assertThat(windows().freedom()).isCloseTo(16.775400251504355, within(1e-10));
    }

    /** 2.78 is that of the kernel by its integrals, 3/4 and 0.539286 over u from -1 to 1. */
    @Test
    void freedomIsThatOfTheKernel() {
        double ofSquares = 0;
        double whole = 0;
        int n = 100_000;
        for (int i = 0; i < n; i++) {
            double u = (i + 0.5) / n;
            double k = u <= 0.5 ? 1 - 6 * u * u + 6 * u * u * u : 2 * Math.pow(1 - u, 3);
            whole += 2 * k / n;
            ofSquares += 2 * k * k / n;
        }
        assertThat(2 * whole / ofSquares).isCloseTo(2.78, within(0.005));
    }

    @Test
    void windowsAreReadBackFromColumns() {
        Map<String, double[]> read = new LinkedHashMap<>();
        windows()
                .columns()
                .forEach(
                        (name, of) -> read.put(name, Arrays.stream(of).asDoubleStream().toArray()));
        LagWindow again = LagWindow.of(read).orElseThrow();
        assertThat(again.ofMean(values())).isEqualTo(windows().ofMean(values()));
        assertThat(LagWindow.of(Map.of("elbo", new double[2]))).isEmpty();
        int[] own = new int[20];
        Arrays.setAll(own, i -> 40 + i);
        assertThat(windows().select(own).first()).startsWith(0, 1, 2);
    }

    @Test
    void fewerThanTwoBlocksHaveNoError() {
        int[] few = new int[12];
        Arrays.setAll(few, i -> i);
        LagWindow some = windows().select(few);
        assertThat(some.ofMean(Arrays.copyOf(values(), 12))).isNaN();
    }
}
