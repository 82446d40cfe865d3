// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.hipparchus.special.Gamma;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.tensor.shape.ConvolutionGeometry;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Reduction;
import org.vaelab.framework.tensor.spi.Unary;

/** The oracle against what was worked out by hand, and against another library. */
final class ReferenceOperationsTest {

    private static ReferenceArray counting(int... extents) {
        Shape shape = Shape.of(extents);
        double[] values = new double[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return ReferenceArray.of(shape, values);
    }

    private static void assertArray(ReferenceArray got, Shape shape, double... values) {
        assertThat(got.shape()).isEqualTo(shape);
        assertThat(got.values()).containsExactly(values);
    }

    @Test
    void permutes() {
        assertArray(
                ReferenceOperations.permute(counting(2, 3), 1, 0),
                Shape.of(3, 2),
                0,
                3,
                1,
                4,
                2,
                5);
        ReferenceArray rotated = ReferenceOperations.permute(counting(2, 3, 4), 1, 2, 0);
        assertThat(rotated.shape()).isEqualTo(Shape.of(3, 4, 2));
        assertThat(rotated.at(2, 1, 1)).isEqualTo(1 * 12 + 2 * 4 + 1);
    }

    @Test
    void broadcasts() {
        assertArray(
                ReferenceOperations.broadcastTo(counting(2, 1), Shape.of(2, 2, 3)),
                Shape.of(2, 2, 3),
                0,
                0,
                0,
                1,
                1,
                1,
                0,
                0,
                0,
                1,
                1,
                1);
    }

    @Test
    void reduces() {
        int[] outer = {0, 2};
        assertArray(
                ReferenceOperations.reduce(Reduction.SUM, counting(2, 3, 2), outer, false),
                Shape.of(3),
                0 + 1 + 6 + 7,
                2 + 3 + 8 + 9,
                4 + 5 + 10 + 11);
        assertArray(
                ReferenceOperations.reduce(Reduction.MAXIMUM, counting(2, 3), new int[] {1}, true),
                Shape.of(2, 1),
                2,
                5);
        assertArray(
                ReferenceOperations.reduce(Reduction.SUM, counting(0, 2), new int[] {0}, false),
                Shape.of(2),
                0,
                0);
        assertArray(
                ReferenceOperations.reduce(
                        Reduction.LOG_SUM_EXP, counting(0, 1), new int[] {0}, false),
                Shape.of(1),
                Double.NEGATIVE_INFINITY);
    }

    @Test
    void scattersAndGathers() {
        ReferenceArray indices = ReferenceArray.of(Shape.of(3), 1, 3, 1);
        assertArray(
                ReferenceOperations.scatterAdd(counting(2, 3), 1, indices, 4),
                Shape.of(2, 4),
                0,
                2,
                0,
                1,
                0,
                8,
                0,
                4);
        assertArray(
                ReferenceOperations.gather(counting(2, 4), 1, indices),
                Shape.of(2, 3),
                1,
                3,
                1,
                5,
                7,
                5);
    }

    @Test
    void multipliesMatrices() {
        assertArray(
                ReferenceOperations.matmul(counting(2, 3), false, counting(3, 2), false),
                Shape.of(2, 2),
                10,
                13,
                28,
                40);
        assertArray(
                ReferenceOperations.matmul(counting(3, 2), true, counting(2, 3), true),
                Shape.of(2, 2),
                0 * 0 + 2 * 1 + 4 * 2,
                0 * 3 + 2 * 4 + 4 * 5,
                1 * 0 + 3 * 1 + 5 * 2,
                1 * 3 + 3 * 4 + 5 * 5);
    }

    @Test
    void correlates() {
        ReferenceArray image = counting(1, 1, 3, 3);
        ReferenceArray kernel = ReferenceArray.of(Shape.of(1, 1, 2, 2), 1, 2, 3, 4);
        assertArray(
                ReferenceOperations.convolve(image, kernel, new ConvolutionGeometry(1, 0)),
                Shape.of(1, 1, 2, 2),
                0 * 1 + 1 * 2 + 3 * 3 + 4 * 4,
                1 * 1 + 2 * 2 + 4 * 3 + 5 * 4,
                3 * 1 + 4 * 2 + 6 * 3 + 7 * 4,
                4 * 1 + 5 * 2 + 7 * 3 + 8 * 4);
        assertArray(
                ReferenceOperations.convolve(image, kernel, new ConvolutionGeometry(2, 1)),
                Shape.of(1, 1, 2, 2),
                0 * 4,
                1 * 3 + 2 * 4,
                3 * 2 + 6 * 4,
                4 * 1 + 5 * 2 + 7 * 3 + 8 * 4);
    }

    @Test
    void correlatesTransposed() {
        ReferenceArray dy = ReferenceArray.of(Shape.of(1, 1, 1, 2), 1, 10);
        ReferenceArray kernel = ReferenceArray.of(Shape.of(1, 1, 2, 2), 1, 2, 3, 4);
        assertArray(
                ReferenceOperations.convolveInputGradient(
                        dy, kernel, Shape.of(1, 1, 2, 3), new ConvolutionGeometry(1, 0)),
                Shape.of(1, 1, 2, 3),
                1,
                2 + 10,
                20,
                3,
                4 + 30,
                40);
    }

    // Hipparchus itself errs by up to 1e-8 in digamma and trigamma; the golden values are sharper.
    @Test
    void specialFunctionsAgreeWithHipparchus() {
        for (double x = 0.05; x < 60; x += 0.37) {
            assertThat(ReferenceFunctions.lgamma(x))
                    .as("lgamma(%s)", x)
                    .isCloseTo(Gamma.logGamma(x), within(1e-12, Gamma.logGamma(x)));
            assertThat(ReferenceFunctions.digamma(x))
                    .as("digamma(%s)", x)
                    .isCloseTo(Gamma.digamma(x), within(1e-8, Gamma.digamma(x)));
            assertThat(ReferenceFunctions.trigamma(x))
                    .as("trigamma(%s)", x)
                    .isCloseTo(Gamma.trigamma(x), within(1e-8, Gamma.trigamma(x)));
        }
    }

    private static Offset<Double> within(double relative, double value) {
        return Offset.offset(relative * Math.max(1, Math.abs(value)));
    }

    @Test
    void specialFunctionsAgreeWithGoldenValues() {
        for (SpecialFunctionCases.Golden golden : SpecialFunctionCases.GOLDEN) {
            boolean nearRoots =
                    golden.function() == Unary.LGAMMA || golden.function() == Unary.DIGAMMA;
            double scale = nearRoots ? Math.max(1, Math.abs(golden.y())) : Math.abs(golden.y());
            assertThat(ReferenceFunctions.unary(golden.function(), golden.x()))
                    .as("%s(%s)", golden.function(), golden.x())
                    .isCloseTo(golden.y(), Offset.offset(1e-13 * scale));
        }
    }
}
