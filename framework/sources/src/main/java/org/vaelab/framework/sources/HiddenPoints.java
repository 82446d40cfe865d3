// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import java.util.List;
import java.util.stream.IntStream;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.KnownDistances;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.random.RandomKey;

/**
 * Points of a known structure in R^n, which data observe with noise: {@code x = point + noise N(0, I)}.
 *
 * @param means the points, of the training examples first, [N, n]
 * @param labels of the points
 * @param distances of the points
 */
@SuppressWarnings("ArrayRecordComponent") // A carrier of bulk data that nobody compares.
record HiddenPoints(double[][] means, List<Labels.Column> labels, KnownDistances distances) {

    /** Returns their observations. */
    Dataset observed(
            String name,
            int train,
            double noise,
            RandomKey key,
            ValuePrecision precision,
            String provenance) {
        int width = means[0].length;
        double[] values = key.split("noise").normal(Math.multiplyExact(means.length, width));
        for (int i = 0; i < values.length; i++) {
            values[i] = means[i / width][i % width] + noise * values[i];
        }
        Examples all =
                Examples.real(width, values)
                        .withLabels(Labels.of(labels))
                        .withDistances(distances)
                        .in(precision);
        return Dataset.of(
                name,
                DataShape.flat(width),
                all.select(IntStream.range(0, train).toArray()),
                all.select(IntStream.range(train, means.length).toArray()),
                provenance);
    }

    static void requireCount(String source, String key, long value) {
        if (value < 1) {
            throw DataException.of(
                    "source %s: %s is %s, expected at least 1", source, key, value);
        }
    }

    static void requirePositive(String source, String key, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw DataException.of(
                    "source %s: %s is %s, expected a finite number above 0", source, key, value);
        }
    }
}
