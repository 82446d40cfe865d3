// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/**
 * Points of a surface of known topology, which a fixed smooth map takes to R^n:
 *
 * <pre>
 *   x_k = sqrt(2) sin(w_k . u + b_k) + noise e_k,   w_k ~ N(0, I),  b_k ~ U(0, 2 pi),  e_k ~ N(0, 1)
 * </pre>
 *
 * <p>u is uniform on the surface, in the space R^m that is usual for it: a square in R^2, the unit
 * sphere in R^3, or the flat torus in R^4 ({@link Topology}). In the mean over k, squared distances of
 * the noise-free values are {@code 2 (1 - e^(-|u - v|^2 / 2))}, so that the map keeps small distances.
 * The known distances are those on the surface. Labels are its two coordinates, in {@value #BINS} bins
 * of equal probability.
 */
@Part(
        value = "manifold",
        description = "generated points of a plane, sphere or torus in R^n, with known distances")
public record ManifoldSource(
        @Setting("plane, sphere or torus") Topology topology,
        @Setting(value = "n, the number of values of an example", defaultValue = "50")
                int dimension,
        @Setting(
                        value = "standard deviation of the noise, above 0; without it, that of a value is 1",
                        defaultValue = "0.3")
                double noise,
        @Setting(value = "number of training examples", defaultValue = "5000") int train,
        @Setting(value = "number of test examples", defaultValue = "1000") int test,
        @Setting(
                        value = "seed of map and data; the seeds of runs do not change it",
                        defaultValue = "0")
                long seed)
        implements DataSource {

    private static final String NAME = "manifold";
    private static final int BINS = 10;

    /**
     * Checks the values.
     *
     * @throws DataException if one is out of range
     */
    public ManifoldSource {
        HiddenPoints.requireCount(NAME, "dimension", dimension);
        HiddenPoints.requirePositive(NAME, "noise", noise);
        HiddenPoints.requireCount(NAME, "train", train);
        HiddenPoints.requireCount(NAME, "test", test);
    }

    @Override
    public String defaultLikelihood() {
        return "gaussian";
    }

    @Override
    public OptionalLong trainingExamples() {
        return OptionalLong.of(train);
    }

    @Override
    public Dataset load(Progress progress, ValuePrecision precision) {
        RandomKey key = RandomKey.of(seed).split(NAME);
        double[][] points = new double[Math.addExact(train, test)][];
        for (int i = 0; i < points.length; i++) {
            points[i] = key.split("points").fold(i).uniform(2);
        }
        double[][] means = new double[points.length][];
        SmoothMap map = SmoothMap.of(topology.embed(points[0]).length, dimension, key);
        Arrays.setAll(means, i -> map.of(topology.embed(points[i])));
        List<Labels.Column> labels = new ArrayList<>();
        for (int c = 0; c < 2; c++) {
            int coordinate = c;
            labels.add(
                    Labels.Column.of(
                            topology.coordinate(c),
                            BINS,
                            Arrays.stream(points)
                                    .mapToInt(point -> (int) (BINS * point[coordinate]))
                                    .toArray()));
        }
        String surface = topology.name().toLowerCase(Locale.ROOT);
        return new HiddenPoints(
                        means, labels, (i, j) -> topology.distance(points[i], points[j]))
                .observed(
                        surface,
                        train,
                        noise,
                        key,
                        precision,
                        "generated points of a %s in R^%s, noise %s, seed %s"
                                .formatted(surface, dimension, noise, seed));
    }

    /** The map to R^n. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
    private record SmoothMap(double[] weights, double[] phases) {

        static SmoothMap of(int from, int to, RandomKey key) {
            return new SmoothMap(
                    key.split("weights").normal(Math.multiplyExact(from, to)),
                    key.split("phases").uniform(to));
        }

        double[] of(double[] u) {
            double[] x = new double[phases.length];
            for (int k = 0; k < x.length; k++) {
                double angle = 2 * Math.PI * phases[k];
                for (int d = 0; d < u.length; d++) {
                    angle += weights[k * u.length + d] * u[d];
                }
                x[k] = Math.sqrt(2) * StrictMath.sin(angle);
            }
            return x;
        }
    }
}
