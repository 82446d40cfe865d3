// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.Labels;
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
 * <p>u is uniform on the surface in R^m ({@link Topology}). In the mean over k, squared distances
 * of the noise-free values are {@code 2 (1 - e^(-|u - v|^2 / 2))}, so that the map keeps small
 * distances. The known distances are those on the surface. Labels are two coordinates of it, in
 * {@value #BINS} bins of equal probability: x and y, longitude and height, or two angles.
 */
@Part(value = "manifold", description = "points of a plane, sphere or torus, with known distances")
public record ManifoldSource(
        @Setting("plane, sphere or torus") Topology topology,
        @Setting(value = "n, the values of an example", defaultValue = "50") int dimension,
        @Setting(value = "deviation of the noise, above 0", defaultValue = "0.3") double noise,
        @Setting(value = "number of training examples", defaultValue = "5000") int train,
        @Setting(value = "number of test examples", defaultValue = "1000") int test,
        @Setting(value = "seed of the data; not that of runs", defaultValue = "0") long seed)
        implements KnownTopology {

    private static final int BINS = 10;

    /**
     * Checks the values.
     *
     * @throws DataException if one is out of range
     */
    public ManifoldSource {
        KnownTopology.check(dimension, noise, train, test);
    }

    @Override
    public Points points(RandomKey key) {
        int size = Math.addExact(train, test);
        double[] first = key.split("first").uniform(size);
        double[] second = key.split("second").uniform(size);
        double[][] points = new double[size][];
        Arrays.setAll(points, i -> topology.point(first[i], second[i]));
        int width = points[0].length;
        double[] weights = key.split("weights").normal(Math.multiplyExact(width, dimension));
        double[] phases = key.split("phases").uniform(dimension);
        double[][] means = new double[size][dimension];
        for (int i = 0; i < size; i++) {
            for (int k = 0; k < dimension; k++) {
                double angle = 2 * Math.PI * phases[k];
                for (int d = 0; d < width; d++) {
                    angle += weights[k * width + d] * points[i][d];
                }
                means[i][k] = Math.sqrt(2) * StrictMath.sin(angle);
            }
        }
        return new Points(
                topology.name().toLowerCase(Locale.ROOT),
                means,
                List.of(binned("first", first), binned("second", second)),
                (i, j) -> topology.distance(points[i], points[j]));
    }

    private static Labels.Column binned(String name, double[] uniform) {
        int[] bins = Arrays.stream(uniform).mapToInt(u -> (int) (BINS * u)).toArray();
        return Labels.Column.of(name, BINS, bins);
    }
}
