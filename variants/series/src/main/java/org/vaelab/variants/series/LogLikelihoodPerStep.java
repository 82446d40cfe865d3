// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.Optional;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.Overlap;
import org.vaelab.framework.evaluation.PerExample;
import org.vaelab.framework.evaluation.RatioOfMeans;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.evaluation.bound.BoundOrEstimate;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.Part;

/**
 * log p(x) of test series in nats for each observed step, one that has a number: the sum over the
 * series divided by the number of observed steps. It has the kind of log p(x), of which it is made.
 * Its standard error respects windows that share steps, {@link Overlap}.
 */
@Part("logLikelihoodPerStep")
public final class LogLikelihoodPerStep implements Metric {

    private static final String UNIT = "nats/step";

    @Override
    public MetricDescription description() {
        return MetricDescription.of(
                        "log p(x) per step",
                        Direction.HIGHER,
                        "log p(x) divided by the number of observed steps, over all test series.")
                .in(UNIT, EstimateKind.LOWER_BOUND);
    }

    @Override
    public Optional<String> obstacle(DataSummary data) {
        return data.shape().isFlat()
                ? Optional.of("examples without steps (source: series has some)")
                : Optional.empty();
    }

    @Override
    public boolean hasErrorsOfWindows() {
        return true;
    }

    @Override
    public Measurement.Measured measure(MetricContext subject) {
        Estimate from = BoundOrEstimate.IMPORTANCE_WEIGHTED.mean(subject);
        PerExample estimates = BoundOrEstimate.IMPORTANCE_WEIGHTED.of(subject);
        SeriesLayout layout;
        try {
            layout = SeriesLayout.of(subject.model().shape(), null, "logLikelihoodPerStep");
        } catch (IllegalArgumentException e) {
            throw new UndefinedMetricException(e.getMessage());
        }
        RatioOfMeans mean = perStep(estimates, subject.test(), layout);
        return new Measurement.Measured(mean.in(UNIT, from.kind(), from), estimates.rows().length)
                .with(
                        Overlap.of(subject.test().select(estimates.rows()))
                                .caveat(mean.standardError()));
    }

    /** Returns the ratio of numbers of some test series to the observed steps of each. */
    static RatioOfMeans perStep(PerExample numbers, Examples test, SeriesLayout layout) {
        Examples estimated = test.select(numbers.rows());
        double[] steps = new double[estimated.size()];
        double[] row = new double[layout.size()];
        for (int i = 0; i < steps.length; i++) {
            estimated.read(i, row, 0);
            for (int t = 0; t < layout.steps(); t++) {
                boolean isObserved = false;
                for (int d = 0; d < layout.width(); d++) {
                    isObserved |= !Double.isNaN(row[t * layout.width() + d]);
                }
                steps[i] += isObserved ? 1 : 0;
            }
        }
        return Overlap.of(estimated).ratio(numbers.values(), steps);
    }
}
