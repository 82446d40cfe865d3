// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.scores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataRows;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSummary.LabelColumn;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.KnownDistribution;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.Preparation;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.evaluation.EvaluationData;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.model.AmortizedInference;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.framework.model.DeepGenerativeModel;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.model.ConstantNetwork;
import org.vaelab.testkit.model.GivenLikelihood;
import org.vaelab.testkit.problem.Runtimes;

/**
 * A model whose bound is the same everywhere, where p*(x) = 1/8 and p*(x given "class") = 1/2.
 */
final class KnownTruthTest {

    private record Truth(double probability) implements KnownDistribution {

        @Override
        public double entropy() {
            return -Math.log(probability);
        }

        @Override
        public double logProbability(double[] example) {
            return Math.log(probability);
        }

        @Override
        public Optional<KnownDistribution> given(Set<String> labels) {
            return labels.isEmpty()
                    ? Optional.of(this)
                    : labels.equals(Set.of("class"))
                            ? Optional.of(new Truth(4 * probability))
                            : Optional.empty();
        }
    }

    private record Zeros() implements DataRows {

        @Override
        public int size() {
            return 6;
        }

        @Override
        public int width() {
            return 1;
        }

        @Override
        public void read(int row, double[] target, int offset) {
            target[offset] = 0;
        }
    }

    private static Labels.Column labels(String name) {
        return Labels.Column.of(name, 2, new int[] {0, 1, 0, 1, 0, 1});
    }

    private static Conditioning.Column given(String label) {
        return new Conditioning.Label(new LabelColumn(label, List.of("0", "1")));
    }

    private static EvaluationResult evaluate(List<String> condition) {
        Examples examples =
                Examples.of(new Zeros(), ValueDomain.REAL)
                        .withLabels(Labels.of(List.of(labels("class"), labels("other"))));
        DataShape shape = DataShape.flat(1);
        Dataset dataset =
                Dataset.of(
                        "zeros",
                        shape,
                        examples,
                        examples,
                        "made up",
                        DataFacts.NONE.drawnFrom(new Truth(0.125)));
        try (TensorRuntime runtime = Runtimes.reference(DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            Network encoder =
                    new ConstantNetwork(Parameter.learned("head", runtime.vector(0.0, 0.0)));
            LatentVariableModel model =
                    new LatentVariableModel(
                            new DeepGenerativeModel(
                                    runtime,
                                    shape,
                                    new Conditioning(
                                            condition.stream().map(KnownTruthTest::given).toList()),
                                    new DeepGenerativeModel.Root(
                                            "z",
                                            new StandardNormal(runtime, new Euclidean(1)),
                                            new ToyNormal.Family(1).networkInput()),
                                    List.of(),
                                    new DeepGenerativeModel.Output(
                                            new ConstantNetwork(
                                                    Parameter.learned(
                                                            "log", runtime.vector(Math.log(0.25)))),
                                            new GivenLikelihood())),
                            new AmortizedInference(
                                    new AmortizedInference.Encoder(
                                            "z", encoder, new ToyNormal.Family(1))),
                            new KlRegistry(List.of()));
            return new Evaluator(
                            StrictMapper.of(
                                    EvaluationSettings.class,
                                    Map.of(
                                            "importanceSamples",
                                            2,
                                            "metrics",
                                            List.of("excessNats", "entropy"))),
                            Metrics.standard())
                    .evaluate(
                            model,
                            List.of(),
                            EvaluationData.of(Preparation.NONE.apply(dataset, 1)),
                            RandomKey.of(1),
                            EvaluationProgress.SILENT);
        }
    }

    private static void assertExcess(EvaluationResult result, double entropy) {
        assertThat(result.metrics().get("entropy").value()).isCloseTo(entropy, within(1e-12));
        assertThat(result.metrics().get("excessNats").value())
                .isCloseTo(-entropy - result.metrics().get("elbo").value(), within(1e-12));
    }

    @Test
    void theTruthIsGivenWhatTheModelIsGiven() {
        assertExcess(evaluate(List.of("class")), Math.log(2));
        assertExcess(evaluate(List.of()), Math.log(8));
    }

    @Test
    void nothingIsMeasuredIfTheTruthGivenTheConditionIsNotKnown() {
        EvaluationResult result = evaluate(List.of("class", "other"));
        assertThat(result.metrics()).doesNotContainKeys("entropy", "excessNats");
        assertThat(result.absent())
                .containsEntry(
                        "excessNats",
                        "the distribution of the data given class, other is not known");
    }
}
