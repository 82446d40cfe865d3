// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.evaluator;

import java.util.List;
import java.util.stream.Collectors;
import org.vaelab.framework.data.Modality;
import org.vaelab.framework.evaluation.EvaluationState;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.record.DiagnosticCurves;
import org.vaelab.framework.record.MetricDescription;

/**
 * A metric with q given some modalities alone, under the keys of the metric.
 *
 * @param metric the name of the metric
 * @param apart what all metrics given these modalities have in common
 */
record MetricGivenModalities(
        String metric,
        Metric whole,
        MetricDescription description,
        List<Modality> seen,
        EvaluationState apart)
        implements Metric {

    /** Returns the part of a name that says which modalities: {@code a-b}. */
    static String part(List<Modality> seen) {
        return seen.stream().map(Modality::name).collect(Collectors.joining("-"));
    }

    @Override
    public Measured measure(MetricContext subject) {
        Measured found = whole.measure(subject.seeing(seen, apart).forMetric(metric));
        DiagnosticCurves curves = found.curves();
        return curves == null
                ? found
                : found.showing(curves.titled(curves.title() + " given " + part(seen)));
    }
}
