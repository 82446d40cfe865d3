// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.MetricRole;

/**
 * The known slack of the importance-weighted bound of log p(x): another bound on the same data is
 * higher. Smaller differences in this bound may come from encoders, and say nothing about the
 * generative models.
 *
 * @param nats the mean difference over seeds, above 0
 * @param by the label of the other bound
 * @param above the models that lead by less than that: which is better is not settled
 */
@Internal
public record BoundSlack(double nats, String by, List<String> above) {

    public BoundSlack {
        above = List.copyOf(above);
    }

    /**
     * Returns, for each model, the largest slack if it exceeds the lead of some other models. Only
     * values on the same protocol are compared.
     */
    public static Map<ComparedModel, BoundSlack> unsettled(Comparison comparison) {
        Map<ComparedModel, BoundSlack> all = new LinkedHashMap<>();
        List<MeasuredMetric> bounds =
                comparison.metrics(MetricRole.LOG_LIKELIHOOD).stream()
                        .flatMap(metric -> MeasuredMetric.ofAll(comparison, metric).stream())
                        .filter(m -> m.overSeeds().isPresent())
                        .toList();
        for (MeasuredMetric below : bounds) {
            double own = mean(below);
            Optional<MeasuredMetric> highest =
                    comparison.metrics(MetricRole.TIGHTER_LOG_LIKELIHOOD).stream()
                            .map(tighter -> MeasuredMetric.of(below.model(), tighter))
                            .filter(other -> isOnTheSameData(below, other) && mean(other) > own)
                            .reduce((a, b) -> mean(b) > mean(a) ? b : a);
            double nats = highest.map(BoundSlack::mean).orElse(own) - own;
            List<String> above =
                    bounds.stream()
                            .filter(other -> other.protocol().equals(below.protocol()))
                            .filter(other -> mean(other) - own > 0 && mean(other) - own < nats)
                            .map(other -> other.model().name())
                            .toList();
            if (!above.isEmpty()) {
                String by = highest.orElseThrow().metric().label();
                all.put(below.model(), new BoundSlack(nats, by, above));
            }
        }
        return all;
    }

    private static double mean(MeasuredMetric measured) {
        return measured.overSeeds().orElseThrow().mean();
    }

    private static boolean isOnTheSameData(MeasuredMetric one, MeasuredMetric other) {
        return other.overSeeds().isPresent()
                && one.bySeed().keySet().equals(other.bySeed().keySet())
                && one.protocol()
                        .map(EvaluationProtocol::examples)
                        .equals(other.protocol().map(EvaluationProtocol::examples));
    }
}
