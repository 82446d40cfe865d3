// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.Map;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.weights.ImportanceWeights;
import org.vaelab.framework.model.Completions;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;

/**
 * log p(x) of test series by a particle filter each, {@code log 1/K sum_k w_k} of {@link
 * Completions}. Its exponential is unbiased, so it is a lower bound in expectation. Missing numbers
 * are integrated out. Its part {@code effectiveSampleSize} is the median effective number of the
 * last particles.
 */
@Cites("maddison2017fivo")
@Part("particleLogLikelihood")
public final class ParticleLogLikelihood implements Metric {

    @Override
    public MetricDescription description() {
        return MetricDescription.of(
                        "log p(x) by particles",
                        Direction.HIGHER,
                        "log p(x) of the observed numbers of a series, by a particle filter of as"
                                + " many particles as there are importance samples.")
                .in("nats", EstimateKind.LOWER_BOUND);
    }

    @Override
    public Measurement.Measured measure(MetricContext subject) {
        subject.undefinedIf(
                subject.model().tried(q -> q.completions(subject.key(), 1).isEmpty()),
                "the model has no particle filter");
        int particles = subject.settings().importanceSamples();
        Examples test = subject.test().select(subject.importanceRows());
        double[] logs = new double[test.size()];
        double[] effective = new double[logs.length];
        subject.forEachPosterior(
                test,
                (q, first, size) -> {
                    RandomKey key = subject.key().split("particles").fold(first);
                    double[] all =
                            q.completions(key, particles).orElseThrow().logWeights().readDoubles();
                    for (int b = 0; b < size; b++) {
                        ImportanceWeights own = new ImportanceWeights(particles);
                        for (int i = b; i < all.length; i += size) {
                            own.add(all[i]);
                        }
                        logs[first + b] = own.logMean();
                        effective[first + b] = own.effectiveSampleSize();
                    }
                });
        return new Measurement.Measured(
                Estimate.ofMean(logs, "nats", EstimateKind.LOWER_BOUND, particles),
                logs.length,
                Map.of(
                        "effectiveSampleSize",
                        Measurement.Measured.pure(ImportanceWeights.median(effective), particles)));
    }
}
