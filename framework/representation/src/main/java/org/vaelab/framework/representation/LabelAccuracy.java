// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.MetricContext;

/**
 * The share of test examples whose label is the most probable one under q(y given x), of a model in which a
 * label is a latent variable; with its binomial standard error. The label of no test example is shown to
 * the model.
 */
final class LabelAccuracy extends RepresentationMetric {

    @Override
    Measurement.Measured estimate(MetricContext subject) {
        String name =
                subject.model().generative().latents().stream()
                        .filter(latent -> latent.observation().isPresent())
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new UndefinedMetricException(
                                                "no label is a latent variable of the model"))
                        .name();
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
            throw new UndefinedMetricException("the label of no test example is known");
        }
        return mean(hits.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
