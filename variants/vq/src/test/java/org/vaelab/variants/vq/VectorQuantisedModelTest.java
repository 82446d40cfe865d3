// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.vaelab.framework.component.OptimizerSettings;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.estimator.PriorFit;
import org.vaelab.framework.estimator.Step;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.likelihood.LikelihoodPart;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.parts.prior.LearnedCategorical;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.training.CheckpointFile;
import org.vaelab.framework.training.CheckpointStore;
import org.vaelab.framework.training.TrainingSettings;
import org.vaelab.testkit.problem.History;
import org.vaelab.testkit.problem.KnownData;
import org.vaelab.testkit.problem.OneLatent;
import org.vaelab.testkit.problem.Resumptions;
import org.vaelab.testkit.problem.SmallProblem;
import org.vaelab.testkit.problem.TabularModel;
import org.vaelab.testkit.tensor.ReferenceBackend;

/** The variant vq, whose bound is a finite sum: 3 codes out of 4, so 64 latent values. */
final class VectorQuantisedModelTest {

    private static final double UNIFORM_KL = 3 * Math.log(4);
    private static final RandomKey KEY = RandomKey.of(2);
    private static final OptimizerSettings FAST =
            StrictMapper.of(
                    OptimizerSettings.Adam.class, Map.of("learningRate", Schedule.constant(0.02)));

    @TempDir private Path folder;

    private static final Plugins PLUGINS =
            Plugins.load(VectorQuantisedModelTest.class.getClassLoader());

    private static SmallProblem.Setup problem(String key, Object value) {
        return SmallProblem.of(
                PLUGINS,
                StrictMapper.of(
                        VectorQuantisedPosterior.class,
                        Map.of("positions", 3, "codebookSize", 4, "codeDimension", 2, key, value)));
    }

    private static SmallProblem.Setup problem() {
        return problem("deadCodeThreshold", 0.02);
    }

    private static PriorPart unigram() {
        return PLUGINS.of(PriorPart.class).create("learned-categorical");
    }

    private static SmallProblem open(DType dtype, long initial) {
        // A share of even use so high that codes are seeded anew again and again.
        return problem("deadCodeThreshold", 0.5)
                .withFittedPrior(unigram())
                .open(dtype, RandomKey.of(initial));
    }

    private static TrainingSettings training(long steps, long priorSteps) {
        return StrictMapper.of(
                TrainingSettings.class,
                Map.of(
                        "steps",
                        steps,
                        "batch",
                        SmallProblem.BATCH,
                        "optimizer",
                        FAST,
                        "checkpointEvery",
                        5,
                        "priorSteps",
                        priorSteps));
    }

    private static EvaluationResult evaluate(LatentVariableModel model) {
        return new Evaluator(StrictMapper.defaults(EvaluationSettings.class), Metrics.of(PLUGINS))
                .evaluate(model, SmallProblem.test(), KEY, EvaluationProgress.SILENT);
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    @Tag("full")
    @Test
    void theBoundIsTheSumOverAllCodesAndTheFittedPriorLiftsIt() {
        try (SmallProblem problem =
                problem()
                        .withFittedPrior(
                                PLUGINS.of(PriorPart.class)
                                        .create(
                                                new PartChoice(
                                                        "made", Map.of("hidden", List.of(16)))))
                        .open(DType.FLOAT64, RandomKey.of(1))) {
            History history = new History();
            problem.train(training(300, 300), CheckpointStore.none(), history);

            Estimate uniform = evaluate(problem.trained()).metrics().get("kl");
            assertThat(uniform.value()).isCloseTo(UNIFORM_KL, within(1e-12));
            assertThat(uniform.kind()).isEqualTo(EstimateKind.EXACT);

            EvaluationResult result = evaluate(problem.model());
            double elbo = result.metrics().get("elbo").value();
            try (TensorScope scope = problem.runtime().scope()) {
                Tensor x = SmallProblem.evaluationExamples(problem.runtime());
                double[] exact = TabularModel.exactLogJointAtTheMode(problem.model(), x);
                assertThat(elbo).isCloseTo(mean(exact), within(1e-9));
                assertThat(mean(TabularModel.exactLogLikelihood(problem.model(), x)))
                        .isGreaterThanOrEqualTo(elbo);
            }
            assertThat(result.metrics().get("elbo").kind()).isEqualTo(EstimateKind.LOWER_BOUND);
            assertThat(result.metrics().get("kl").kind()).isEqualTo(EstimateKind.EXACT);
            assertThat(result.metrics().get("kl").value()).isLessThan(UNIFORM_KL - 0.5);
            assertThat(result.metrics()).doesNotContainKey("logLikelihood");
            assertThat(result.absent())
                    .containsEntry(
                            "logLikelihood",
                            "the posterior is a point mass: the ELBO is the bound");
            assertThat(elbo)
                    .isGreaterThan(evaluate(problem.trained()).metrics().get("elbo").value() + 0.5);
            assertThat(history.mean(Objective.KL, 290, 300)).isCloseTo(UNIFORM_KL, within(1e-12));
            assertThat(history.mean(Objective.KL, 590, 600)).isLessThan(UNIFORM_KL - 0.5);
        }
    }

    /** At the optimum of the likelihood the unigram has the frequencies of the codes. */
    @Tag("full")
    @Test
    void theFittedUnigramHasTheFrequenciesOfTheCodes() {
        try (SmallProblem problem =
                problem().withFittedPrior(unigram()).open(DType.FLOAT64, RandomKey.of(1))) {
            problem.train(training(100, 1500), CheckpointStore.none(), new History());
            try (TensorScope scope = problem.runtime().scope()) {
                Tensor x = SmallProblem.evaluationExamples(problem.runtime());
                Tensor z = new OneLatent(problem.model()).encode(x, Phase.evaluation()).location();
                LearnedCategorical prior =
                        (LearnedCategorical) new OneLatent(problem.model()).prior();
                double[] fitted = prior.logits().softmax(-1).readDoubles();
                double[] frequencies = z.mean(0).readDoubles();
                // Training sees the data in other binarisations.
                assertThat(fitted).containsExactly(frequencies, within(0.15));
            }
        }
    }

    @Tag("full")
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

    /** p(x, z) decodes codes without an encoder, so that the codebook is a part of it. */
    @Test
    void theCodebookIsAParameterOfTheGenerativeModel() {
        try (SmallProblem problem = problem().open()) {
            LatentVariableModel model = problem.model();
            assertThat(model.generative().parameters())
                    .extracting(Parameter::name)
                    .startsWith(
                            "posterior.codebook.codes",
                            "posterior.codebook.counts",
                            "posterior.codebook.sums");
            assertThat(model.inference().parameters())
                    .extracting(Parameter::name)
                    .isNotEmpty()
                    .allMatch(name -> name.startsWith("encoder."));
            assertThat(model.parameters())
                    .extracting(Parameter::name)
                    .doesNotHaveDuplicates()
                    .contains("posterior.codebook.codes");
        }
    }

    private static double[] codes(SmallProblem problem) {
        return problem.model().parameters().stream()
                .filter(parameter -> parameter.name().equals("posterior.codebook.codes"))
                .findFirst()
                .orElseThrow()
                .value()
                .readDoubles();
    }

    /** An objective that is only looked at moves nothing; its updates do, once they are made. */
    @ParameterizedTest
    @EnumSource(Codebook.Learning.class)
    void aTriedStepChangesNothing(Codebook.Learning learning) {
        SmallProblem.Setup setup = problem("codebook", learning);
        try (SmallProblem problem = setup.open();
                TensorScope scope = problem.runtime().scope()) {
            Map<String, List<Double>> before = problem.parameters();
            double[] codes = codes(problem);
            TrainingProgress clock = new TrainingProgress(0, 10);
            Batch batch = Batch.of(SmallProblem.evaluationExamples(problem.runtime()));
            Objective tried =
                    problem.estimator().estimate(new Step(problem.model(), batch, KEY, clock));
            Objective again =
                    problem.estimator().estimate(new Step(problem.model(), batch, KEY, clock));
            assertThat(again.loss().readScalar()).isEqualTo(tried.loss().readScalar());
            assertThat(problem.parameters()).isEqualTo(before);
            assertThat(again.updates()).hasSize(1);
            again.updates().forEach(update -> update.make(clock));
            assertThat(codes(problem)).isNotEqualTo(codes);
            // What is not the codebook's stays.
            problem.parameters()
                    .forEach(
                            (name, values) -> {
                                if (!name.startsWith("posterior.codebook.")) {
                                    assertThat(values).isEqualTo(before.get(name));
                                }
                            });
        }
    }

    /** By state updates alone: a training step moves the codes, fitting the prior does not. */
    @Test
    void trainingMovesTheCodesAndFittingThePriorDoesNot() {
        try (SmallProblem problem = open(DType.FLOAT64, 1)) {
            double[] drawn = codes(problem);
            problem.train(training(3, 1), CheckpointStore.none(), new History(3));
            double[] trained = codes(problem);
            assertThat(trained).isNotEqualTo(drawn);
            TensorRuntime runtime = problem.runtime();
            try (TensorScope scope = runtime.scope()) {
                Objective fit =
                        new PriorFit()
                                .estimate(
                                        new Step(
                                                problem.model(),
                                                Batch.of(SmallProblem.evaluationExamples(runtime)),
                                                KEY,
                                                new TrainingProgress(0, 10)));
                assertThat(fit.updates()).isEmpty();
                assertThat(fit.penalties()).isEmpty();
            }
        }
    }

    @Test
    void theUseOfTheCodebookIsMeasuredUnasked() {
        try (SmallProblem problem = open(DType.FLOAT64, 1)) {
            problem.train(training(50, 1), CheckpointStore.none(), new History());
            EvaluationResult result = evaluate(problem.model());
            double usage = result.metrics().get("codebookUsage").value();
            assertThat(usage * 4).isIn(1.0, 2.0, 3.0, 4.0);
            assertThat(result.metrics().get("codebookPerplexity").value())
                    .isBetween(1.0, 4 * usage + 1e-12);
            assertThat(result.examples()).containsEntry("codebookUsage", 60);
        }
    }

    @Test
    void aGridOfCodesFitsAConvolutionalEncoder() {
        try (TensorRuntime runtime = TensorRuntime.strict(new ReferenceBackend(), DType.FLOAT64)) {
            LatentVariableModel model =
                    ModelBlueprint.of(
                                    StrictMapper.of(
                                            VectorQuantisedPosterior.class,
                                            Map.of(
                                                    "grid",
                                                    List.of(2, 3),
                                                    "codebookSize",
                                                    5,
                                                    "codeDimension",
                                                    4)),
                                    PLUGINS.of(LikelihoodPart.class).create("bernoulli"),
                                    NetworkSettings.of(
                                            PLUGINS,
                                            "residual",
                                            Map.of(
                                                    "channels",
                                                    List.of(3, 4),
                                                    "blocks",
                                                    1,
                                                    "residualWidth",
                                                    2)))
                            .assemble(
                                    runtime,
                                    PLUGINS,
                                    new KnownData(
                                            new DataShape(1, 8, 12),
                                            ValueDomain.BINARY,
                                            new double[96]),
                                    KEY)
                            .model();
            OneLatent parts = new OneLatent(model);
            try (TensorScope scope = runtime.scope()) {
                Tensor x = runtime.ones(Shape.of(2, 96));
                Tensor z = parts.encode(x, Phase.evaluation()).location();
                assertThat(z.shape()).isEqualTo(Shape.of(2, 6, 5));
                assertThat(parts.decode(z).mean().orElseThrow().shape()).isEqualTo(Shape.of(2, 96));
            }
        }
    }

    @Test
    void keysHaveTheNamesOfTheLiterature() throws Exception {
        String present =
                "{\"positions\": 3, \"codebookSize\": 4, \"codeDimension\": 2,"
                        + " \"deadCodeThreshold\": 0.1}";
        assertThat(
                        StrictMapper.of(
                                VectorQuantisedPosterior.class,
                                new ObjectMapper().readTree(present)))
                .isEqualTo(
                        new VectorQuantisedPosterior(
                                3,
                                null,
                                4,
                                2,
                                0.25,
                                Codebook.Learning.EMA,
                                0.99,
                                0.1,
                                GradientCopy.STRAIGHT_THROUGH));
    }
}
