// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.multimodal;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.evaluation.EvaluationData;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.testkit.contract.KnownMeasurement;
import org.vaelab.testkit.contract.MetricContract;

/** The metrics say why they are not defined for data of one domain. */
final class MetricsContractTest extends MetricContract {

    MetricsContractTest() {
        super("conditionalLogLikelihood", "coherence");
    }

    @Override
    protected boolean isDefined() {
        return false;
    }

    /**
     * Of 20 examples a is at (-9, 4) and b at -10, and of 20 both are at the opposite. q given b is z
     * of -1 or 1, narrow, and q given a is 0 for all. So a given b is right for all, and b given a is
     * near 3, right for one half.
     */
    @Override
    protected List<KnownMeasurement> knownMeasurements(TensorRuntime runtime) {
        int[] labels = IntStream.range(0, 40).map(i -> i % 2).toArray();
        double[][] rows =
                Arrays.stream(labels)
                        .mapToObj(
                                label ->
                                        label == 1
                                                ? new double[] {9, -4, 10}
                                                : new double[] {-9, 4, -10})
                        .toArray(double[][]::new);
        LatentVariableModel model =
                TwoViews.model(
                                runtime,
                                TwoViews.part(
                                        PosteriorPart.class,
                                        "diagonal-normal",
                                        Map.of("latent", 1)),
                                "poe",
                                Map.of(),
                                TwoViews.part(EstimatorPart.class, "elbo", Map.of()))
                        .model();
        // Each expert has a variance of e^-8, so that the prior counts little.
        Map<String, double[]> weights =
                Map.of(
                        "encoder.a.0.weight", new double[4],
                        "encoder.a.0.bias", new double[] {0, -8},
                        "encoder.b.0.weight", new double[] {0.1, 0},
                        "encoder.b.0.bias", new double[] {0, -8},
                        "decoder.a.0.weight", new double[] {9, -4},
                        "decoder.a.0.bias", new double[2],
                        "decoder.b.0.weight", new double[] {8},
                        "decoder.b.0.bias", new double[] {3});
        for (Parameter parameter : model.parameters()) {
            double[] values = weights.get(parameter.name());
            parameter.assign(runtime.tensor(values, parameter.value().shape()));
        }
        Examples examples =
                TwoViews.of(rows)
                        .examples()
                        .withLabels(Labels.of(List.of(Labels.Column.of("label", 2, labels))));
        return List.of(
                new KnownMeasurement(
                        "coherence",
                        model,
                        EvaluationData.of(TwoViews.prepared(examples)),
                        (1 + 0.5) / 2,
                        1e-9));
    }

    @Override
    protected Map<String, String> whyNoKnownAnswer() {
        return Map.of("conditionalLogLikelihood", "ConditionalLogLikelihoodTest");
    }
}
