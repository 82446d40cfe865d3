// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Objects;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;

/** A metric that is absent where one of the steps to it says why it is not defined. */
abstract class RepresentationMetric implements Metric {

    private final MetricDescription description;

    /**
     * Describes a metric of which more is better.
     *
     * @param sentence for the report
     */
    RepresentationMetric(String label, String sentence) {
        this.description = MetricDescription.of(label, Direction.HIGHER, sentence);
    }

    @Override
    public final MetricDescription description() {
        return description;
    }

    /**
     * Measures.
     *
     * @throws UndefinedMetricException if the number is not defined
     */
    abstract Measurement.Measured estimate(MetricContext subject);

    @Override
    public final Measurement measure(MetricContext subject) {
        try {
            return estimate(subject);
        } catch (UndefinedMetricException e) {
            return new Measurement.Absent(Objects.requireNonNull(e.getMessage()));
        }
    }

    /** Returns a number without an error that could be told. */
    static Measurement.Measured score(double value, int examples) {
        return new Measurement.Measured(
                Estimate.withoutError(value, "1", EstimateKind.NOT_A_LIKELIHOOD, 0), examples);
    }

    /** Returns the mean of one number for each test example, with the standard error of the mean. */
    static Measurement.Measured mean(double[] perExample) {
        return new Measurement.Measured(
                Estimate.ofMean(perExample, "1", EstimateKind.NOT_A_LIKELIHOOD, 0),
                perExample.length);
    }
}
