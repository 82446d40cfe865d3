// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.latent.Geodesics.Motion;
import org.vaelab.framework.parts.product.Product;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Runtimes;

/** How points move in the spaces in which they can. */
class GeodesicsTest {

    private static final RandomKey KEY = RandomKey.of(5);
    private static final int N = 20;
    private static final int B = 2;

    private final TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    static Stream<LatentSpace> spaces() {
        return Stream.of(
                new Euclidean(3),
                new Sphere(2),
                new Sphere(11),
                new Product(List.of(new Euclidean(2), new Sphere(3), new Sphere(4))));
    }

    /** Points of a space, of whose factors those that are spheres are normalised. */
    private Tensor points(LatentSpace space) {
        Tensor noise = runtime.normal(KEY.split("z"), space.eventShape().prepend(N, B));
        return onto(space, noise);
    }

    private static Tensor onto(LatentSpace space, Tensor values) {
        if (space instanceof Product product) {
            List<Tensor> parts = product.split(values);
            return product.join(
                    Stream.iterate(0, i -> i + 1)
                            .limit(parts.size())
                            .map(i -> onto(product.factors().get(i), parts.get(i)))
                            .toList());
        }
        return space instanceof Sphere
                ? values.div(values.square().sum(-1).sqrt().expandDims(-1))
                : values;
    }

    private static void assertEqual(Tensor actual, Tensor expected) {
        assertThat(actual.readDoubles()).containsExactly(expected.readDoubles(), within(1e-12));
    }

    @ParameterizedTest
    @MethodSource("spaces")
    void staysInTheSpaceAtItsSpeedAndLeadsBack(LatentSpace space) {
        try (TensorScope scope = runtime.scope()) {
            Geodesics geodesics = space.geodesics().orElseThrow();
            Tensor z = points(space);
            Tensor noise = runtime.normal(KEY.split("v"), z.shape());
            Tensor velocity = geodesics.tangent(z, noise);
            assertEqual(geodesics.tangent(z, velocity), velocity);
            Tensor time = runtime.vector(0.7, 2.1);
            Motion end = geodesics.move(new Motion(z, velocity), time);
            assertEqual(onto(space, end.z()), end.z());
            assertEqual(geodesics.tangent(end.z(), end.velocity()), end.velocity());
            assertEqual(end.velocity().square().sum(-1), velocity.square().sum(-1));
            assertThat(end.z().readDoubles()).isNotEqualTo(z.readDoubles());
            Motion back = geodesics.move(new Motion(end.z(), end.velocity().neg()), time);
            assertEqual(back.z(), z);
            assertEqual(back.velocity(), velocity.neg());
            // Two moves are one of the sum of their times.
            Motion half = geodesics.move(new Motion(z, velocity), time.mul(0.5));
            assertEqual(geodesics.move(half, time.mul(0.5)).z(), end.z());
        }
    }

    @Test
    void onASphereTheWayIsTheAngle() {
        try (TensorScope scope = runtime.scope()) {
            Geodesics sphere = new Sphere(3).geodesics().orElseThrow();
            Tensor z = runtime.tensor(new double[] {0, 0, 1}, Shape.of(1, 1, 3));
            Tensor velocity = runtime.tensor(new double[] {0.5, 0, 0}, Shape.of(1, 1, 3));
            Motion end = sphere.move(new Motion(z, velocity), runtime.vector(Math.PI));
            assertThat(end.z().readDoubles())
                    .containsExactly(new double[] {1, 0, 0}, within(1e-15));
            assertThat(end.velocity().readDoubles())
                    .containsExactly(new double[] {0, 0, -0.5}, within(1e-15));
            Motion still = sphere.move(new Motion(z, velocity.mul(0)), runtime.vector(1));
            assertThat(still.z().readDoubles()).containsExactly(0, 0, 1);
            assertThat(still.velocity().readDoubles()).containsExactly(0, 0, 0);
        }
    }

    @Test
    void separatePointsDoNotMove() {
        assertThat(new OneHot(3, 4).geodesics()).isEmpty();
        assertThat(new Product(List.of(new Euclidean(2), new OneHot(3, 4))).geodesics()).isEmpty();
    }
}
