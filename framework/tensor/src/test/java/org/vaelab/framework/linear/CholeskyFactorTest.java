// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.random.RandomKey;

class CholeskyFactorTest {

    /** B B^T + I/10 of a random B. */
    private static double[] random(RandomKey key, int n) {
        double[] b = key.normal(n * n);
        double[] a = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                a[i * n + j] = i == j ? 0.1 : 0;
                for (int k = 0; k < n; k++) {
                    a[i * n + j] += b[i * n + k] * b[j * n + k];
                }
            }
        }
        return a;
    }

    private static double[] product(double[] a, double[] b, int rows, int inner, int columns) {
        double[] c = new double[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                for (int k = 0; k < inner; k++) {
                    c[i * columns + j] += a[i * inner + k] * b[k * columns + j];
                }
            }
        }
        return c;
    }

    private static double[] transposed(double[] a, int n) {
        double[] t = new double[n * n];
        for (int i = 0; i < n * n; i++) {
            t[i] = a[i % n * n + i / n];
        }
        return t;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 30})
    void theFactorItsInverseAndSolutionsFulfilTheirEquations(int n) {
        RandomKey key = RandomKey.of(n);
        double[] a = random(key.split("matrix"), n);
        CholeskyFactor factor = CholeskyFactor.of(a, n);

        double[] lower = factor.lower();
        assertThat(product(lower, transposed(lower, n), n, n, n))
                .as("L L^T, %s", key)
                .containsExactly(a, within(1e-12 * n * n));
        for (int i = 0; i < n; i++) {
            assertThat(lower[i * (n + 1)]).isPositive();
            for (int j = i + 1; j < n; j++) {
                assertThat(lower[i * n + j]).isZero();
            }
        }
        double[] identity = product(factor.inverseLower(), lower, n, n, n);
        for (int i = 0; i < n * n; i++) {
            assertThat(identity[i]).isCloseTo(i % (n + 1) == 0 ? 1 : 0, within(1e-11));
        }
        double[] right = key.split("right").normal(n * 3);
        assertThat(product(a, factor.solve(right, 3), n, n, 3))
                .as("A A^-1 B, %s", key)
                .containsExactly(right, within(1e-9));
    }

    @Test
    void theDeterminantOfAKnownMatrix() {
        double[] a = {4, 2, 0.6, 2, 5, 1, 0.6, 1, 3};
        double determinant = 4 * (15 - 1) - 2 * (6 - 0.6) + 0.6 * (2 - 3);
        assertThat(CholeskyFactor.of(a, 3).logDeterminant())
                .isCloseTo(Math.log(determinant), within(1e-14));
    }

    @Test
    void refusesWhatIsNotPositiveDefiniteAndKeepsANaN() {
        assertThatThrownBy(() -> CholeskyFactor.of(new double[] {1, 2, 2, 1}, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the matrix is not positive definite: pivot 1 is -3.0");
        assertThatThrownBy(() -> CholeskyFactor.of(new double[3], 2))
                .hasMessage("3 numbers are not a matrix of 2 rows and columns");
        assertThatThrownBy(() -> CholeskyFactor.of(new double[] {1}, 1).solve(new double[3], 2))
                .hasMessage("3 numbers are not 1 rows of 2");
        assertThat(CholeskyFactor.of(new double[] {Double.NaN, 0, 0, 1}, 2).lower()[0]).isNaN();
    }
}
