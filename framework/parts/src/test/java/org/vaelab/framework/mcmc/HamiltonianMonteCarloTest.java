// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.mcmc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.mcmc.HamiltonianMonteCarlo.Transition;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.statistics.StatisticalAssertions;

/**
 * Transitions of chains that start in a density that is known. Each of the nine statistical
 * assertions fails for a right implementation with a probability of 1e-6.
 */
class HamiltonianMonteCarloTest {

    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-6);
    private static final RandomKey KEY = RandomKey.of(3);
    private static final int CHAINS = 20_000;

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    private static HamiltonianMonteCarlo of(LatentSpace space, int leapfrogSteps) {
        return new HamiltonianMonteCarlo(
                List.of(new LatentVariable("z", space, List.of())), leapfrogSteps);
    }

    private static double[] column(double[] rows, int width, int column) {
        double[] values = new double[rows.length / width];
        Arrays.setAll(values, i -> rows[i * width + column]);
        return values;
    }

    private static double normal(double x) {
        return new NormalDistribution().cumulativeProbability(x);
    }

    /** log of N(0, [[1, r], [r, 1]]), up to a constant. */
    private static Tensor correlated(Tensor z, double r) {
        Tensor a = z.slice(-1, 0, 1);
        Tensor b = z.slice(-1, 1, 2);
        Tensor form = a.square().add(b.square()).sub(a.mul(b).mul(2 * r));
        return form.mul(-0.5 / (1 - r * r)).sum(-1);
    }

    /** With steps so large that a third of the ends must be refused. */
    @Tag("full")
    @Test
    void leavesACorrelatedNormalAsItIs() {
        double r = 0.9;
        double[] noise = KEY.split("start").normal(2 * CHAINS);
        for (int i = 0; i < noise.length; i += 2) {
            noise[i + 1] = r * noise[i] + Math.sqrt(1 - r * r) * noise[i + 1];
        }
        HamiltonianMonteCarlo chains = of(new Euclidean(2), 3);
        try (TensorScope scope = runtime.scope()) {
            Latents z = Latents.of("z", runtime.tensor(noise, Shape.of(CHAINS, 1, 2)));
            double accepted = 0;
            for (int t = 0; t < 5; t++) {
                Transition moved =
                        chains.step(
                                at -> correlated(at.z("z"), r), z, new double[] {0.5}, KEY.fold(t));
                z = moved.z();
                accepted += Arrays.stream(moved.acceptance()).average().orElseThrow() / 5;
            }
            assertThat(accepted).isBetween(0.4, 0.9);
            double[] end = z.z("z").readDoubles();
            double[] a = column(end, 2, 0);
            double[] b = column(end, 2, 1);
            ASSERT.distribution("first coordinate", a, HamiltonianMonteCarloTest::normal);
            ASSERT.distribution("second coordinate", b, HamiltonianMonteCarloTest::normal);
            double[] across = new double[CHAINS];
            Arrays.setAll(across, i -> (a[i] - b[i]) / Math.sqrt(2 * (1 - r)));
            ASSERT.distribution("across", across, HamiltonianMonteCarloTest::normal);
        }
    }

    /**
     * Of {@code exp(kappa z_3)} on the sphere in R^3 the third coordinate has the distribution
     * function {@code (e^(kappa w) - e^-kappa) / (e^kappa - e^-kappa)}, and the angle around it is
     * uniform.
     */
    @Tag("full")
    @Test
    void leavesADensityOnASphereAsItIs() {
        double kappa = 4;
        double least = Math.exp(-kappa);
        double most = Math.exp(kappa);
        double[] uniform = KEY.split("start").uniform(2 * CHAINS);
        double[] points = new double[3 * CHAINS];
        for (int i = 0; i < CHAINS; i++) {
            double w = Math.log(least + uniform[2 * i] * (most - least)) / kappa;
            double angle = 2 * Math.PI * uniform[2 * i + 1];
            points[3 * i] = Math.sqrt(1 - w * w) * Math.cos(angle);
            points[3 * i + 1] = Math.sqrt(1 - w * w) * Math.sin(angle);
            points[3 * i + 2] = w;
        }
        HamiltonianMonteCarlo chains = of(new Sphere(3), 2);
        try (TensorScope scope = runtime.scope()) {
            Latents z = Latents.of("z", runtime.tensor(points, Shape.of(CHAINS, 1, 3)));
            double accepted = 0;
            for (int t = 0; t < 5; t++) {
                Transition moved =
                        chains.step(
                                at -> at.z("z").slice(-1, 2, 3).sum(-1).mul(kappa),
                                z,
                                new double[] {0.9},
                                KEY.fold(t));
                z = moved.z();
                accepted += Arrays.stream(moved.acceptance()).average().orElseThrow() / 5;
            }
            assertThat(accepted).isBetween(0.4, 0.9);
            double[] end = z.z("z").readDoubles();
            ASSERT.distribution(
                    "third coordinate",
                    column(end, 3, 2),
                    w -> (Math.exp(kappa * w) - least) / (most - least));
            double[] angles = new double[CHAINS];
            Arrays.setAll(angles, i -> Math.atan2(end[3 * i + 1], end[3 * i]));
            ASSERT.distribution("angle", angles, angle -> 0.5 + angle / (2 * Math.PI));
        }
    }

    /** For z before and after a transition, E[f(before) g(after)] is symmetric in f and g. */
    @Test
    void isReversible() {
        // exp(z - e^z): the logarithm of an exponential, whose two tails differ.
        double[] start = KEY.split("start").exponential(CHAINS);
        for (int i = 0; i < CHAINS; i++) {
            start[i] = Math.log(start[i]);
        }
        HamiltonianMonteCarlo chains = of(new Euclidean(1), 2);
        try (TensorScope scope = runtime.scope()) {
            Latents z = Latents.of("z", runtime.tensor(start, Shape.of(CHAINS, 1, 1)));
            Transition moved =
                    chains.step(
                            at -> at.z("z").sub(at.z("z").exp()).sum(-1),
                            z,
                            new double[] {0.8},
                            KEY);
            assertThat(Arrays.stream(moved.acceptance()).average().orElseThrow())
                    .isBetween(0.4, 0.95);
            double[] end = moved.z().z("z").readDoubles();
            ASSERT.distribution("after", end, w -> 1 - Math.exp(-Math.exp(w)));
            double[] asymmetry = new double[CHAINS];
            double[] distance = new double[CHAINS];
            Arrays.setAll(asymmetry, i -> skewed(start[i], end[i]));
            Arrays.setAll(distance, i -> Math.abs(start[i] - end[i]));
            ASSERT.mean("asymmetry", asymmetry, 0, 0.05);
            assertThat(Arrays.stream(distance).average().orElseThrow()).isGreaterThan(0.5);
        }
    }

    /** Bounded, and another sign for the way back. */
    private static double skewed(double from, double to) {
        double f = Math.tanh(from);
        double g = Math.tanh(to);
        return f * g * (f - g)
                + Math.sin(3 * from) * Math.cos(to)
                - Math.sin(3 * to) * Math.cos(from);
    }

    /** The error of the energy over a fixed time is of second order in the step size. */
    @Test
    void theEnergyErrorIsOfSecondOrder() {
        int n = 400;
        try (TensorScope scope = runtime.scope()) {
            for (LatentSpace space : List.of(new Euclidean(3), new Sphere(3))) {
                Tensor noise = runtime.normal(KEY.split("start"), Shape.of(n, 1, 3));
                Tensor z = noise.div(noise.square().sum(-1).sqrt().expandDims(-1));
                LogDensity density =
                        at -> at.z("z").mul(runtime.vector(1, -2, 3)).exp().sum(-1).neg();
                double[][] errors = new double[2][];
                for (int fine = 0; fine < 2; fine++) {
                    int steps = fine == 0 ? 10 : 20;
                    errors[fine] =
                            of(space, steps)
                                    .step(
                                            density,
                                            Latents.of("z", z),
                                            new double[] {0.2 / steps},
                                            KEY)
                                    .acceptance();
                }
                double[] ratios = new double[n];
                int compared = 0;
                for (int i = 0; i < n; i++) {
                    if (errors[0][i] < 1 && errors[1][i] < 1) {
                        ratios[compared++] = Math.log(errors[0][i]) / Math.log(errors[1][i]);
                    }
                }
                assertThat(compared).isGreaterThan(50);
                ratios = Arrays.copyOf(ratios, compared);
                Arrays.sort(ratios);
                assertThat(ratios[compared / 2]).as("%s", space).isCloseTo(4, within(0.1));
            }
        }
    }

    /** Two variables, of which the second's density depends on the first. */
    @Test
    void movesSeveralVariablesTogether() {
        HamiltonianMonteCarlo chains =
                new HamiltonianMonteCarlo(
                        List.of(
                                new LatentVariable("a", new Euclidean(1), List.of()),
                                new LatentVariable("b", new Euclidean(1), List.of("a"))),
                        4);
        double[] a = KEY.split("a").normal(CHAINS);
        double[] b = KEY.split("b").normal(CHAINS);
        for (int i = 0; i < CHAINS; i++) {
            b[i] = a[i] + 0.5 * b[i];
        }
        Shape shape = Shape.of(CHAINS / 2, 2, 1);
        try (TensorScope scope = runtime.scope()) {
            Latents z =
                    Latents.of("a", runtime.tensor(a, shape))
                            .with("b", Latents.of("b", runtime.tensor(b, shape)).value("b"));
            Transition moved =
                    chains.step(
                            at ->
                                    at.z("a")
                                            .square()
                                            .add(at.z("b").sub(at.z("a")).square().mul(4))
                                            .sum(-1)
                                            .mul(-0.5),
                            z,
                            new double[] {0.3, 0.6},
                            KEY);
            double[] endA = moved.z().z("a").readDoubles();
            double[] endB = moved.z().z("b").readDoubles();
            ASSERT.distribution("a", endA, HamiltonianMonteCarloTest::normal);
            double[] residual = new double[CHAINS];
            Arrays.setAll(residual, i -> 2 * (endB[i] - endA[i]));
            ASSERT.distribution("b given a", residual, HamiltonianMonteCarloTest::normal);
            // The larger step sizes of the second datum are accepted less often.
            double[] acceptance = moved.acceptance();
            assertThat(mean(column(acceptance, 2, 1)))
                    .isLessThan(mean(column(acceptance, 2, 0)) - 0.05);
        }
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    @Test
    void anEndThatIsNotFiniteIsNotAccepted() {
        try (TensorScope scope = runtime.scope()) {
            Tensor start = runtime.tensor(new double[] {1, 2, 3}, Shape.of(3, 1, 1));
            for (LogDensity density :
                    List.<LogDensity>of(
                            at -> at.z("z").square().square().mul(-1e300).sum(-1),
                            at -> at.z("z").mul(-1e200).log().sum(-1))) {
                Transition moved =
                        of(new Euclidean(1), 3)
                                .step(density, Latents.of("z", start), new double[] {10}, KEY);
                assertThat(moved.z().z("z").readDoubles()).containsExactly(1, 2, 3);
            }
        }
    }

    /** Acceptances stay numbers, as step sizes follow them. */
    @Test
    void aStartThatIsNotFiniteIsLeftForAnEndThatIs() {
        try (TensorScope scope = runtime.scope()) {
            double[] start = new double[200];
            Arrays.fill(start, -1);
            // Minus infinity below 0, where the gradient is that of a Normal.
            LogDensity density =
                    at -> at.z("z").gt(0).log().sub(at.z("z").square().mul(0.5)).sum(-1);
            Transition moved =
                    of(new Euclidean(1), 3)
                            .step(
                                    density,
                                    Latents.of("z", runtime.tensor(start, Shape.of(200, 1, 1))),
                                    new double[] {0.5},
                                    KEY);
            double[] z = moved.z().z("z").readDoubles();
            double[] expected = Arrays.stream(z).map(v -> v > 0 ? 1 : 0).toArray();
            assertThat(moved.acceptance()).isEqualTo(expected).contains(0, 1);
            assertThat(Arrays.stream(z)).allMatch(v -> v > 0 || v == -1);
        }
    }

    @Test
    void equalKeysGiveEqualTransitionsAndLeaveNothingBehind() {
        int kept = runtime.keptTensors();
        try (TensorScope scope = runtime.scope()) {
            Latents z = Latents.of("z", runtime.normal(KEY, Shape.of(5, 2, 3)));
            HamiltonianMonteCarlo chains = of(new Euclidean(3), 2);
            LogDensity density = at -> at.z("z").square().sum(-1).mul(-0.5);
            double[] sizes = {0.1, 0.2};
            double[] once = chains.step(density, z, sizes, KEY).z().z("z").readDoubles();
            double[] again = chains.step(density, z, sizes, KEY).z().z("z").readDoubles();
            double[] other = chains.step(density, z, sizes, KEY.fold(1)).z().z("z").readDoubles();
            assertThat(again).isEqualTo(once);
            assertThat(other).isNotEqualTo(once);
        }
        assertThat(runtime.keptTensors()).isEqualTo(kept);
    }

    @Test
    void refusesSpacesWithoutGeodesicsByName() {
        assertThatThrownBy(() -> of(new OneHot(10, 4), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Hamiltonian Monte Carlo moves values along geodesics, and onehot(10, 4) has"
                                + " none");
        assertThatThrownBy(() -> of(new Euclidean(1), 0))
                .hasMessage("leapfrogSteps must be at least 1, is 0");
    }
}
