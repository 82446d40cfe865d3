// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.KnownDistances;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.random.RandomKey;

/**
 * Data that observe points of a known structure with noise: {@code x = point + noise N(0, I)} in
 * R^n.
 */
sealed interface KnownTopology extends DataSource permits ManifoldSource, TreeSource {

    int dimension();

    double noise();

    int train();

    int test();

    long seed();

    /** Makes the points of all examples. */
    Points points(RandomKey key);

    /**
     * The points of all examples, those for training first.
     *
     * @param name of the structure
     * @param means [N, n]
     */
    @SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
    record Points(
            String name, double[][] means, List<Labels.Column> labels, KnownDistances distances) {}

    static void check(int dimension, double noise, int train, int test) {
        if (!(Math.min(Math.min(train, test), dimension) > 0 && noise > 0 && noise < 1e30)) {
            throw DataException.of(
                    "train, test, dimension and noise must lie in (0, 1e30), not be %s, %s, %s, %s",
                    train, test, dimension, noise);
        }
    }

    @Override
    default String defaultLikelihood() {
        return "gaussian";
    }

    @Override
    default OptionalLong trainingExamples() {
        return OptionalLong.of(train());
    }

    @Override
    default Dataset load(Progress progress, ValuePrecision precision) {
        RandomKey key = RandomKey.of(seed()).split("topology");
        Points points = points(key);
        int size = points.means().length;
        double[] values = key.split("noise").normal(Math.multiplyExact(size, dimension()));
        for (int i = 0; i < values.length; i++) {
            values[i] = noise() * values[i] + points.means()[i / dimension()][i % dimension()];
        }
        Examples all =
                Examples.real(dimension(), values)
                        .withLabels(Labels.of(points.labels()))
                        .withDistances(points.distances())
                        .in(precision);
        return Dataset.of(
                points.name(),
                DataShape.flat(dimension()),
                all.select(IntStream.range(0, train()).toArray()),
                all.select(IntStream.range(train(), size).toArray()),
                "generated: " + this);
    }
}
