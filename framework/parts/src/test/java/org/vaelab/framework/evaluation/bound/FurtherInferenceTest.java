// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.bound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.evaluation.EvaluationData;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.PerExample;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.model.AmortizedInference;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.JointPosterior.WrappedPosterior;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.PosteriorForm;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.problem.LinearGaussian;
import org.vaelab.testkit.problem.OneLatent;
import org.vaelab.testkit.problem.Runtimes;

/**
 * What is measured of another inference, on a linear-Gaussian model of one latent number: its exact
 * posterior, given out as each of the forms that a posterior may have.
 */
final class FurtherInferenceTest {

    private static final RandomKey KEY = RandomKey.of(23);
    private static final int N = 40;

    /** The exact posterior of every copy of the datum, as what it is said to be. */
    private record Given(double mean, double variance, PosteriorForm form, String name)
            implements Inference {

        @Override
        public JointPosterior infer(GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
            TensorRuntime runtime = p.runtime();
            Shape shape = Shape.of(batch.size(), 1);
            Posterior q =
                    new ToyNormal(
                            runtime.full(mean, shape), runtime.full(Math.log(variance), shape));
            JointPosterior alone =
                    new AmortizedInference(
                                    new AmortizedInference.Encoder(
                                            OneLatent.Z,
                                            x -> {
                                                ToyNormal normal = (ToyNormal) q;
                                                return Tensor.concatenate(
                                                        List.of(
                                                                normal.mean(),
                                                                normal.logVariance()),
                                                        1);
                                            },
                                            new ToyNormal.Family(1)))
                            .infer(p, batch, key, phase);
            return new Said(alone);
        }

        @Override
        public List<Parameter> parameters() {
            return List.of();
        }
    }

    private record Said(JointPosterior q) implements WrappedPosterior {

        @Override
        public Map<String, double[]> diagnostics() {
            double[] places = new double[q.location().z(OneLatent.Z).shape().extent(0)];
            Arrays.setAll(places, i -> i % 2);
            return Map.of("odd", places);
        }
    }

    private static JsonNode golden() {
        return LinearGaussian.cases()
                .filter(c -> c.at("/input/W").get(0).size() == 1)
                .findFirst()
                .orElseThrow();
    }

    private static Given given(JsonNode golden, PosteriorForm form) {
        return new Given(
                golden.at("/expected/posterior_mean").get(0).asDouble(),
                golden.at("/expected/posterior_cov").get(0).get(0).asDouble(),
                form,
                "given");
    }

    private static EvaluationSettings settings() {
        return StrictMapper.of(
                EvaluationSettings.class,
                Map.of(
                        "importanceSamples",
                        20,
                        "importanceExamples",
                        25,
                        "samples",
                        3,
                        "kl",
                        KlMode.AUTO,
                        "metrics",
                        List.of()));
    }

    private static EvaluationResult evaluate(
            LinearGaussian problem,
            LatentVariableModel model,
            List<Inference> further,
            EvaluationSettings settings) {
        EvaluationData copies = EvaluationData.ofTest(problem.copies(N));
        return new Evaluator(settings, Metrics.standard())
                .evaluate(model, further, copies, KEY, EvaluationProgress.SILENT);
    }

    @Test
    void aBoundThatIsHigherAndTheGapThatItCloses() {
        JsonNode golden = golden();
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64)) {
            LinearGaussian problem = new LinearGaussian(runtime, golden.get("input"));
            EvaluationResult result =
                    evaluate(
                            problem,
                            problem.model(),
                            List.of(given(golden, PosteriorForm.DENSITY)),
                            settings());
            Map<String, Estimate> found = result.metrics();
            double evidence = golden.at("/expected/log_px").asDouble();
            Estimate elbo = found.get("elbo.given");
            assertThat(elbo.kind()).isEqualTo(EstimateKind.LOWER_BOUND);
            // Of the exact posterior every weight is p(x); the closed form of the KL adds noise.
            assertThat(elbo.value()).isCloseTo(evidence, within(5 * elbo.standardError()));
            Estimate refined = found.get("logLikelihood.refined");
            assertThat(refined.kind()).isEqualTo(EstimateKind.LOWER_BOUND);
            assertThat(refined.value()).isCloseTo(evidence, within(1e-9));
            Estimate gap = found.get("amortizationGap");
            double[] own = result.perDatum().elbo();
            double ownMean =
                    Arrays.stream(result.perDatum().estimated())
                            .mapToDouble(i -> own[i])
                            .average()
                            .orElseThrow();
            assertThat(gap.value()).isCloseTo(elbo.value() - ownMean, within(1e-9));
            assertThat(result.examples()).containsEntry("elbo.given", 25);
            // 25 of 40 data in one block: the odd ones are 12.
            assertThat(found.get("odd.given").value()).isCloseTo(12 / 25.0, within(1e-12));
            assertThat(found.get("odd.given").unit()).isEqualTo("1");
            assertThat(found).doesNotContainKeys("approximationGap", "logJoint.given");
        }
    }

    @Test
    void anExactPosteriorGivesLogPItselfWithOneDraw() {
        JsonNode golden = golden();
        double evidence = golden.at("/expected/log_px").asDouble();
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64)) {
            LinearGaussian problem = new LinearGaussian(runtime, golden.get("input"));
            Inference exact = given(golden, PosteriorForm.EXACT);
            Map<String, Estimate> further =
                    evaluate(problem, problem.model(), List.of(exact), settings()).metrics();
            for (String name : List.of("elbo.given", "logLikelihood.refined")) {
                assertThat(further.get(name).kind()).as(name).isEqualTo(EstimateKind.EXACT);
                assertThat(further.get(name).samples()).as(name).isZero();
                assertThat(further.get(name).value()).as(name).isCloseTo(evidence, within(1e-9));
            }
            EvaluationResult own =
                    evaluate(problem, problem.model().with(exact), List.of(), settings());
            for (String name : List.of("elbo", "logLikelihood")) {
                assertThat(own.metrics().get(name).kind()).as(name).isEqualTo(EstimateKind.EXACT);
                assertThat(own.metrics().get(name).value())
                        .as(name)
                        .isCloseTo(evidence, within(1e-9));
            }
            assertThat(own.metrics().get("kl").kind()).isEqualTo(EstimateKind.UNBIASED_ESTIMATE);
            assertThat(
                            own.metrics().get("reconstruction").value()
                                    - own.metrics().get("kl").value())
                    .isCloseTo(evidence, within(1e-9));
            assertThat(own.absent())
                    .containsEntry("paretoK", "the posterior is exact: all weights are equal")
                    .containsKey("effectiveSampleSize");
            assertThat(own.perDatum().samples()).containsOnly(1);
            assertThat(own.perDatum().fittedParetoK(0)).isEmpty();
            assertThat(own.perDatum().effectiveSampleSize()).containsOnly(Double.NaN);
            assertThat(own.perDatum().logLikelihood())
                    .hasSize(25)
                    .containsOnly(new double[] {evidence}, within(1e-9));
        }
    }

    @Test
    void drawsAloneGiveExpectationsAndNoBound() {
        JsonNode golden = golden();
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64)) {
            LinearGaussian problem = new LinearGaussian(runtime, golden.get("input"));
            Inference draws = given(golden, PosteriorForm.DRAWS);
            EvaluationSettings asked =
                    StrictMapper.of(
                            EvaluationSettings.class,
                            Map.of(
                                    "importanceSamples",
                                    20,
                                    "importanceExamples",
                                    25,
                                    "samples",
                                    3,
                                    "kl",
                                    KlMode.AUTO,
                                    "metrics",
                                    List.of(
                                            "mutualInformation",
                                            "aggregateKl",
                                            "totalCorrelation")));
            EvaluationResult own = evaluate(problem, problem.model().with(draws), List.of(), asked);
            String reason = "the inference finds values, whose density is not known";
            for (String name :
                    List.of(
                            "elbo",
                            "kl",
                            "logLikelihood",
                            "paretoK",
                            "effectiveSampleSize",
                            "mutualInformation",
                            "aggregateKl",
                            "totalCorrelation")) {
                assertThat(own.absent()).containsEntry(name, reason);
                assertThat(own.metrics()).doesNotContainKey(name);
            }
            assertThat(own.metrics().get("logJoint").kind())
                    .isEqualTo(EstimateKind.NOT_A_LIKELIHOOD);
            assertThat(own.perDatum().elbo()).hasSize(N).containsOnly(Double.NaN);
            // log p(x, z) = log p(x) + log p(z given x): its mean is short of log p(x) by the
            // entropy.
            double entropy =
                    0.5
                            * (1
                                    + Math.log(
                                            2
                                                    * Math.PI
                                                    * golden.at("/expected/posterior_cov")
                                                            .get(0)
                                                            .get(0)
                                                            .asDouble()));
            Estimate joint = own.metrics().get("logJoint");
            assertThat(joint.value())
                    .isCloseTo(
                            golden.at("/expected/log_px").asDouble() - entropy,
                            within(5 * joint.standardError()));
            EvaluationResult beside =
                    evaluate(problem, problem.model(), List.of(draws), settings());
            assertThat(beside.metrics())
                    .containsKeys("logJoint.given", "reconstruction.given", "odd.given")
                    .doesNotContainKeys("elbo.given", "logLikelihood.refined", "amortizationGap");
            assertThat(beside.absent()).containsEntry("elbo.given", reason);
            EvaluationResult bound =
                    evaluate(
                            problem,
                            problem.model().with(draws),
                            List.of(given(golden, PosteriorForm.DENSITY)),
                            settings());
            assertThat(bound.metrics()).containsKey("elbo.given");
            assertThat(bound.absent())
                    .containsEntry("amortizationGap", "the model's own inference gives no bound");
        }
    }

    @Test
    void whatIsMissingBesideTheBoundIsTheFamilys() {
        JsonNode golden = golden();
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64)) {
            LinearGaussian problem = new LinearGaussian(runtime, golden.get("input"));
            PartChoice ais =
                    new PartChoice(
                            "logLikelihood.ais",
                            Map.of(
                                    "temperatures",
                                    30,
                                    "chains",
                                    4,
                                    "leapfrogSteps",
                                    3,
                                    "examples",
                                    12,
                                    "simulated",
                                    0));
            EvaluationResult result =
                    evaluate(
                            problem,
                            problem.model(),
                            List.of(given(golden, PosteriorForm.DENSITY)),
                            StrictMapper.of(
                                    EvaluationSettings.class,
                                    Map.of(
                                            "importanceSamples",
                                            20,
                                            "importanceExamples",
                                            25,
                                            "samples",
                                            3,
                                            "metrics",
                                            List.of(ais))));
            Estimate gap = result.metrics().get("approximationGap");
            assertThat(result.examples()).containsEntry("approximationGap", 12);
            // The posterior itself leaves nothing: what is left is the noise of both.
            assertThat(gap.value()).isCloseTo(0, within(6 * gap.standardError() + 0.05));
        }
    }

    @Test
    void ofSeveralTheFirstWithABoundIsTheProposal() {
        JsonNode golden = golden();
        try (TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64)) {
            LinearGaussian problem = new LinearGaussian(runtime, golden.get("input"));
            Given right = given(golden, PosteriorForm.DENSITY);
            Inference draws =
                    new Given(right.mean(), right.variance(), PosteriorForm.DRAWS, "draws");
            Inference wide =
                    new Given(right.mean(), 4 * right.variance(), PosteriorForm.DENSITY, "wide");
            Map<String, Estimate> found =
                    evaluate(problem, problem.model(), List.of(draws, right, wide), settings())
                            .metrics();
            assertThat(found)
                    .containsKeys("logJoint.draws", "elbo.given", "elbo.wide")
                    .doesNotContainKeys("elbo.draws");
            double evidence = golden.at("/expected/log_px").asDouble();
            assertThat(found.get("logLikelihood.refined").value())
                    .isCloseTo(evidence, within(1e-9));
            assertThat(found.get("elbo.wide").value()).isLessThan(evidence - 0.3);
        }
    }

    @Test
    void differencesAreTakenOnSharedExamples() {
        PerExample all = new PerExample(new int[] {1, 4, 6, 9}, new double[] {10, 40, 60, 90});
        PerExample some = new PerExample(new int[] {0, 4, 9}, new double[] {5, 1, 2});
        assertThat(all.minus(some).rows()).containsExactly(4, 9);
        assertThat(all.minus(some).values()).containsExactly(39, 88);
        assertThat(some.minus(all).values()).containsExactly(-39, -88);
    }
}
