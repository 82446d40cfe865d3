// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.latent.Geodesics;
import org.vaelab.framework.latent.RankedUnits;
import org.vaelab.framework.latent.TableColumns;
import org.vaelab.framework.latent.Torus;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.CodeGeometry;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.tensor.GradientCheck;

class TorusTest {

    private static final Torus SPACE = new Torus(2);

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);
    private final TensorScope scope = runtime.scope();

    @AfterEach
    void close() {
        scope.close();
        runtime.close();
    }

    private Tensor points(double... angles) {
        return runtime.tensor(angles, Shape.of(angles.length / 2, 2));
    }

    /** Uniform angles, row by row. */
    private Tensor uniform(int n, int key) {
        return new UniformTorus(runtime, SPACE).sample(RandomKey.of(key), n);
    }

    @Test
    void anglesAreThoseOfVectors() {
        double[] c = Arrays.copyOf(RandomKey.of(1).normal(2000), 2009);
        double[] s = Arrays.copyOf(RandomKey.of(2).normal(2000), 2009);
        double[] corners = {0, 1, -1};
        for (int i = 0; i < 9; i++) {
            c[2000 + i] = corners[i / 3];
            s[2000 + i] = corners[i % 3];
        }
        double[] expected = new double[c.length];
        Arrays.setAll(expected, i -> Math.atan2(s[i], c[i]));
        // Some thirty roundings of numbers below pi.
        assertThat(Torus.angle(runtime.vector(c), runtime.vector(s)).readDoubles())
                .containsExactly(expected, within(5e-15));
        GradientCheck.of(runtime)
                .check(
                        "angle",
                        in -> Torus.angle(in.get(0), in.get(1)),
                        runtime.vector(1, -2, 0.5, -0.3),
                        runtime.vector(0.7, 0.2, -2, -1.4));
    }

    @Test
    void anglesWithinStayAsTheyAre() {
        double[] inside = {-Math.PI, -3, -1e-20, 0, 0.1, 3.14159};
        assertThat(Torus.wrap(runtime.vector(inside)).readDoubles()).containsExactly(inside);
        assertThat(Torus.wrap(runtime.vector(3.5, -4, 20, Math.PI)).readDoubles())
                .containsExactly(
                        new double[] {
                            3.5 - 2 * Math.PI, 2 * Math.PI - 4, 20 - 6 * Math.PI, -Math.PI
                        },
                        within(1e-14));
    }

    /** Of all ways modulo 2 pi the shortest, also across the edge. */
    @Test
    void distancesAreThoseModuloOneTurn() {
        Tensor from = points(3, 0, 1, 1, -3, 3);
        Tensor to = points(-3, 0, 1, 2, 3, -3);
        double gap = 2 * Math.PI - 6;
        assertThat(SPACE.distance(from, to).orElseThrow().readDoubles())
                .containsExactly(new double[] {gap, 1, Math.sqrt(2) * gap}, within(1e-14));
        Geodesics geodesics = SPACE.geodesics().orElseThrow();
        Tensor start = uniform(50, 1);
        Tensor end = uniform(50, 2);
        Geodesics.Motion motion =
                geodesics.move(
                        new Geodesics.Motion(start, geodesics.velocity(start, end)),
                        runtime.ones(Shape.of(50)));
        assertThat(motion.z().readDoubles()).containsExactly(end.readDoubles(), within(1e-14));
    }

    @Test
    void walksCrossTheEdgeAndGoOnceAround() {
        Tensor way =
                SPACE.walks().orElseThrow().between(points(3, 0), points(-3, 0), 3).slice(2, 0, 1);
        assertThat(Math.abs(way.readDoubles()[1])).isEqualTo(Math.PI, within(1e-14));
        Tensor around = SPACE.walks().orElseThrow().alongUnit(points(3, 0.5), 0, 5, uniform(10, 3));
        assertThat(around.slice(2, 1, 2).readDoubles()).containsOnly(0.5);
        assertThat(around.slice(2, 0, 1).sub(Math.PI / 4).cos().readDoubles())
                .containsExactly(
                        new double[] {
                            -Math.sqrt(0.5),
                            -Math.sqrt(0.5),
                            Math.sqrt(0.5),
                            Math.sqrt(0.5),
                            -Math.sqrt(0.5)
                        },
                        within(1e-14));
    }

    /** 20,000 draws: means and second moments are within 0.05, seven deviations. */
    @Test
    void networksAreGivenNumbersOfUnitVariance() {
        Tensor input = SPACE.networkInput().of(uniform(20_000, 4));
        assertThat(input.shape()).isEqualTo(Shape.of(20_000, 4));
        assertThat(input.mean(0).readDoubles()).containsOnly(new double[] {0}, within(0.05));
        assertThat(input.square().mean(0).readDoubles())
                .containsOnly(new double[] {1}, within(0.05));
    }

    /** A rotation of everything changes no rank, although some draws cross the edge. */
    @Test
    void ranksDoNotDependOnWhereTheEdgeIs() {
        RankedUnits ranked = SPACE.rankedUnits().orElseThrow();
        Tensor near = runtime.tensor(RandomKey.of(5).normal(60), Shape.of(10, 3, 2)).mul(0.3);
        Tensor reference = runtime.tensor(RandomKey.of(6).normal(60), Shape.of(10, 3, 2)).mul(0.3);
        double[] expected = ranked.of(near, reference).readDoubles();
        double[] turned =
                ranked.of(Torus.wrap(near.add(3)), Torus.wrap(reference.add(3))).readDoubles();
        assertThat(turned).containsExactly(expected, within(1e-13));
        assertThat(ranked.units("z").get(1).name()).isEqualTo("z[1]");
        assertThat(ranked.units("z").get(1).isCloseness()).isFalse();
    }

    @Test
    void columnsAreAngles() {
        TableColumns columns = SPACE.columns("z", true);
        assertThat(columns.names()).containsExactly("z0", "z1");
        assertThat(columns.groups())
                .containsExactly(new TableColumns.Group(CodeGeometry.TORUS, 1, 2));
        assertThat(SPACE).hasToString("T^2");
    }
}
