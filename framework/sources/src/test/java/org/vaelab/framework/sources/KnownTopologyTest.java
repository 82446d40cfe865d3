// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.KnownDistances;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.settings.StrictMapper;

class KnownTopologyTest {

    private static Dataset tree(Map<String, Object> keys) {
        return StrictMapper.of(TreeSource.class, keys).load(DataSource.Progress.SILENT);
    }

    private static Dataset manifold(Map<String, Object> keys) {
        return StrictMapper.of(ManifoldSource.class, keys).load(DataSource.Progress.SILENT);
    }

    private static double squaredDistance(Examples examples, int i, int j) {
        double[] a = new double[examples.width()];
        double[] b = new double[examples.width()];
        examples.read(i, a, 0);
        examples.read(j, b, 0);
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += (a[d] - b[d]) * (a[d] - b[d]);
        }
        return sum;
    }

    /** Nodes by their numbers: 1; 2, 3; 4, 5, 6, 7. */
    @Test
    void theDistanceOfNodesIsTheirPath() {
        assertThat(TreeSource.edges(1, 1)).isZero();
        assertThat(TreeSource.edges(1, 2)).isEqualTo(1);
        assertThat(TreeSource.edges(2, 3)).isEqualTo(2);
        assertThat(TreeSource.edges(4, 5)).isEqualTo(2);
        assertThat(TreeSource.edges(4, 3)).isEqualTo(3);
        assertThat(TreeSource.edges(7, 4)).isEqualTo(4);
    }

    /**
     * A diffusion adds variances: E|x_i - x_j|^2 = n (edges + 2 noise^2). With n = 20,000 values
     * the square root of twice the reciprocal, 1 %, is the relative standard error.
     */
    @Test
    void examplesOfATreeLieAsFarApartAsTheirPathSays() {
        int n = 20_000;
        Examples test =
                tree(Map.of("depth", 4, "dimension", n, "noise", 0.5, "train", 1, "test", 12))
                        .test();
        KnownDistances known = test.distances().orElseThrow();
        for (int i = 0; i < test.size(); i++) {
            for (int j = 0; j < i; j++) {
                double expected = n * (known.between(i, j) + 0.5);
                assertThat(squaredDistance(test, i, j))
                        .as("examples %s and %s", i, j)
                        .isCloseTo(expected, within(0.06 * expected));
            }
        }
    }

    @Test
    void theLabelsOfATreeFitItsDistances() {
        Examples train = tree(Map.of("depth", 3, "dimension", 2, "train", 300)).train();
        KnownDistances known = train.distances().orElseThrow();
        Labels.Column node = train.label("node");
        Labels.Column level = train.label("level");
        Labels.Column branch = train.label("branch");
        int root = Arrays.stream(node.values()).boxed().toList().indexOf(0);
        assertThat(node.counts()).hasSize(15).doesNotContain(0);
        for (int i = 0; i < train.size(); i++) {
            assertThat(known.between(root, i)).isEqualTo(level.value(i));
            assertThat(branch.value(i) == Labels.UNKNOWN).isEqualTo(level.value(i) < 2);
            for (int j = 0; j < i; j++) {
                assertThat(known.between(i, j) == 0).isEqualTo(node.value(i) == node.value(j));
                if (branch.value(i) >= 0 && branch.value(i) == branch.value(j)) {
                    assertThat(known.between(i, j)).isLessThanOrEqualTo(2);
                }
            }
        }
    }

    private static double distance(Topology surface, double u, double v, double p, double q) {
        return surface.distance(surface.point(u, v), surface.point(p, q));
    }

    @Test
    void distancesOnSurfacesAreKnown() {
        assertThat(distance(Topology.PLANE, 0.1, 0.25, 0.9, 0.75))
                .isCloseTo(Math.PI * Math.hypot(0.8, 0.5), within(1e-12));
        assertThat(distance(Topology.TORUS, 0.1, 0.25, 0.9, 0.75))
                .isCloseTo(2 * Math.PI * Math.hypot(0.2, 0.5), within(1e-12));
        // cos d = sin h1 sin h2 + cos h1 cos h2 cos(longitudes), heights -1/2 and 1/2.
        assertThat(distance(Topology.SPHERE, 0.1, 0.25, 0.9, 0.75))
                .isCloseTo(Math.acos(-0.25 + 0.75 * Math.cos(2 * Math.PI * 0.8)), within(1e-12));
        assertThat(distance(Topology.SPHERE, 0, 1, 0.3, 0)).isCloseTo(Math.PI, within(1e-7));
    }

    /** Close points of a surface have distances that its place in space has too. */
    @ParameterizedTest
    @EnumSource(Topology.class)
    void surfacesKeepSmallDistancesInSpace(Topology topology) {
        double[] u = topology.point(0.3, 0.6);
        double[] v = topology.point(0.3004, 0.5997);
        double known = topology.distance(u, v);
        double sum = 0;
        for (int d = 0; d < u.length; d++) {
            sum += (u[d] - v[d]) * (u[d] - v[d]);
        }
        assertThat(Math.sqrt(sum)).isCloseTo(known, within(1e-5 * known));
    }

    /** Of many values, |x_i - x_j|^2 / n is its mean over all maps: 2 (1 - e^(-|u - v|^2 / 2)). */
    @Test
    void theMapOfASphereKeepsDistancesInTheMean() {
        int n = 20_000;
        Examples test =
                manifold(
                                Map.of(
                                        "topology",
                                        "sphere",
                                        "dimension",
                                        n,
                                        "noise",
                                        1e-6,
                                        "train",
                                        1,
                                        "test",
                                        12))
                        .test();
        KnownDistances known = test.distances().orElseThrow();
        for (int i = 0; i < test.size(); i++) {
            for (int j = 0; j < i; j++) {
                double chord = 2 * Math.sin(known.between(i, j) / 2);
                // A term has a variance below 4, so that 0.07 is 5 standard errors at least.
                assertThat(squaredDistance(test, i, j) / n)
                        .isCloseTo(2 - 2 * Math.exp(-chord * chord / 2), within(0.07));
            }
        }
    }

    @Test
    void coordinatesAreLabels() {
        Dataset torus = manifold(Map.of("topology", "torus"));
        assertThat(torus.train().labels().orElseThrow().names()).containsExactly("first", "second");
        // A count has a standard deviation of 21.
        assertThat(Arrays.stream(torus.train().label("second").counts()).boxed())
                .hasSize(10)
                .allSatisfy(count -> assertThat(count).isBetween(380, 620));
        assertThat(torus.train().size()).isEqualTo(5000);
        assertThat(torus.test().size()).isEqualTo(1000);
    }

    @Test
    void valuesOutOfRangeAreRejected() {
        assertThatThrownBy(() -> tree(Map.of("depth", 16)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("depth is 16, expected 1..15");
        assertThatThrownBy(() -> tree(Map.of("noise", 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("must lie in (0, 1e30), not be 5000, 1000, 50, 0.0");
        assertThatThrownBy(() -> manifold(Map.of("topology", "plane", "train", 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("must lie in (0, 1e30), not be 0, 1000, 50, 0.3");
    }
}
