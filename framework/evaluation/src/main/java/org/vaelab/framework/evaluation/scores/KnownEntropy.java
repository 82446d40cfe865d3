// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.scores;

import java.util.LinkedHashMap;
import java.util.Map;
import org.vaelab.framework.data.KnownDistribution;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.Part;

/**
 * The exact entropy of the data, where their distribution is known: no bound of -log p(x) is below
 * it in expectation. For a model given c, it is that of the data given c. Its parts are further
 * exact quantities of the distribution.
 */
@Part("entropy")
public final class KnownEntropy implements Metric {

    private static final String NATS = "nats";

    @Override
    public MetricDescription description() {
        return MetricDescription.of(
                        "Entropy",
                        Direction.NEITHER,
                        "The exact entropy of the data, given what the model is given: the least possible"
                                + " mean of -log p(x).")
                .in(NATS, EstimateKind.EXACT);
    }

    @Override
    public MetricDescription describe(String part, MetricDescription whole) {
        return whole.part(
                whole.label() + ", " + part, "An exact quantity of the distribution of the data.");
    }

    @Override
    public Asked asked() {
        return Asked.WHERE_DEFINED;
    }

    @Override
    public Measured measure(MetricContext subject) {
        KnownDistribution known = subject.truth();
        Map<String, Estimate> parts = new LinkedHashMap<>();
        known.quantities().forEach((name, value) -> parts.put(name, exact(value)));
        return new Measured(exact(known.entropy()), subject.test().size(), parts);
    }

    private static Estimate exact(double nats) {
        return Estimate.withoutError(nats, NATS, EstimateKind.EXACT, 0);
    }
}
