// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.ImportanceTarget;
import org.vaelab.framework.evaluation.PerDatum;
import org.vaelab.framework.evaluation.bound.ImportanceEstimate;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.KlRegistry.AnalyticKl;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.spi.OperationBackend;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.problem.LinearGaussian;
import org.vaelab.testkit.problem.Runtimes;
import org.vaelab.testkit.statistics.StatisticalAssertions;
import org.vaelab.testkit.tensor.ReferenceBackend;

/**
 * Evaluation of linear-Gaussian models, whose bounds and log p(x) are known exactly.
 *
 * <p>Means over copies of one datum are compared with their expectations at a rate of 1e-7 each;
 * log-weights are skewed like chi-square, which at these numbers of copies makes it at most 1e-6:
 * 2e-4 for the two hundred comparisons here together.
 */
class EvaluationTest {

    private static final StatisticalAssertions ASSERT = StatisticalAssertions.at(1e-7);

    /** In standard errors: found with probability 0.99 even if a sample's deviation is 15 % off. */
    private static final double DETECTABLE = 10;

    private static final RandomKey KEY = RandomKey.of(1);

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);

    @AfterEach
    void close() {
        runtime.close();
    }

    static Stream<JsonNode> models() {
        return LinearGaussian.cases();
    }

    private static JsonNode first() {
        return models().findFirst().orElseThrow();
    }

    private static EvaluationSettings settings(int importanceSamples, int samples, KlMode kl) {
        return StrictMapper.of(
                EvaluationSettings.class,
                Map.of("importanceSamples", importanceSamples, "samples", samples, "kl", kl));
    }

    private static EvaluationSettings settings(ImportanceTarget target) {
        return StrictMapper.of(
                EvaluationSettings.class,
                Map.of("importanceSamples", 50, "samples", 1, "importanceTarget", target));
    }

    private static EvaluationResult evaluate(
            LinearGaussian model, int copies, EvaluationSettings settings) {
        return new Evaluator(settings, Metrics.standard())
                .evaluate(model.model(), model.copies(copies), KEY, EvaluationProgress.SILENT);
    }

    @ParameterizedTest
    @MethodSource("models")
    void theBoundAndItsTermsAreThoseKnown(JsonNode golden) {
        JsonNode expected = golden.get("expected");
        LinearGaussian model = new LinearGaussian(runtime, golden.get("input"));
        double kl = expected.get("kl_q_prior").asDouble();
        for (KlMode mode : List.of(KlMode.ANALYTIC, KlMode.MONTE_CARLO)) {
            List<EvaluationResult> results = new ArrayList<>();
            ASSERT.meanInStages(
                    "elbo",
                    1000,
                    copies -> {
                        results.add(evaluate(model, copies, settings(1, 60, mode)));
                        return results.get(results.size() - 1).perDatum().elbo();
                    },
                    expected.get("elbo").asDouble(),
                    0.2);
            Map<String, Estimate> metrics = results.get(0).metrics();
            assertThat(metrics.get("reconstruction").value() - metrics.get("kl").value())
                    .isCloseTo(metrics.get("elbo").value(), within(1e-12));
            assertThat(metrics.get("elbo").kind()).isEqualTo(EstimateKind.LOWER_BOUND);
            assertThat(metrics.get("elbo").samples()).isEqualTo(60);
        }
        // With the exact divergence, the error of the bound is that of the reconstruction.
        Estimate exact = evaluate(model, 10, settings(1, 1, KlMode.AUTO)).metrics().get("kl");
        assertThat(exact.value()).isCloseTo(kl, within(1e-10 + 1e-10 * kl));
        assertThat(exact.kind()).isEqualTo(EstimateKind.EXACT);
        assertThat(exact.samples()).isZero();
    }

    @Tag("exhaustive")
    @ParameterizedTest
    @MethodSource("models")
    void theImportanceWeightedBoundConvergesToTheLikelihood(JsonNode golden) {
        LinearGaussian model = new LinearGaussian(runtime, golden.get("input"));
        JsonNode bounds = golden.get("expected").get("iwae");
        double previous = Double.NEGATIVE_INFINITY;
        double errorBefore = 0;
        for (int i = 0; i < bounds.size(); i++) {
            int k = bounds.get(i).get("K").asInt();
            int copies = k == 5000 ? 100 : 2000;
            List<EvaluationResult> results = new ArrayList<>();
            double deviation = golden.at("/reference/iwae/" + i + "/single_draw_std").asDouble();
            ASSERT.meanInStages(
                    "bound with K = " + k,
                    copies,
                    n -> {
                        results.add(evaluate(model, n, settings(k, 1, KlMode.AUTO)));
                        return results.get(results.size() - 1).perDatum().logLikelihood();
                    },
                    bounds.get(i).get("value").asDouble(),
                    DETECTABLE * deviation / Math.sqrt(copies));
            EvaluationResult result = results.get(results.size() - 1);
            Estimate estimate = result.metrics().get("logLikelihood");
            assertThat(estimate.kind()).isEqualTo(EstimateKind.LOWER_BOUND);
            assertThat(estimate.samples()).isEqualTo(k);
            // Two bounds that differ by less than this are not told apart.
            double error = deviation / Math.sqrt(result.perDatum().elbo().length);
            double slack = 1e-6 + 6 * Math.hypot(error, errorBefore);
            assertThat(estimate.value()).isGreaterThan(previous - slack);
            previous = estimate.value();
            errorBefore = error;
        }
        double logLikelihood = golden.get("expected").get("log_px").asDouble();
        assertThat(previous).isCloseTo(logLikelihood, within(0.1));
    }

    @Tag("full")
    @Test
    void theImportanceWeightedBoundOfTwoModels() {
        models().limit(2).forEach(this::theImportanceWeightedBoundConvergesToTheLikelihood);
    }

    /**
     * The estimate lies below log p(x) by half the square of its standard error, which the draws
     * show, and as sure as it was asked to be: first draws that had a part in it would lift it.
     */
    @Tag("full")
    @ParameterizedTest
    @ValueSource(doubles = {0.2, 0.05})
    void drawsAreTakenForTheStandardErrorThatIsAskedFor(double standardError) {
        int copies = 400;
        LinearGaussian model = new LinearGaussian(runtime, first().get("input"));
        double logLikelihood = first().at("/expected/log_px").asDouble();
        ImportanceTarget target = new ImportanceTarget(standardError, 100_000);
        EvaluationResult result = evaluate(model, copies, settings(target));
        PerDatum perDatum = result.perDatum();
        double bias =
                -0.5 * Arrays.stream(perDatum.standardError()).map(e -> e * e).average().orElse(0);
        ASSERT.mean(
                "log p(x), less half the square of its error",
                perDatum.logLikelihood(),
                logLikelihood + bias,
                DETECTABLE * standardError / Math.sqrt(copies));
        double missed = result.metrics().get(ImportanceEstimate.IMPORTANCE_ERROR_MISSED).value();
        assertThat(perDatum.standardError())
                .satisfies(
                        errors -> {
                            long above =
                                    Arrays.stream(errors).filter(e -> e > standardError).count();
                            assertThat(above / (double) copies).isEqualTo(missed);
                        });
        Estimate estimate = result.metrics().get("logLikelihood");
        assertThat(estimate.samplesFor()).isEqualTo(standardError);
        assertThat(estimate.samples())
                .isEqualTo(Math.round(Arrays.stream(perDatum.samples()).average().orElseThrow()));
        // Doublings of the first draws.
        assertThat(Arrays.stream(perDatum.samples()))
                .allMatch(k -> k % 50 == 0 && Integer.bitCount(k / 50) == 1);
        assertThat(model.decoder().all())
                .isEqualTo(copies * 51L + Arrays.stream(perDatum.samples()).sum());
        EvaluationResult again = evaluate(model, copies, settings(target));
        assertThat(again.perDatum().logLikelihood()).isEqualTo(perDatum.logLikelihood());
    }

    @Test
    void noDatumHasMoreDrawsThanTheLimitAndWhatMissesTheErrorIsCounted() {
        LinearGaussian model = new LinearGaussian(runtime, first().get("input"));
        EvaluationResult result = evaluate(model, 30, settings(new ImportanceTarget(1e-6, 70)));
        assertThat(result.perDatum().samples()).containsOnly(70);
        assertThat(result.metrics().get(ImportanceEstimate.IMPORTANCE_ERROR_MISSED).value())
                .isEqualTo(1);
        assertThatThrownBy(
                        () ->
                                settings(
                                        StrictMapper.of(
                                                ImportanceTarget.class, Map.of("limit", 49))))
                .hasMessage("importanceTarget.limit must be at least importanceSamples, 50, is 49");
        assertThatThrownBy(
                        () -> StrictMapper.of(ImportanceTarget.class, Map.of("standardError", 0.0)))
                .hasMessage("standardError must be finite and above 0, is 0.0");
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(ints = {50, 5000})
    void noDecoderSeesMoreRowsThanAllowed(int k) {
        LinearGaussian other = new LinearGaussian(runtime, first().get("input"));
        EvaluationResult roomy = evaluate(other, 120, settings(k, 70, KlMode.AUTO));
        for (int rows : List.of(1, 7, 100, 250, 1000, 5000)) {
            LinearGaussian model = new LinearGaussian(runtime, first().get("input"));
            int copies = rows < 50 ? 3 : 120;
            EvaluationSettings settings =
                    StrictMapper.of(
                            EvaluationSettings.class,
                            Map.of(
                                    "importanceSamples",
                                    k,
                                    "samples",
                                    70,
                                    "kl",
                                    KlMode.AUTO,
                                    "maxDecoderRows",
                                    rows));
            EvaluationResult result = evaluate(model, copies, settings);
            assertThat(model.decoder().largest()).isLessThanOrEqualTo(rows);
            assertThat(model.decoder().all()).isEqualTo((long) copies * (k + 70));
            if (rows >= 100) {
                assertThat(result.perDatum().logLikelihood())
                        .containsExactly(roomy.perDatum().logLikelihood(), within(1e-11));
                assertThat(result.perDatum().elbo())
                        .containsExactly(roomy.perDatum().elbo(), within(1e-11));
            }
        }
    }

    @Test
    void noDecoderSeesMoreRowsThanAllowedOfFewDraws() {
        noDecoderSeesMoreRowsThanAllowed(50);
    }

    @Test
    void aDeviceWithMemoryDecodesManyBlocksTogether() {
        EvaluationSettings settings = settings(120, 70, KlMode.AUTO);
        EvaluationResult expected =
                evaluate(new LinearGaussian(runtime, first().get("input")), 130, settings);
        TensorBackend roomy =
                new OperationBackend(new ReferenceBackend()) {
                    @Override
                    public OptionalLong freeBytes() {
                        return OptionalLong.of(1L << 40);
                    }
                };
        try (TensorRuntime device = TensorRuntime.on(roomy, DType.FLOAT64)) {
            LinearGaussian model = new LinearGaussian(device, first().get("input"));
            EvaluationResult result = evaluate(model, 130, settings);
            assertThat(model.decoder().largest()).isEqualTo(100 * 120);
            assertThat(result.perDatum().logLikelihood())
                    .containsExactly(expected.perDatum().logLikelihood(), within(1e-11));
            assertThat(result.perDatum().elbo())
                    .containsExactly(expected.perDatum().elbo(), within(1e-11));
        }
    }

    @Test
    void theSameKeyGivesTheSameBytes() {
        LinearGaussian model = new LinearGaussian(runtime, first().get("input"));
        int kept = runtime.keptTensors();
        EvaluationSettings settings =
                StrictMapper.of(
                        EvaluationSettings.class,
                        Map.of(
                                "importanceSamples",
                                30,
                                "importanceExamples",
                                150,
                                "samples",
                                2,
                                "metrics",
                                List.of("activeUnits", "mutualInformation")));
        EvaluationResult once = evaluate(model, 230, settings);
        EvaluationResult twice = evaluate(model, 230, settings);
        assertThat(twice.measurements()).isEqualTo(once.measurements());
        assertThat(twice.perDatum().elbo()).isEqualTo(once.perDatum().elbo());
        assertThat(twice.perDatum().logLikelihood()).isEqualTo(once.perDatum().logLikelihood());
        assertThat(twice.perDatum().paretoK()).isEqualTo(once.perDatum().paretoK());
        assertThat(runtime.keptTensors()).isEqualTo(kept);
        EvaluationResult other =
                new Evaluator(settings, Metrics.standard())
                        .evaluate(
                                model.model(),
                                model.copies(230),
                                RandomKey.of(2),
                                EvaluationProgress.SILENT);
        assertThat(other.metrics().get("elbo")).isNotEqualTo(once.metrics().get("elbo"));
    }

    @Test
    void backendsAgree() {
        EvaluationSettings settings =
                StrictMapper.of(
                        EvaluationSettings.class,
                        Map.of(
                                "importanceSamples",
                                40,
                                "samples",
                                3,
                                "metrics",
                                List.of("mutualInformation")));
        EvaluationResult fast =
                evaluate(new LinearGaussian(runtime, first().get("input")), 20, settings);
        try (TensorRuntime slow = Runtimes.reference(DType.FLOAT64)) {
            EvaluationResult oracle =
                    evaluate(new LinearGaussian(slow, first().get("input")), 20, settings);
            assertThat(fast.metrics().keySet()).isEqualTo(oracle.metrics().keySet());
            oracle.metrics()
                    .forEach(
                            (name, estimate) ->
                                    assertThat(fast.metrics().get(name).value())
                                            .as(name)
                                            .isCloseTo(estimate.value(), within(1e-9)));
        }
    }

    @Test
    void saysHowManyDataWereUsedAndWhatIsAbsentAndWhy() {
        LinearGaussian model = new LinearGaussian(runtime, first().get("input"));
        List<String> heard = new ArrayList<>();
        EvaluationResult result =
                new Evaluator(
                                StrictMapper.of(
                                        EvaluationSettings.class,
                                        Map.of("importanceSamples", 10, "importanceExamples", 30)),
                                Metrics.standard())
                        .evaluate(
                                model.model(),
                                model.copies(120),
                                KEY,
                                (metric, done, all) -> heard.add(metric + " " + done + "/" + all));
        // A metric that the settings do not name is not announced.
        assertThat(heard).containsExactly("elbo 100/120", "elbo 120/120", "logLikelihood 30/30");
        assertThat(result.metrics().keySet())
                .containsExactly(
                        "elbo", "reconstruction", "kl", "logLikelihood", "effectiveSampleSize");
        assertThat(result.examples()).containsEntry("elbo", 120).containsEntry("logLikelihood", 30);
        assertThat(result.absent())
                .containsEntry("paretoK", "k-hat is not defined with 10 draws")
                .containsEntry(
                        "bitsPerDimension",
                        "the likelihood is a density, which counts bits of dequantised grey levels"
                                + " alone (data.dequantize: uniform)");
        assertThat(result.perDatum().elbo()).hasSize(120);
        assertThat(result.perDatum().logLikelihood()).hasSize(30);
    }

    @Test
    void theDiagnosticsTellAGoodProposalFromABadOne() {
        // Case 1 has q = prior, far from the posterior; in case 2 the weights are bounded.
        List<JsonNode> cases = models().toList();
        Map<String, Estimate> far =
                evaluate(
                                new LinearGaussian(runtime, cases.get(0).get("input")),
                                50,
                                settings(1000, 1, KlMode.AUTO))
                        .metrics();
        Map<String, Estimate> near =
                evaluate(
                                new LinearGaussian(runtime, cases.get(3).get("input")),
                                50,
                                settings(1000, 1, KlMode.AUTO))
                        .metrics();
        assertThat(near.get("effectiveSampleSize").value())
                .isGreaterThan(2 * far.get("effectiveSampleSize").value());
        assertThat(far.get("paretoK").kind()).isEqualTo(EstimateKind.NOT_A_LIKELIHOOD);
        assertThat(near.get("paretoK").value()).isZero();
    }

    /**
     * On the same examples under the same key, early stopping and the test see the same bound by
     * draws of their own. Their difference exceeds six of its standard errors with probability
     * 2e-9.
     */
    @Test
    void theBoundForEarlyStoppingIsTheOneReportedByOtherDraws() {
        LinearGaussian model = new LinearGaussian(runtime, first().get("input"));
        Evaluator evaluator = new Evaluator(settings(1, 2, KlMode.AUTO), Metrics.standard());
        Estimate reported =
                evaluator
                        .evaluate(model.model(), model.copies(150), KEY, EvaluationProgress.SILENT)
                        .metrics()
                        .get("elbo");
        // The data are equal: what differs between them is the draws alone.
        double error = reported.standardError();
        assertThat(evaluator.bound(model.model(), model.copies(150), KEY))
                .as("key %s", KEY)
                .isNotEqualTo(reported.value())
                .isCloseTo(reported.value(), within(6 * Math.sqrt(2) * error));
        assertThat(error).isBetween(1e-3, 1.0);
    }

    /** It would be broadcast: the KL of the first datum for all. */
    @Test
    void aDivergenceOfAnotherShapeIsRefused() {
        LinearGaussian problem = new LinearGaussian(runtime, first().get("input"));
        LatentVariableModel model =
                new LatentVariableModel(
                        problem.model().generative(),
                        problem.model().inference(),
                        new KlRegistry(
                                List.of(
                                        new AnalyticKl<>(
                                                ToyNormal.class,
                                                StandardNormal.class,
                                                (q, p) -> q.mean().sum(-1).slice(0, 0, 1)))));
        Evaluator evaluator = new Evaluator(settings(1, 1, KlMode.AUTO), Metrics.standard());
        assertThatThrownBy(() -> evaluator.bound(model, problem.copies(5), KEY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "KL(org.vaelab.testkit.family.ToyNormal ||"
                                + " org.vaelab.framework.latent.StandardNormal) has shape [1],"
                                + " expected one number for each row, [5]");
    }

    @Test
    void anExactDivergenceThatIsNotKnownIsRefused() {
        LatentVariableModel known = new LinearGaussian(runtime, first().get("input")).model();
        LatentVariableModel unknown =
                new LatentVariableModel(
                        known.generative(), known.inference(), new KlRegistry(List.of()));
        Evaluator evaluator = new Evaluator(settings(1, 1, KlMode.ANALYTIC), Metrics.standard());
        LinearGaussian model = new LinearGaussian(runtime, first().get("input"));
        assertThatThrownBy(() -> evaluator.bound(unknown, model.copies(5), KEY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("kl: analytic, but no closed form is known");
    }
}
