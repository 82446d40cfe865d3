// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.latent.UniformSphere;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.tensor.GradientCheck;

/** The densities of points under every one of some distributions, against each pair by itself. */
class PairwiseDensitiesTest {

    private static final RandomKey KEY = RandomKey.of(43);
    private static final int ROWS = 4;
    private static final int POINTS = 6;

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    private static Tensor directions(TensorRuntime on, String name, int n, int d) {
        return new UniformSphere(on, new Sphere(d)).sample(KEY.split(name), n);
    }

    private static Tensor concentrations(TensorRuntime on, double factor) {
        return on.vector(0, factor, 10 * factor, 100 * factor);
    }

    /** What 1 - w loses to rounding is multiplied by kappa. */
    @ParameterizedTest
    @CsvSource({"2, 0.1", "2, 1e4", "3, 1", "11, 5", "11, 1e4", "101, 100", "500, 10"})
    void ofVonMisesFisherDistributions(int d, double factor) {
        try (TensorScope scope = runtime.scope()) {
            Tensor mu = directions(runtime, "mu", ROWS, d);
            Tensor kappa = concentrations(runtime, factor);
            Tensor z =
                    Tensor.concatenate(
                            List.of(mu.slice(0, 0, 2), directions(runtime, "z", POINTS - 2, d)), 0);
            Tensor found = new VonMisesFisher(mu, kappa).pairwise().of(z);
            assertThat(found.shape()).isEqualTo(Shape.of(POINTS, ROWS));
            double[] log = found.readDoubles();
            for (int r = 0; r < ROWS; r++) {
                VonMisesFisher row =
                        new VonMisesFisher(mu.slice(0, r, r + 1), kappa.slice(0, r, r + 1));
                double[] expected = row.logProbability(z.expandDims(1)).readDoubles();
                double allowed = 1e-12 + 1e-15 * kappa.readDoubles()[r];
                for (int n = 0; n < POINTS; n++) {
                    assertThat(log[n * ROWS + r])
                            .isCloseTo(expected[n], within(allowed * (1 + Math.abs(expected[n]))));
                }
            }
        }
    }

    /**
     * Points near a mean direction of concentration 1e5, where a float32 of mu . z has no digits.
     */
    @Test
    void ofConcentratedOnesKeepTheirDigitsInSinglePrecision() {
        int d = 5;
        double[][] found = new double[2][];
        double[] mu;
        double[] z;
        try (TensorScope scope = runtime.scope()) {
            Tensor drawn = directions(runtime, "mu", ROWS, d);
            mu = rounded(drawn);
            z =
                    rounded(
                            new VonMisesFisher(drawn, runtime.full(1e5, Shape.of(ROWS)))
                                    .draw(KEY, 1)
                                    .z());
        }
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            try (TensorRuntime own = Runtimes.nd4j(dtype);
                    TensorScope scope = own.scope()) {
                VonMisesFisher q =
                        new VonMisesFisher(
                                own.tensor(mu, Shape.of(ROWS, d)), own.full(1e5, Shape.of(ROWS)));
                Tensor log = q.pairwise().of(own.tensor(z, Shape.of(ROWS, d)));
                assertThat(log.dtype()).isEqualTo(dtype);
                found[dtype == DType.FLOAT32 ? 0 : 1] = log.readDoubles();
            }
        }
        for (int i = 0; i < ROWS * ROWS; i++) {
            double allowed = 1e-6 * (1 + Math.abs(found[1][i]));
            assertThat(found[0][i]).isCloseTo(found[1][i], within(allowed));
        }
    }

    private static double[] rounded(Tensor values) {
        double[] rounded = values.readDoubles();
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) rounded[i];
        }
        return rounded;
    }

    @Test
    void haveTheirDerivatives() {
        try (TensorRuntime reference = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = reference.scope()) {
            GradientCheck.of(reference)
                    .check(
                            "pairwise",
                            in -> new VonMisesFisher(in.get(0), in.get(1)).pairwise().of(in.get(2)),
                            directions(reference, "mu", 3, 4),
                            reference.vector(0.5, 3, 40),
                            directions(reference, "z", 2, 4));
        }
    }

    @Test
    void ofPowerSphericalDistributions() {
        try (TensorScope scope = runtime.scope()) {
            Tensor mu = directions(runtime, "mu", ROWS, 4);
            Tensor kappa = concentrations(runtime, 0.7);
            Tensor z = directions(runtime, "z", POINTS, 4);
            double[] log = new PowerSpherical(mu, kappa).pairwise().of(z).readDoubles();
            for (int r = 0; r < ROWS; r++) {
                PowerSpherical row =
                        new PowerSpherical(mu.slice(0, r, r + 1), kappa.slice(0, r, r + 1));
                double[] expected = row.logProbability(z.expandDims(1)).readDoubles();
                for (int n = 0; n < POINTS; n++) {
                    assertThat(log[n * ROWS + r]).isCloseTo(expected[n], within(1e-12));
                }
            }
        }
    }
}
