// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.IndependentNormal;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.tensor.GradientCheck;

/** Against the covariance a^|i - j| of the chain, by its Cholesky factor. */
final class AutoregressiveNormalTest {

    private static final RandomKey KEY = RandomKey.of(47);
    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    private final TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    private record Normals(Tensor mean, Tensor logVariance) implements IndependentNormal {

        @Override
        public Tensor logProbability(Tensor z) {
            Tensor squares = z.sub(mean).square().mul(logVariance.neg().exp());
            return squares.add(logVariance).add(LOG_TWO_PI).sum(-1).mul(-0.5);
        }
    }

    private AutoregressiveNormal prior(int d, double rate) {
        return AutoregressiveNormal.of(runtime, new Euclidean(d), rate);
    }

    /** The lower triangle with L L' = a^|i - j|. */
    private static double[][] cholesky(int d, double a) {
        double[][] factor = new double[d][d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                double rest = Math.pow(a, i - j);
                for (int k = 0; k < j; k++) {
                    rest -= factor[i][k] * factor[j][k];
                }
                factor[i][j] = i == j ? Math.sqrt(rest) : rest / factor[j][j];
            }
        }
        return factor;
    }

    private static double[] solved(double[][] factor, double[] right) {
        double[] y = new double[right.length];
        for (int i = 0; i < y.length; i++) {
            double rest = right[i];
            for (int k = 0; k < i; k++) {
                rest -= factor[i][k] * y[k];
            }
            y[i] = rest / factor[i][i];
        }
        return y;
    }

    private static double squared(double[] y) {
        return Arrays.stream(y).map(v -> v * v).sum();
    }

    private static double logDeterminant(double[][] factor) {
        double sum = 0;
        for (int i = 0; i < factor.length; i++) {
            sum += 2 * Math.log(factor[i][i]);
        }
        return sum;
    }

    /** The precision's diagonal: the squared columns of the inverse of the factor. */
    private static double[] precisions(double[][] factor) {
        int d = factor.length;
        double[] diagonal = new double[d];
        for (int i = 0; i < d; i++) {
            double[] unit = new double[d];
            unit[i] = 1;
            diagonal[i] = squared(solved(factor, unit));
        }
        return diagonal;
    }

    @ParameterizedTest
    @CsvSource({"2, 0.1", "2, 3", "3, 1", "5, 4", "20, 5", "20, 0.01", "50, 15"})
    void theDensityIsThatOfTheCholeskyFactor(int d, double rate) {
        AutoregressiveNormal prior = prior(d, rate);
        double[][] factor = cholesky(d, prior.coefficient());
        try (TensorScope scope = runtime.scope()) {
            Tensor z = runtime.normal(KEY, Shape.of(3, d)).mul(1.5);
            double[] found = prior.logProbability(z).readDoubles();
            double[] values = z.readDoubles();
            for (int r = 0; r < 3; r++) {
                double[] row = Arrays.copyOfRange(values, r * d, (r + 1) * d);
                double form = squared(solved(factor, row));
                double expected = -0.5 * (form + logDeterminant(factor) + d * LOG_TWO_PI);
                assertThat(found[r]).isCloseTo(expected, within(1e-8 * (1 + form)));
            }
        }
    }

    /** Equality at variances 1 / P_ii and mean 0; every other of many is above. */
    @ParameterizedTest
    @CsvSource({"2, 0.1", "2, 3", "3, 1", "5, 4", "20, 5", "20, 0.01", "50, 15"})
    void noIndependentNormalsAreNearerThanTheRate(int d, double rate) {
        AutoregressiveNormal prior = prior(d, rate);
        assertThat(prior.rate()).isCloseTo(rate, within(1e-9));
        double[] precisions = precisions(cholesky(d, prior.coefficient()));
        double[] best = Arrays.stream(precisions).map(p -> -Math.log(p)).toArray();
        try (TensorScope scope = runtime.scope()) {
            Tensor logVariance = runtime.tensor(best, Shape.of(1, d));
            Normals optimum = new Normals(runtime.zeros(Shape.of(1, d)), logVariance);
            assertThat(prior.divergenceOf(optimum).readDoubles()[0])
                    .isCloseTo(rate, within(1e-7 * (1 + rate)));
            int rows = 200;
            for (double scale : new double[] {1e-3, 0.1, 1}) {
                Normals others =
                        new Normals(
                                runtime.normal(KEY.split("mean"), Shape.of(rows, d)).mul(scale),
                                runtime.normal(KEY.split("variance"), Shape.of(rows, d))
                                        .mul(scale)
                                        .add(logVariance));
                double least =
                        Arrays.stream(prior.divergenceOf(others).readDoubles()).min().orElseThrow();
                assertThat(least).isGreaterThan(rate);
            }
        }
    }

    /** KL = E_q[log q - log p], whose quadratic forms are exact from the matrices. */
    @Test
    void theDivergenceIsThatOfTheMatrices() {
        int d = 4;
        AutoregressiveNormal prior = prior(d, 2);
        double[][] factor = cholesky(d, prior.coefficient());
        double[] precisions = precisions(factor);
        try (TensorScope scope = runtime.scope()) {
            Normals q =
                    new Normals(
                            runtime.normal(KEY.split("m"), Shape.of(3, d)),
                            runtime.normal(KEY.split("l"), Shape.of(3, d)));
            double[] found = prior.divergenceOf(q).readDoubles();
            double[] mean = q.mean().readDoubles();
            double[] log = q.logVariance().readDoubles();
            for (int r = 0; r < 3; r++) {
                double twice = logDeterminant(factor) - d;
                for (int i = 0; i < d; i++) {
                    twice += precisions[i] * Math.exp(log[r * d + i]) - log[r * d + i];
                }
                twice += squared(solved(factor, Arrays.copyOfRange(mean, r * d, (r + 1) * d)));
                assertThat(found[r]).isCloseTo(0.5 * twice, within(1e-9 * (1 + twice)));
            }
            GradientCheck.of(runtime)
                    .check(
                            "divergence",
                            in -> prior.divergenceOf(new Normals(in.get(0), in.get(1))),
                            q.mean(),
                            q.logVariance());
        }
    }

    /**
     * Of 40,000 draws; a covariance has a deviation of at most sqrt(2 / 40,000) = 0.007, five of
     * it.
     */
    @Test
    void drawsHaveTheCovariance() {
        int d = 5;
        int n = 40_000;
        AutoregressiveNormal prior = prior(d, 2);
        try (TensorScope scope = runtime.scope()) {
            Tensor z = prior.sample(KEY, n);
            double[] covariance = z.transpose().matmul(z).div(n).readDoubles();
            for (int i = 0; i < d; i++) {
                for (int j = 0; j < d; j++) {
                    double expected = Math.pow(prior.coefficient(), Math.abs(i - j));
                    assertThat(covariance[i * d + j]).isCloseTo(expected, within(0.036));
                }
            }
        }
    }

    @Test
    void ratesOutOfReachAreRefused() {
        assertThatThrownBy(() -> prior(1, 1))
                .hasMessage(
                        "prior autoregressive-normal needs two coordinates at least: with latent: 1 no"
                                + " rate is committed");
        assertThatThrownBy(() -> prior(2, 7))
                .hasMessage(
                        "prior autoregressive-normal: rate must be above 0 and, with 2 coordinates, at most 6.908 nats, is 7.0");
        assertThatThrownBy(() -> prior(20, Double.NaN)).hasMessageContaining("is NaN");
        assertThatThrownBy(() -> new AutoregressiveNormal.Settings(0.0))
                .hasMessage("rate must be finite and above 0, is 0.0");
    }
}
