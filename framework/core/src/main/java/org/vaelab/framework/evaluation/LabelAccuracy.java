// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;

/**
 * The share of test examples whose label is the most probable one under q(y given x), of a model in which a
 * label is a latent variable; with its binomial standard error. The label of no test example is shown to
 * the model.
 */
final class LabelAccuracy implements Metric {

    @Override
    public Measurement measure(MetricContext subject) {
        Optional<LatentVariable> label =
                subject.model().generative().latents().stream()
                        .filter(latent -> latent.observation().isPresent())
                        .findFirst();
        if (label.isEmpty()) {
            return new Measurement.Absent("no label is a latent variable of the model");
        }
        String name = label.get().name();
        Examples test = subject.test();
        Labels.Column truth = test.labels().orElseThrow().column(name);
        List<Double> hits = new ArrayList<>();
        subject.forEachPosterior(
                test,
                (q, first, size) -> {
                    int[] predicted = q.location().z(name).argMax(-1).readInts();
                    for (int i = 0; i < size; i++) {
                        int known = truth.value(first + i);
                        if (known != Labels.UNKNOWN) {
                            hits.add(predicted[i] == known ? 1.0 : 0.0);
                        }
                    }
                });
        if (hits.isEmpty()) {
            return new Measurement.Absent("the label of no test example is known");
        }
        double[] scores = hits.stream().mapToDouble(Double::doubleValue).toArray();
        return new Measurement.Measured(
                Estimate.ofMean(scores, "1", EstimateKind.NOT_A_LIKELIHOOD, 0), scores.length);
    }
}
