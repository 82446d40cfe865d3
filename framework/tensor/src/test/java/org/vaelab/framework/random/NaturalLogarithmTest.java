// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.random;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NaturalLogarithmTest {

    private static void assertSame(double x) {
        long found = Double.doubleToRawLongBits(NaturalLogarithm.of(x));
        if (found != Double.doubleToRawLongBits(StrictMath.log(x))) {
            assertThat(NaturalLogarithm.of(x)).as("log of %s", x).isEqualTo(StrictMath.log(x));
        }
    }

    @Test
    void isStrictMathOfUniforms() {
        for (double u : RandomKey.of(1).uniform(1_000_000)) {
            assertSame(u);
            assertSame(-StrictMath.log(u));
        }
    }

    @Test
    void isStrictMathOfEveryExponentAndFraction() {
        for (int exponent = -1022; exponent <= 1023; exponent++) {
            double power = Math.scalb(1.0, exponent);
            assertSame(power);
            assertSame(Math.nextUp(power));
            assertSame(power * Math.nextDown(2.0));
        }
        for (int i = 0; i <= 1 << 20; i++) {
            double fraction = 1 + Math.scalb((double) i, -20);
            assertSame(fraction);
            assertSame(fraction / 2);
            assertSame(fraction * 1024);
        }
    }

    @Test
    void isStrictMathNextToPowersOfTwo() {
        for (int exponent : new int[] {0, 1, -30, 700}) {
            for (long i = -50_000; i <= 50_000; i++) {
                assertSame(Math.scalb(1 + i * 0x1.23456789p-35, exponent));
            }
        }
    }

    @Test
    void isStrictMathAboutItsBranches() {
        double[] edges = {1, Math.sqrt(2), Math.sqrt(0.5), 1.38, 1.4199, 1 + 0x1p-20, 1 - 0x1p-20};
        for (double edge : edges) {
            double x = edge;
            for (int i = 0; i < 10_000; i++) {
                assertSame(x);
                x = Math.nextUp(x);
            }
            x = edge;
            for (int i = 0; i < 10_000; i++) {
                assertSame(x);
                x = Math.nextDown(x);
            }
        }
    }
}
