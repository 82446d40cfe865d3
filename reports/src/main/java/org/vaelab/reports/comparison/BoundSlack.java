// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.record.MetricRole;

/**
 * The known slack of the importance-weighted bound of log p(x): another bound on the same data is
 * higher. Smaller differences in this bound may come from encoders, and say nothing about the
 * generative models.
 *
 * @param nats the mean difference over seeds, above 0
 * @param by the label of the other bound
 */
public record BoundSlack(ComparedModel model, double nats, String by) {

    /** Returns the largest known slack of a model; empty if no other bound is higher. */
    private static Optional<BoundSlack> of(Comparison comparison, Measured own) {
        ComparedModel model = own.model();
        BoundSlack largest = new BoundSlack(model, 0, "");
        for (Metric tighter : comparison.metrics(MetricRole.TIGHTER_LOG_LIKELIHOOD)) {
            Measured other = Measured.of(model, tighter);
            if (own.overSeeds().isPresent()
                    && other.overSeeds().isPresent()
                    && own.bySeed().keySet().equals(other.bySeed().keySet())
                    && onTheSameData(
                            own.protocol().orElseThrow(), other.protocol().orElseThrow())) {
                double nats = other.overSeeds().get().mean() - own.overSeeds().get().mean();
                if (nats > largest.nats()) {
                    largest = new BoundSlack(model, nats, tighter.label());
                }
            }
        }
        return largest.nats() > 0 ? Optional.of(largest) : Optional.empty();
    }

    private static boolean onTheSameData(EvaluationProtocol a, EvaluationProtocol b) {
        return a.data().equals(b.data()) && a.subset().equals(b.subset());
    }

    /**
     * Returns, for each model, the slack if it exceeds the lead of some other models, with these
     * models. Only values on the same protocol are compared.
     */
    public static Map<ComparedModel, Unsettled> unsettled(Comparison comparison) {
        Map<ComparedModel, Unsettled> all = new LinkedHashMap<>();
        List<Measured> bounds =
                comparison.metrics(MetricRole.LOG_LIKELIHOOD).stream()
                        .flatMap(metric -> Measured.ofAll(comparison, metric).stream())
                        .filter(m -> m.overSeeds().isPresent())
                        .toList();
        for (Measured below : bounds) {
            double own = below.overSeeds().orElseThrow().mean();
            Optional<BoundSlack> slack = of(comparison, below);
            double nats = slack.map(BoundSlack::nats).orElse(0.0);
            List<String> above = new ArrayList<>();
            for (Measured other : bounds) {
                double lead = other.overSeeds().orElseThrow().mean() - own;
                if (other.protocol().equals(below.protocol()) && lead > 0 && lead < nats) {
                    above.add(other.model().name());
                }
            }
            if (!above.isEmpty()) {
                all.put(below.model(), new Unsettled(slack.orElseThrow(), above));
            }
        }
        return all;
    }

    /**
     * A model that may be better than others ranked above it.
     *
     * @param slack of its bound
     * @param above the models that lead by less than the slack
     */
    public record Unsettled(BoundSlack slack, List<String> above) {

        public Unsettled {
            above = List.copyOf(above);
        }
    }
}
