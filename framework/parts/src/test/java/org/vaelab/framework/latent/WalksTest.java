// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.parts.product.Product;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.problem.Runtimes;

/** What walks promise of any space, and where they lead in each. */
class WalksTest {

    private static final RandomKey KEY = RandomKey.of(8);
    private static final int N = 4;
    private static final int STEPS = 7;

    private final TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    static Stream<LatentSpace> spaces() {
        return Stream.of(
                new Euclidean(3),
                new Sphere(2),
                new Sphere(6),
                new OneHot(3, 4),
                new Plugin(2),
                new Product(List.of(new Euclidean(2), new OneHot(2, 3), new Sphere(3))));
    }

    /** A space that says how points move, and nothing of walks. */
    private record Plugin(int dimension) implements LatentSpace {

        @Override
        public Shape eventShape() {
            return Shape.of(dimension);
        }

        @Override
        public BaseMeasure measure() {
            return BaseMeasure.LEBESGUE;
        }

        @Override
        public NetworkInput networkInput() {
            return NetworkInput.of(dimension, z -> z);
        }

        @Override
        public PartChoice referencePrior() {
            return PartChoice.of("none");
        }

        @Override
        public Optional<Geodesics> geodesics() {
            return new Euclidean(dimension).geodesics();
        }
    }

    private Tensor points(LatentSpace space, RandomKey key, int n) {
        if (space instanceof Product product) {
            List<Tensor> parts = new ArrayList<>();
            for (LatentSpace factor : product.factors()) {
                parts.add(points(factor, key.fold(parts.size()), n));
            }
            return product.join(parts);
        }
        Tensor noise = runtime.normal(key, space.eventShape().prepend(n));
        if (space instanceof Sphere) {
            return noise.div(noise.square().sum(-1).sqrt().expandDims(-1));
        }
        return space instanceof OneHot discrete
                ? noise.argMax(-1).oneHot(discrete.categories()).cast(noise.dtype())
                : noise;
    }

    private static void assertInSpace(LatentSpace space, Tensor z) {
        if (space instanceof Product product) {
            List<Tensor> parts = product.split(z);
            for (int i = 0; i < parts.size(); i++) {
                assertInSpace(product.factors().get(i), parts.get(i));
            }
        } else if (space instanceof Sphere) {
            for (double square : z.square().sum(-1).readDoubles()) {
                assertThat(square).isCloseTo(1, within(1e-12));
            }
        } else if (space instanceof OneHot) {
            assertThat(z.readDoubles()).containsOnly(0, 1);
            assertThat(z.sum(-1).readDoubles()).containsOnly(1);
        }
    }

    private static Walks walks(LatentSpace space) {
        return space.walks().orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("spaces")
    void betweenTwoValuesItStaysInTheSpaceAndItsEndsAreTheValues(LatentSpace space) {
        try (TensorScope scope = runtime.scope()) {
            Tensor from = points(space, KEY.split("from"), N);
            Tensor to = points(space, KEY.split("to"), N);
            Tensor way = walks(space).between(from, to, STEPS);
            assertThat(way.shape()).isEqualTo(space.eventShape().prepend(STEPS, N));
            assertThat(way.slice(0, 0, 1).readDoubles()).isEqualTo(from.readDoubles());
            assertThat(way.slice(0, STEPS - 1, STEPS).readDoubles()).isEqualTo(to.readDoubles());
            assertInSpace(space, way);
            // Backwards it is the same way, but for the order in which discrete variables change.
            if (!space.measure().countsPoints()) {
                Tensor back = walks(space).between(to, from, STEPS);
                for (int k = 0; k < STEPS; k++) {
                    assertThat(back.slice(0, STEPS - 1 - k, STEPS - k).readDoubles())
                            .containsExactly(way.slice(0, k, k + 1).readDoubles(), within(1e-12));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("spaces")
    void aUnitTakesDifferentValuesWhileTheOthersStay(LatentSpace space) {
        try (TensorScope scope = runtime.scope()) {
            Tensor z = points(space, KEY.split("z"), N);
            Tensor draws = points(space, KEY.split("prior"), 50);
            int[] units = space.units();
            int count = 1 + Arrays.stream(units).max().orElseThrow();
            for (int unit = 0; unit < count; unit++) {
                Tensor way = walks(space).alongUnit(z, unit, STEPS, draws);
                int steps = way.shape().extent(0);
                assertThat(way.shape()).isEqualTo(space.eventShape().prepend(steps, N));
                assertInSpace(space, way);
                double[] all = way.readDoubles();
                double[] start = z.readDoubles();
                assertThat(Arrays.stream(all, 0, start.length).toArray())
                        .isNotEqualTo(
                                Arrays.stream(all, all.length - start.length, all.length)
                                        .toArray());
                if (!(space instanceof Sphere) && !(space instanceof Product)) {
                    for (int i = 0; i < all.length; i++) {
                        if (units[i % units.length] != unit) {
                            assertThat(all[i]).isEqualTo(start[i % start.length]);
                        }
                    }
                }
            }
        }
    }

    @Test
    void aCoordinateReachesThreeDeviationsOfThePriorToBothSides() {
        try (TensorScope scope = runtime.scope()) {
            Tensor z = runtime.tensor(new double[] {0.3, 9}, Shape.of(1, 2));
            // Mean 1 and deviation 2 of the first coordinate.
            Tensor draws = runtime.tensor(new double[] {-1, 0, 3, 0}, Shape.of(2, 2));
            for (LatentSpace space : List.of(new Euclidean(2), new Plugin(2))) {
                assertThat(walks(space).alongUnit(z, 0, 3, draws).readDoubles())
                        .containsExactly(new double[] {-5, 9, 1, 9, 7, 9}, within(1e-12));
            }
        }
    }

    @Test
    void onASphereAUnitGoesFromOneEndOfItsAxisToTheOther() {
        try (TensorScope scope = runtime.scope()) {
            Tensor z = runtime.tensor(new double[] {0.48, 0.64, 0.6}, Shape.of(1, 3));
            Tensor way = walks(new Sphere(3)).alongUnit(z, 2, 5, z);
            double half = Math.sqrt(0.5);
            assertThat(way.readDoubles())
                    .containsExactly(
                            new double[] {
                                0,
                                0,
                                -1,
                                0.6 * half,
                                0.8 * half,
                                -half,
                                0.6,
                                0.8,
                                0,
                                0.6 * half,
                                0.8 * half,
                                half,
                                0,
                                0,
                                1
                            },
                            within(1e-12));
        }
    }

    @Test
    void betweenPointsOfASphereEachStepIsTheSameAngleAndOppositeOnesHaveAWayToo() {
        try (TensorScope scope = runtime.scope()) {
            Tensor from = runtime.tensor(new double[] {1, 0, 0, 1, 0, 0, 1, 0, 0}, Shape.of(3, 3));
            Tensor to = runtime.tensor(new double[] {0, 1, 0, -1, 0, 0, 1, 0, 0}, Shape.of(3, 3));
            double[] way = walks(new Sphere(3)).between(from, to, 3).readDoubles();
            double half = Math.sqrt(0.5);
            assertThat(Arrays.copyOfRange(way, 9, 12))
                    .containsExactly(new double[] {half, half, 0}, within(1e-12));
            assertThat(way[12]).isCloseTo(0, within(1e-12));
            assertThat(Math.hypot(way[13], way[14])).isCloseTo(1, within(1e-12));
            assertThat(Arrays.copyOfRange(way, 15, 18)).containsExactly(1, 0, 0);
        }
    }

    @Test
    void variablesOfCategoriesChangeOverOneAfterAnotherAndTakeEachCategory() {
        try (TensorScope scope = runtime.scope()) {
            Tensor from = runtime.indices(new int[] {0, 0}, Shape.of(1, 2)).oneHot(3);
            Tensor to = runtime.indices(new int[] {2, 1}, Shape.of(1, 2)).oneHot(3);
            Walks walks = walks(new OneHot(2, 3));
            assertThat(walks.between(from, to, 3).argMax(-1).readInts())
                    .containsExactly(0, 0, 2, 0, 2, 1);
            assertThat(walks.alongUnit(from, 1, 9, from).argMax(-1).readInts())
                    .containsExactly(0, 0, 0, 1, 0, 2);
        }
    }

    @Test
    void aWalkHasTwoStepsAtLeast() {
        try (TensorScope scope = runtime.scope()) {
            Tensor z = runtime.zeros(Shape.of(1, 2));
            assertThatThrownBy(() -> walks(new Euclidean(2)).between(z, z, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at least 2 steps, not 1");
        }
    }
}
