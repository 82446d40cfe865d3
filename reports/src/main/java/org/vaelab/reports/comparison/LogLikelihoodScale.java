// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.Comparator;
import java.util.Optional;
import org.hipparchus.stat.regression.SimpleRegression;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.framework.record.RunRecord;

/**
 * How a metric follows from another one: by a linear function that is the same for all runs, as
 * bits per dimension follow from log p(x).
 *
 * @param slope the change of the metric by a unit of the other
 */
@Internal
public record LogLikelihoodScale(ReportedMetric of, double slope) {

    /**
     * The least squared correlation of two metrics of which one is a linear function of the other.
     */
    private static final double ONE_LINE = 1 - 1e-9;

    /**
     * Returns the scale on log p(x) of a metric that is one; of any other metric, the scale on
     * itself.
     */
    static LogLikelihoodScale of(Comparison comparison, ReportedMetric metric) {
        return comparison.metrics().stream()
                .filter(of -> metric.role() == MetricRole.SCALED_LOG_LIKELIHOOD && of.isMain())
                .min(Comparator.comparingInt(ReportedMetric::preference))
                .filter(of -> isOfOneProtocol(comparison, of))
                .flatMap(of -> between(comparison, of, metric))
                .orElse(new LogLikelihoodScale(metric, 1));
    }

    private static boolean isOfOneProtocol(Comparison comparison, ReportedMetric of) {
        return MeasuredMetric.ofAll(comparison, of).stream()
                        .flatMap(measured -> measured.protocols().stream())
                        .distinct()
                        .count()
                == 1;
    }

    /**
     * Returns the linear function by which a metric follows from another one in all runs that have
     * both, if there is one. Two runs lie on a line whatever the metrics are: they tell it only of a
     * metric whose role says so.
     */
    public static Optional<LogLikelihoodScale> between(
            Comparison comparison, ReportedMetric one, ReportedMetric other) {
        SimpleRegression line = new SimpleRegression();
        for (RunRecord run : comparison.completed()) {
            Estimate a = run.metrics().get(one.name());
            Estimate b = run.metrics().get(other.name());
            if (a != null && b != null) {
                line.addData(a.value(), b.value());
            }
        }
        long least = other.role() == MetricRole.SCALED_LOG_LIKELIHOOD ? 2 : 3;
        return line.getN() >= least && line.getRSquare() > ONE_LINE
                ? Optional.of(new LogLikelihoodScale(one, line.getSlope()))
                : Optional.empty();
    }
}
