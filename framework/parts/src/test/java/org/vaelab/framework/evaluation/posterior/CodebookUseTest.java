// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.posterior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.training.CheckpointStore;
import org.vaelab.testkit.family.ToyCode;
import org.vaelab.testkit.family.ToyModule;
import org.vaelab.testkit.problem.History;
import org.vaelab.testkit.problem.OneLatent;
import org.vaelab.testkit.problem.SmallProblem;

/** How the codebook of a model is used: the two metrics that are made of counts. */
class CodebookUseTest {

    private static final Plugins PLUGINS =
            ToyModule.besideTheModulesOf(CodebookUseTest.class.getClassLoader());
    private static final RandomKey KEY = RandomKey.of(2);

    private static EvaluationResult evaluate(LatentVariableModel model, List<String> asked) {
        EvaluationSettings settings =
                StrictMapper.of(
                        EvaluationSettings.class, Map.of("importanceSamples", 5, "metrics", asked));
        return new Evaluator(settings, Metrics.of(PLUGINS))
                .evaluate(model, SmallProblem.test(), KEY, EvaluationProgress.SILENT);
    }

    private static SmallProblem ofCodes() {
        return SmallProblem.toy().withPosterior(new ToyCode.Settings(3, 4, true)).open();
    }

    @Test
    void theNamesAreAmongTheMetrics() {
        assertThat(Metrics.of(PLUGINS).names()).contains("codebookPerplexity", "codebookUsage");
    }

    /** All positions of all test data, counted by hand. */
    @Test
    void bothAreMeasuredUnaskedOverAllPositionsOfAllData() {
        try (SmallProblem problem = ofCodes()) {
            problem.train(SmallProblem.steps(50), CheckpointStore.none(), new History());
            EvaluationResult result = evaluate(problem.model(), List.of());
            long[] counts = new long[4];
            try (TensorScope scope = problem.runtime().scope()) {
                Tensor x = SmallProblem.evaluationExamples(problem.runtime());
                Tensor z = new OneLatent(problem.model()).encode(x, Phase.evaluation()).location();
                for (int code : z.argMax(-1).readInts()) {
                    counts[code]++;
                }
            }
            long used = Arrays.stream(counts).filter(count -> count > 0).count();
            double entropy = 0;
            for (long count : counts) {
                double share = count / 180.0;
                entropy -= count == 0 ? 0 : share * Math.log(share);
            }
            assertThat(Arrays.stream(counts).sum()).isEqualTo(180);
            assertThat(used).isGreaterThan(1);
            assertThat(result.metrics().get("codebookUsage").value()).isEqualTo(used / 4.0);
            assertThat(result.metrics().get("codebookPerplexity").value())
                    .isCloseTo(Math.exp(entropy), within(1e-12));
            for (String name : List.of("codebookUsage", "codebookPerplexity")) {
                assertThat(result.examples()).containsEntry(name, 60);
                assertThat(result.metrics().get(name).kind())
                        .isEqualTo(EstimateKind.NOT_A_LIKELIHOOD);
                assertThat(result.metrics().get(name).unit()).isEqualTo("1");
            }
        }
    }

    /** Both are measured unasked, also of models whose inference is long. */
    @Test
    void modelsWithoutACodebookAreTriedOnOneExampleAlone() {
        try (SmallProblem other = SmallProblem.open()) {
            LatentVariableModel model = other.model();
            int measured = inferred(model, Metrics.of(PLUGINS));
            int twiceMore =
                    inferred(
                            model,
                            Metrics.of(PLUGINS)
                                    .with("perplexityAgain", CodebookUse.PERPLEXITY)
                                    .with("usageAgain", CodebookUse.USAGE));
            assertThat(measured).isGreaterThanOrEqualTo(SmallProblem.test().size());
            assertThat(twiceMore).isEqualTo(measured + 2);
        }
    }

    /** Returns of how many examples an evaluation finds the posterior. */
    private static int inferred(LatentVariableModel model, Metrics metrics) {
        AtomicInteger examples = new AtomicInteger();
        Inference counting =
                new Inference() {
                    @Override
                    public JointPosterior infer(
                            GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
                        examples.addAndGet(batch.rows().length);
                        return model.inference().infer(p, batch, key, phase);
                    }

                    @Override
                    public String name() {
                        return "counting";
                    }
                };
        new Evaluator(
                        StrictMapper.of(EvaluationSettings.class, Map.of("importanceSamples", 5)),
                        metrics)
                .evaluate(
                        model.with(counting), SmallProblem.test(), KEY, EvaluationProgress.SILENT);
        return examples.get();
    }

    @Test
    void modelsWithoutACodebookHaveNeither() {
        try (SmallProblem other = SmallProblem.open()) {
            EvaluationResult result = evaluate(other.model(), List.of());
            assertThat(result.metrics()).doesNotContainKeys("codebookUsage", "codebookPerplexity");
            assertThat(result.absent()).doesNotContainKeys("codebookUsage", "codebookPerplexity");
            EvaluationResult asked = evaluate(other.model(), List.of("codebookUsage"));
            assertThat(asked.metrics()).doesNotContainKey("codebookUsage");
            assertThat(asked.absent())
                    .containsEntry(
                            "codebookUsage",
                            "the posterior of the first variable drawn has no codebook")
                    .doesNotContainKey("codebookPerplexity");
        }
    }

    /**
     * With all stages it is the reconstruction term; with the first alone the second's codes are 0.
     */
    @Test
    void distortionIsMeasuredWithTheFirstStages() {
        try (SmallProblem problem =
                SmallProblem.toy().withPosterior(new ToyCode.Settings(4, 3, true, 2)).open()) {
            problem.train(SmallProblem.steps(50), CheckpointStore.none(), new History());
            Map<String, Estimate> metrics =
                    evaluate(problem.model(), List.of("stageDistortion")).metrics();
            double first;
            try (TensorScope scope = problem.runtime().scope()) {
                Tensor x = SmallProblem.evaluationExamples(problem.runtime());
                OneLatent model = new OneLatent(problem.model());
                Tensor z = model.encode(x, Phase.evaluation()).location();
                Tensor mask = problem.runtime().vector(1, 0, 1, 0).cast(z.dtype()).expandDims(-1);
                first = -model.decode(z.mul(mask)).logProbability(x).mean().readScalar();
            }
            assertThat(metrics.get("stageDistortion.stage1").value())
                    .isCloseTo(first, within(1e-6 * first));
            assertThat(metrics.get("stageDistortion.stage2").value())
                    .isEqualTo(metrics.get("stageDistortion").value())
                    .isCloseTo(
                            -metrics.get("reconstruction").value(),
                            within(1e-5 * metrics.get("stageDistortion").value()))
                    .isNotCloseTo(first, within(1e-4));
        }
    }
}
