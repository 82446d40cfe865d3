// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;

/** A metric of codes, of which more is better. */
abstract class RepresentationMetric implements Metric {

    private final Function<DataSummary, Optional<String>> obstacle;
    private final MetricDescription description;

    /**
     * Describes the metric.
     *
     * @param obstacle see {@link #obstacle}
     * @param sentence for the report
     */
    RepresentationMetric(
            Function<DataSummary, Optional<String>> obstacle, String label, String sentence) {
        this.obstacle = obstacle;
        this.description = MetricDescription.of(label, Direction.HIGHER, sentence).within(0, 1);
    }

    @Override
    public final Optional<String> obstacle(DataSummary data) {
        return obstacle.apply(data);
    }

    @Override
    public MetricDescription description() {
        return description;
    }

    /**
     * Returns 1 for each example that is predicted right and 0 for the others: their mean is the
     * accuracy.
     */
    static double[] hits(int[] predicted, int[] labels) {
        double[] hits = new double[labels.length];
        Arrays.setAll(hits, i -> predicted[i] == labels[i] ? 1 : 0);
        return hits;
    }

    /**
     * Returns the mean of one number for each test example, with the standard error of the mean.
     */
    static Measured mean(double[] perExample) {
        return Measured.mean(perExample, 0);
    }
}
