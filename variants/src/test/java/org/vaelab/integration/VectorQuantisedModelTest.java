// SPDX-License-Identifier: Apache-2.0
package org.vaelab.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.evaluation.Estimate;
import org.vaelab.framework.evaluation.EstimateKind;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationResult;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.Evaluator;
import org.vaelab.framework.evaluation.Metrics;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.Architecture;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.plugin.Chosen;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.standard.AutoregressiveCategoricalFactory;
import org.vaelab.framework.plugin.standard.NoSettings;
import org.vaelab.framework.prior.LearnedCategorical;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.training.CheckpointFile;
import org.vaelab.framework.training.CheckpointStore;
import org.vaelab.framework.training.OptimizerSettings;
import org.vaelab.framework.training.TrainingSettings;
import org.vaelab.integration.SmallProblem.History;
import org.vaelab.testkit.tensor.ReferenceBackend;
import org.vaelab.variants.vq.VectorQuantisedFactory;

/** The variant vq, whose bound is a finite sum: 3 codes out of 4, so 64 latent values. */
final class VectorQuantisedModelTest {

    private static final double UNIFORM_KL = 3 * Math.log(4);
    private static final RandomKey KEY = RandomKey.of(2);
    private static final OptimizerSettings FAST =
            new OptimizerSettings.Adam(Schedule.constant(0.02), null, null, null);

    @TempDir private Path folder;

    private static VectorQuantisedFactory.Settings settings(@Nullable Double revival) {
        return new VectorQuantisedFactory.Settings(3, null, 4, 2, null, null, null, revival);
    }

    private static SmallProblem open(DType dtype, long initial) {
        // A share of even use so high that codes are seeded anew again and again.
        return SmallProblem.ofVariant(
                "vq", settings(0.5), "learned-categorical", new NoSettings(), dtype, initial);
    }

    private static TrainingSettings training(long steps, long priorSteps) {
        return new TrainingSettings(
                steps,
                SmallProblem.BATCH,
                FAST,
                null,
                null,
                null,
                null,
                5L,
                null,
                priorSteps,
                null);
    }

    private static EvaluationResult evaluate(LatentVariableModel model) {
        return new Evaluator(
                        new EvaluationSettings(null, null, null, null, List.of(), null),
                        Metrics.standard())
                .evaluate(model, SmallProblem.test(), KEY, EvaluationProgress.SILENT);
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    @Test
    void theBoundIsTheSumOverAllCodesAndTheFittedPriorLiftsIt() {
        try (SmallProblem problem =
                SmallProblem.ofVariant(
                        "vq",
                        settings(null),
                        "autoregressive",
                        new AutoregressiveCategoricalFactory.Settings(List.of(16), null, null),
                        DType.FLOAT64,
                        1)) {
            History history = new History();
            problem.train(training(300, 300), CheckpointStore.none(), history);

            Estimate uniform = evaluate(problem.trained).metrics().get("kl");
            assertThat(uniform.value()).isCloseTo(UNIFORM_KL, within(1e-12));
            assertThat(uniform.kind()).isEqualTo(EstimateKind.EXACT);

            EvaluationResult result = evaluate(problem.model);
            double elbo = result.metrics().get("elbo").value();
            try (TensorScope scope = problem.runtime.scope()) {
                Tensor x = SmallProblem.evaluationExamples(problem.runtime);
                double[] exact = TabularModel.exactLogJointAtTheMode(problem.model, x);
                assertThat(elbo).isCloseTo(mean(exact), within(1e-9));
                assertThat(mean(TabularModel.exactLogLikelihood(problem.model, x)))
                        .isGreaterThanOrEqualTo(elbo);
            }
            assertThat(result.metrics().get("elbo").kind()).isEqualTo(EstimateKind.LOWER_BOUND);
            assertThat(result.metrics().get("kl").kind()).isEqualTo(EstimateKind.EXACT);
            assertThat(result.metrics().get("kl").value()).isLessThan(UNIFORM_KL - 0.5);
            assertThat(result.metrics()).doesNotContainKey("logLikelihood");
            assertThat(result.absent())
                    .containsEntry(
                            "logLikelihood", "the posterior is a point mass: elbo is the bound");
            assertThat(elbo)
                    .isGreaterThan(evaluate(problem.trained).metrics().get("elbo").value() + 0.5);
            assertThat(history.mean(Objective.KL, 290, 300)).isCloseTo(UNIFORM_KL, within(1e-12));
            assertThat(history.mean(Objective.KL, 590, 600)).isLessThan(UNIFORM_KL - 0.5);
        }
    }

    /** At the optimum of the likelihood the unigram has the frequencies of the codes. */
    @Test
    void theFittedUnigramHasTheFrequenciesOfTheCodes() {
        try (SmallProblem problem =
                SmallProblem.ofVariant(
                        "vq",
                        settings(null),
                        "learned-categorical",
                        new NoSettings(),
                        DType.FLOAT64,
                        1)) {
            problem.train(training(100, 1500), CheckpointStore.none(), new History());
            try (TensorScope scope = problem.runtime.scope()) {
                Tensor x = SmallProblem.evaluationExamples(problem.runtime);
                Tensor z = problem.model.encode(x, Phase.evaluation()).location();
                LearnedCategorical prior = (LearnedCategorical) problem.model.prior();
                double[] fitted = prior.logProbabilities().exp().readDoubles();
                double[] frequencies = z.mean(0).readDoubles();
                // Training sees the data in other binarisations.
                assertThat(fitted).containsExactly(frequencies, within(0.15));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"FLOAT64", "FLOAT32"})
    void goesOnFromEveryStepToTheSameBytes(DType dtype) {
        CheckpointFile whole =
                Resumptions.compare(folder, initial -> open(dtype, initial), training(12, 4));
        assertThat(whole.load().orElseThrow().arrays())
                .containsKeys(
                        "model.posterior.codebook.codes",
                        "model.posterior.codebook.counts",
                        "model.posterior.codebook.sums");
    }

    @Test
    void theUseOfTheCodebookIsMeasuredUnasked() {
        try (SmallProblem problem = open(DType.FLOAT64, 1)) {
            problem.train(training(50, 1), CheckpointStore.none(), new History());
            EvaluationResult result = evaluate(problem.model);
            double usage = result.metrics().get("codebookUsage").value();
            assertThat(usage * 4).isIn(1.0, 2.0, 3.0, 4.0);
            assertThat(result.metrics().get("codebookPerplexity").value())
                    .isBetween(1.0, 4 * usage + 1e-12);
            assertThat(result.examples()).containsEntry("codebookUsage", 60);
        }
        try (SmallProblem gaussian = SmallProblem.open()) {
            EvaluationResult result = evaluate(gaussian.model);
            assertThat(result.metrics()).doesNotContainKey("codebookUsage");
            assertThat(result.absent()).doesNotContainKey("codebookUsage");
            EvaluationSettings asked =
                    new EvaluationSettings(5, null, null, null, List.of("codebookUsage"), null);
            assertThat(
                            new Evaluator(asked, Metrics.standard())
                                    .evaluate(
                                            gaussian.model,
                                            SmallProblem.test(),
                                            KEY,
                                            EvaluationProgress.SILENT)
                                    .absent())
                    .containsEntry(
                            "codebookUsage",
                            "there is no codebook: the posterior is no point mass on a space of"
                                    + " codes");
        }
    }

    @Test
    void aGridOfCodesFitsAConvolutionalEncoder() {
        Plugins plugins = Plugins.load(VectorQuantisedModelTest.class.getClassLoader());
        try (TensorRuntime runtime = TensorRuntime.strict(new ReferenceBackend(), DType.FLOAT64)) {
            LatentVariableModel model =
                    new ModelBlueprint(
                                    new Chosen<>(
                                            "vq",
                                            plugins.variants().get("vq"),
                                            new VectorQuantisedFactory.Settings(
                                                    null,
                                                    List.of(2, 3),
                                                    5,
                                                    4,
                                                    null,
                                                    null,
                                                    null,
                                                    null)),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    new Chosen<>(
                                            "bernoulli",
                                            plugins.likelihoods().get("bernoulli"),
                                            new NoSettings()),
                                    new NetworkSettings(
                                            Architecture.RESIDUAL,
                                            null,
                                            null,
                                            null,
                                            null,
                                            List.of(3, 4),
                                            null,
                                            1,
                                            2),
                                    Schedule.constant(1))
                            .assemble(
                                    runtime,
                                    plugins,
                                    new KnownOutline(
                                            new DataShape(1, 8, 12),
                                            ValueDomain.BINARY,
                                            new double[96]),
                                    KEY)
                            .model();
            try (TensorScope scope = runtime.scope()) {
                Tensor x = runtime.ones(Shape.of(2, 96));
                Tensor z = model.encode(x, Phase.evaluation()).location();
                assertThat(z.shape()).isEqualTo(Shape.of(2, 6, 5));
                assertThat(model.decode(z).mean().shape()).isEqualTo(Shape.of(2, 96));
            }
        }
    }
}
