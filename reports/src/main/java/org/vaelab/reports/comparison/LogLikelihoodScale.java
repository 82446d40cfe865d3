// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.framework.record.RunRecord;

/**
 * How a metric follows from log p(x), as bits per dimension do: by a linear function, the same for all runs.
 *
 * @param of log p(x), or its bound, in nats
 * @param slope the change of the metric by nat
 */
public record LogLikelihoodScale(Metric of, double slope) {

    /** The least squared correlation of two metrics of which one is a linear function of the other. */
    private static final double ONE_LINE = 1 - 1e-9;

    /** Returns the scale of a metric whose role says so; empty if the values of the runs do not show one. */
    static Optional<LogLikelihoodScale> of(Comparison comparison, Metric metric) {
        return Stream.of(metric)
                .filter(own -> own.role() == MetricRole.SCALED_LOG_LIKELIHOOD)
                .flatMap(own -> comparison.metrics().stream().filter(Metric::isMain))
                .min(Comparator.comparingInt(Metric::preference))
                .filter(of -> isOfOneProtocol(comparison, of))
                .flatMap(of -> between(comparison, of, metric));
    }

    /** Returns the metric of single examples, from their log p(x) and the value of the metric for all of them. */
    double[] scaled(double[] nats, double value) {
        double mean = ModelDifference.mean(nats);
        return Arrays.stream(nats).map(own -> value + slope * (own - mean)).toArray();
    }

    private static boolean isOfOneProtocol(Comparison comparison, Metric of) {
        return Measured.ofAll(comparison, of).stream()
                        .flatMap(measured -> measured.protocols().stream())
                        .distinct()
                        .count()
                == 1;
    }

    /** Returns the linear function that gives a metric from another one in all runs that have both, if there is one. */
    public static Optional<LogLikelihoodScale> between(
            Comparison comparison, Metric one, Metric other) {
        double n = 0;
        double meanX = 0;
        double meanY = 0;
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (RunRecord run : comparison.completed()) {
            Estimate a = run.metrics().get(one.name());
            Estimate b = run.metrics().get(other.name());
            if (a != null && b != null) {
                n++;
                double dx = a.value() - meanX;
                double dy = b.value() - meanY;
                meanX += dx / n;
                meanY += dy / n;
                xx += dx * (a.value() - meanX);
                yy += dy * (b.value() - meanY);
                xy += dx * (b.value() - meanY);
            }
        }
        return xy * xy > ONE_LINE * xx * yy
                ? Optional.of(new LogLikelihoodScale(one, xy / xx))
                : Optional.empty();
    }
}
