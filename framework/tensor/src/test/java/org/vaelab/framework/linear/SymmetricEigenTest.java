// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.random.RandomKey;

class SymmetricEigenTest {

    /** G G^T of a random G with n rows; the rest of the rank is eigenvalues of 0. */
    private static double[] random(RandomKey key, int n, int rank) {
        double[] g = key.normal(n * rank);
        double[] a = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < rank; k++) {
                    a[i * n + j] += g[i * rank + k] * g[j * rank + k];
                }
            }
        }
        return a;
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "7, 7", "7, 3", "60, 60", "60, 10", "150, 150"})
    void valuesAndVectorsFulfilTheirEquations(int n, int rank) {
        RandomKey key = RandomKey.of(n + rank);
        double[] a = random(key, n, rank);
        SymmetricEigen eigen = new SymmetricEigen(a, n);

        double[] values = eigen.values();
        double tolerance = 1e-13 * n * Math.max(1, values[0]);
        for (int i = 0; i < n; i++) {
            double[] v = eigen.vector(i);
            for (int row = 0; row < n; row++) {
                double product = 0;
                for (int k = 0; k < n; k++) {
                    product += a[row * n + k] * v[k];
                }
                assertThat(product)
                        .as("A v of eigenvalue %d, %s", i, key)
                        .isCloseTo(values[i] * v[row], within(tolerance));
            }
            for (int j = 0; j <= i; j++) {
                double[] w = eigen.vector(j);
                double inner = 0;
                for (int k = 0; k < n; k++) {
                    inner += v[k] * w[k];
                }
                assertThat(inner).isCloseTo(i == j ? 1 : 0, within(1e-12));
            }
            assertThat(i == 0 || values[i - 1] >= values[i]).isTrue();
            assertThat(i < rank || Math.abs(values[i]) < tolerance).isTrue();
        }
    }

    @Test
    void equalEigenvaluesAndZeros() {
        double[] diagonal = {0, 0, 0, 0, 2, 0, 0, 0, 2};
        assertThat(new SymmetricEigen(diagonal, 3).values()).containsExactly(2, 2, 0);
        assertThat(new SymmetricEigen(new double[16], 4).values()).containsOnly(0);
        assertThat(new SymmetricEigen(new double[] {2, 1, 1, 2}, 2).values())
                .containsExactly(new double[] {3, 1}, within(1e-15));
    }

    @Test
    void refusesWhatIsNoMatrixOfNumbers() {
        assertThatThrownBy(() -> new SymmetricEigen(new double[3], 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("3 numbers are not a matrix of 2 rows and columns");
        assertThatThrownBy(() -> new SymmetricEigen(new double[] {1, 0, Double.NaN, 1}, 2))
                .hasMessage("entry (1, 0) of the matrix is NaN");
    }
}
