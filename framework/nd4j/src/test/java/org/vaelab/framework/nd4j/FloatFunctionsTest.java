// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vaelab.framework.tensor.spi.Unary;

/** The float32 functions against those of float64, over all magnitudes. */
final class FloatFunctionsTest {

    @Tag("full")
    @ParameterizedTest
    @EnumSource(names = {"EXP", "EXPM1", "LOG", "LOG1P", "TANH", "SIGMOID", "SOFTPLUS", "ELU"})
    void areRightToThreeUnitsInTheLastPlace(Unary function) {
        FloatKernels kernels = new FloatKernels();
        Random random = new Random(3);
        for (int round = 0; round < 200; round++) {
            float[] x = new float[Tiles.LENGTH];
            for (int i = 0; i < x.length; i++) {
                double magnitude = Math.min(Math.pow(10, random.nextDouble() * 10 - 8), 85);
                boolean negative = random.nextBoolean() && allowsNegative(function, magnitude);
                x[i] = (float) (negative ? -magnitude : magnitude);
            }
            check(function, kernels, x);
        }
    }

    private static boolean allowsNegative(Unary function, double magnitude) {
        return switch (function) {
            case LOG -> false;
            case LOG1P -> magnitude < 1;
            default -> true;
        };
    }

    private static void check(Unary function, FloatKernels kernels, float[] x) {
        double[] expected = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            expected[i] = x[i];
        }
        DoubleKernels.apply(function, expected, x.length);
        float[] actual = x.clone();
        kernels.apply(function, actual, x.length);
        for (int i = 0; i < x.length; i++) {
            double unit = Math.ulp((float) expected[i]);
            assertThat(Math.abs(actual[i] - expected[i]))
                    .as("%s(%s)", function, x[i])
                    .isLessThanOrEqualTo(3.1 * unit);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"EXP", "EXPM1", "LOG", "LOG1P", "TANH", "SIGMOID", "SOFTPLUS", "ELU"})
    void agreeAtTheEndsOfTheirDomains(Unary function) {
        float[] x = {
            Float.NaN,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            0,
            -0f,
            -1,
            1000,
            -1000,
            Float.MIN_VALUE,
            -Float.MIN_VALUE,
            Float.MAX_VALUE,
            -Float.MAX_VALUE,
            1e-40f,
        };
        double[] expected = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            expected[i] = x[i];
        }
        DoubleKernels.apply(function, expected, x.length);
        new FloatKernels().apply(function, x, x.length);
        for (int i = 0; i < x.length; i++) {
            float want = (float) expected[i];
            if (want == 0 || Math.abs(want) < Float.MIN_NORMAL) {
                assertThat(Math.abs(x[i])).as("%s [%d]", function, i).isLessThan(1e-38f);
            } else {
                assertThat(x[i]).as("%s [%d]", function, i).isCloseTo(want, within(want));
            }
        }
    }

    private static org.assertj.core.data.Offset<Float> within(float want) {
        float unit = Float.isFinite(want) ? Math.ulp(want) : 0;
        return org.assertj.core.data.Offset.offset(3 * unit);
    }
}
