// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.representation;

import java.util.Optional;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.evaluation.Measurement.Measured;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.settings.Part;

/**
 * The accuracy of the most probable label under q(y given x) on test examples with a known label,
 * with its binomial standard error. The label is a latent variable of the model. The model sees no
 * label of a test example.
 */
@Part("accuracy")
public final class LabelAccuracy extends RepresentationMetric {

    LabelAccuracy() {
        super(
                data -> Optional.empty(),
                "Accuracy",
                "The share of test examples whose most probable label under q(y given x) is right.");
    }

    @Override
    public Measured measure(MetricContext subject) {
        String name =
                subject.model().generative().latents().stream()
                        .filter(latent -> latent.observation().isPresent())
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new UndefinedMetricException(
                                                "no label is a latent variable of the model"))
                        .name();
        Examples all = subject.test();
        Factor labels = Factor.of(all.label(name));
        KnownLabels.requireClasses(labels);
        KnownLabels.requireTwo(labels, "test");
        int[] known = labels.known();
        Examples test = known.length == all.size() ? all : all.select(known);
        Labels.Column truth = test.label(name);
        double[] hits = new double[known.length];
        subject.forEachPosterior(
                test,
                (q, first, size) -> {
                    int[] predicted = q.location().z(name).argMax(-1).readInts();
                    for (int i = 0; i < size; i++) {
                        hits[first + i] = predicted[i] == truth.value(first + i) ? 1 : 0;
                    }
                });
        return mean(hits);
    }

    @Override
    public Asked asked() {
        return Asked.WHERE_DEFINED;
    }
}
