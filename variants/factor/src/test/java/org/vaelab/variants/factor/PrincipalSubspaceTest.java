// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.factor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.problem.Runtimes;

/**
 * Principal components of covariances, degenerate ones too, against the equations that define them.
 */
class PrincipalSubspaceTest {

    private static PrincipalSubspace of(double[] covariance, int q) {
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64)) {
            return PrincipalSubspace.of(runtime, covariance, q, RandomKey.of(7));
        }
    }

    /** G G^T of a random G with n rows; the rest of the rank is eigenvalues of 0. */
    private static double[] random(RandomKey key, int n, int rank, double spread) {
        double[] g = key.normal(n * rank);
        double[] a = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < rank; k++) {
                    a[i * n + j] += g[i * rank + k] * g[j * rank + k] * Math.pow(spread, k);
                }
            }
        }
        return a;
    }

    @ParameterizedTest
    @CsvSource({
        "2, 2, 1, 1",
        "7, 7, 1, 3",
        "7, 3, 1, 3",
        "7, 3, 1, 5",
        "60, 10, 1, 12",
        "150, 50, 0.97, 20",
        "150, 150, 0.97, 20",
        "400, 400, 0.99, 10",
        "400, 400, 0.9999, 3",
        "400, 30, 1, 40"
    })
    void componentsFulfilTheirEquations(int n, int rank, double spread, int q) {
        RandomKey key = RandomKey.of(n + rank);
        double[] a = random(key, n, rank, spread);
        requireComponents(a, n, q);
    }

    /** Twelve equal eigenvalues above 288 of half their size. */
    @Test
    void componentsOfOneEigenvalue() {
        int n = 300;
        double[] a = new double[n * n];
        for (int i = 0; i < n; i++) {
            a[i * (n + 1)] = i % 25 == 0 ? 2 : 1;
        }
        for (int q : new int[] {1, 5, 12, 13, 299}) {
            requireComponents(a, n, q);
            assertThat(of(a, q).variance())
                    .isCloseTo(
                            (312 - 2.0 * Math.min(q, 12) - Math.max(0, q - 12)) / (300 - q),
                            within(1e-12));
        }
    }

    @Test
    void componentsOfOneHotCodes() {
        int n = 30;
        int[] hot = {6, 26, 29, 2, 10};
        double[] a = new double[n * n];
        for (int i : hot) {
            for (int j : hot) {
                a[i * n + j] = (i == j ? 0.2 : 0) - 0.04;
            }
        }
        requireComponents(a, n, 6);
    }

    @Test
    void componentsOfValuesInVeryDifferentUnits() {
        int n = 12;
        double[] a = random(RandomKey.of(3), n, 5, 1);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                a[i * n + j] *= Math.pow(10, 20 - 4 * i) * Math.pow(10, 20 - 4 * j);
            }
        }
        requireComponents(a, n, 2);
    }

    /**
     * S w = (|w|^2 + s^2) w; components are orthogonal; what they leave is s^2 for each other
     * direction.
     */
    private static void requireComponents(double[] a, int n, int q) {
        PrincipalSubspace found = of(a, q);
        double[] weight = found.weight();
        double trace = 0;
        for (int i = 0; i < n; i++) {
            trace += a[i * (n + 1)];
        }
        double tolerance = 1e-13 * n * trace;
        double explained = 0;
        for (int i = 0; i < q; i++) {
            double value = inner(weight, i, i, n) + found.variance();
            explained += value;
            for (int row = 0; row < n; row++) {
                double product = 0;
                for (int k = 0; k < n; k++) {
                    product += a[row * n + k] * weight[i * n + k];
                }
                assertThat(product)
                        .as("S w of component %d, row %d", i, row)
                        .isCloseTo(
                                value * weight[i * n + row], within(tolerance * Math.sqrt(trace)));
            }
            for (int j = 0; j < i; j++) {
                assertThat(inner(weight, i, j, n)).isCloseTo(0, within(tolerance));
                assertThat(inner(weight, i, i, n))
                        .isLessThanOrEqualTo(inner(weight, j, j, n) + tolerance);
            }
        }
        assertThat(explained + (n - q) * found.variance()).isCloseTo(trace, within(tolerance));
    }

    private static double inner(double[] weight, int i, int j, int n) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
            sum += weight[i * n + k] * weight[j * n + k];
        }
        return sum;
    }

    @Test
    void equalEigenvaluesAndZeros() {
        double[] diagonal = {0, 0, 0, 0, 2, 0, 0, 0, 2};
        requireComponents(diagonal, 3, 1);
        PrincipalSubspace two = of(diagonal, 2);
        assertThat(two.variance()).isCloseTo(0, within(1e-15));
        assertThat(inner(two.weight(), 0, 0, 3)).isCloseTo(2, within(1e-14));
        assertThat(inner(two.weight(), 1, 1, 3)).isCloseTo(2, within(1e-14));
        PrincipalSubspace none = of(new double[16], 2);
        assertThat(none.variance()).isZero();
        assertThat(none.weight()).hasSize(8).containsOnly(0, -0.0);
    }

    /** A product of matrices is symmetric up to rounding. */
    @Test
    void onlyTheLowerTriangleIsRead() {
        double[] a = {2, 1, 1e-18, 1, 3, 0, 2e-18, 0, 1};
        requireComponents(a, 3, 2);
    }

    @Test
    void aCovarianceIsFinite() {
        assertThatThrownBy(() -> of(new double[] {1, 0, Double.NaN, 1}, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the covariance of the training data is not finite");
    }
}
