// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.component.OptimizerSettings;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.health.HealthMonitor;
import org.vaelab.framework.health.HealthRule;
import org.vaelab.framework.health.SignalReader;
import org.vaelab.framework.parts.product.ProductFamily;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.CodePosterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.HealthFinding;
import org.vaelab.framework.record.HealthObservation;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.training.CheckpointStore;
import org.vaelab.framework.training.TrainingListener;
import org.vaelab.framework.training.TrainingSettings;
import org.vaelab.framework.training.TrainingView;
import org.vaelab.testkit.family.ToyModule;
import org.vaelab.testkit.problem.OneLatent;
import org.vaelab.testkit.problem.SmallProblem;
import org.vaelab.testkit.tensor.ReferenceBackend;

/** The codes of a family from elsewhere are measured and watched as those of vq are. */
final class FiniteScalarTest {

    private static final Plugins PLUGINS =
            ToyModule.besideTheModulesOf(FiniteScalarTest.class.getClassLoader());
    private static final PosteriorPart CODES = new FiniteScalar(3, null, List.of(3));

    /** All levels of a number, from its least to its largest; 0 is in the middle, or just above. */
    @Test
    void everyLevelIsReached() {
        try (TensorRuntime runtime = TensorRuntime.strict(new ReferenceBackend(), DType.FLOAT32);
                var scope = runtime.scope()) {
            for (int levels = 2; levels < 10; levels++) {
                PosteriorFamily family = family(runtime, levels);
                double[] heads =
                        IntStream.rangeClosed(-400, 400).mapToDouble(i -> i / 20.0).toArray();
                Tensor head = runtime.vector(heads).reshape(-1, 1);
                CodePosterior q = (CodePosterior) family.of(head, Phase.evaluation());
                int[] indices = q.indices().readInts();
                assertThat(indices).isSorted().contains(IntStream.range(0, levels).toArray());
                assertThat(indices[400]).isEqualTo(levels / 2);
            }
        }
    }

    /** At the start of training h is near 0, where every number of levels passes a gradient. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 8})
    void theBoundIsSteepAtZero(int levels) {
        try (TensorRuntime runtime = TensorRuntime.strict(new ReferenceBackend(), DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            Quantiser quantiser =
                    new FiniteScalar(1, null, List.of(levels))
                            .quantiser(Quantisers.context(runtime), 0);
            double[] bounded =
                    quantiser.bounded(runtime.vector(-1e-4, 1e-4).reshape(2, 1)).readDoubles();
            assertThat((bounded[1] - bounded[0]) / 2e-4).isBetween(0.5, 1.1);
        }
    }

    /** All sums of codes of two stages are different, so no bit of a later stage is lost. */
    @ParameterizedTest
    @MethodSource("grids")
    void sumsOfStagesAreDistinct(List<Integer> levels) {
        try (TensorRuntime runtime = TensorRuntime.strict(new ReferenceBackend(), DType.FLOAT64);
                TensorScope scope = runtime.scope()) {
            FiniteScalar part = new FiniteScalar(1, null, levels);
            int size = part.size();
            Tensor all = runtime.indices(IntStream.range(0, size).toArray(), Shape.of(size));
            Tensor first = part.quantiser(Quantisers.context(runtime), 0).codes(all);
            Tensor second = part.quantiser(Quantisers.context(runtime), 1).codes(all);
            double[] sums = first.expandDims(1).add(second).readDoubles();
            int width = levels.size();
            Set<List<Long>> distinct = new HashSet<>();
            for (int i = 0; i < sums.length; i += width) {
                List<Long> sum = new ArrayList<>();
                for (int j = i; j < i + width; j++) {
                    sum.add(Math.round(sums[j] * 1e9));
                }
                distinct.add(sum);
            }
            assertThat(distinct).hasSize(size * size);
        }
    }

    static Stream<List<Integer>> grids() {
        return Stream.of(
                List.of(2), List.of(3), List.of(4), List.of(5), List.of(8, 5), List.of(3, 3, 3, 3));
    }

    private static PosteriorFamily family(TensorRuntime runtime, int levels) {
        return Quantisers.family(runtime, new FiniteScalar(1, null, List.of(levels)));
    }

    @Test
    void levelsAreChecked() {
        assertThatThrownBy(() -> new FiniteScalar(1, null, List.of(3, 1)))
                .hasMessage("levels must be numbers of at least 2, such as [8, 5, 5], are [3, 1]");
    }

    private static TrainingSettings settings(double learningRate) {
        OptimizerSettings adam =
                StrictMapper.of(
                        OptimizerSettings.Adam.class,
                        Map.of("learningRate", Schedule.constant(learningRate)));
        return StrictMapper.of(
                TrainingSettings.class,
                Map.of("steps", 300, "batch", 10, "monitorEvery", 10, "optimizer", adam));
    }

    private static List<HealthObservation> train(SmallProblem problem, double learningRate) {
        SignalReader reader =
                new SignalReader(
                        problem.batches().at(0),
                        model -> new double[0],
                        model -> new double[0],
                        RandomKey.of(1));
        List<HealthObservation> seen = new ArrayList<>();
        TrainingListener listener =
                new TrainingListener() {
                    @Override
                    public void observable(TrainingView view) {
                        seen.add(reader.read(view));
                    }
                };
        problem.trainer(settings(learningRate))
                .train(
                        problem.batches(),
                        SmallProblem::validationBound,
                        CheckpointStore.none(),
                        listener,
                        () -> false);
        return seen;
    }

    private static List<HealthFinding> findings(List<HealthObservation> seen) {
        HealthMonitor monitor = new HealthMonitor(PLUGINS.instances(HealthRule.class), List.of());
        return seen.stream().flatMap(one -> monitor.hear(one).stream()).toList();
    }

    @Test
    void theUseOfItsCodesIsMeasured() {
        try (SmallProblem problem = SmallProblem.toy().withPosterior(CODES).open()) {
            List<HealthObservation> seen = train(problem, 0.02);
            Map<String, Estimate> metrics =
                    new Evaluator(
                                    StrictMapper.of(EvaluationSettings.class, Map.of()),
                                    Metrics.of(PLUGINS))
                            .evaluate(
                                    problem.model(),
                                    SmallProblem.test(),
                                    RandomKey.of(2),
                                    EvaluationProgress.SILENT)
                            .metrics();
            long[] counts = new long[3];
            try (var scope = problem.runtime().scope()) {
                Tensor x = SmallProblem.evaluationExamples(problem.runtime());
                CodePosterior q =
                        (CodePosterior)
                                new OneLatent(problem.model()).encode(x, Phase.evaluation());
                Arrays.stream(q.indices().readInts()).forEach(code -> counts[code]++);
            }
            double entropy =
                    Arrays.stream(counts)
                            .filter(n -> n > 0)
                            .mapToDouble(n -> -n / 180.0 * Math.log(n / 180.0))
                            .sum();
            double usage = Arrays.stream(counts).filter(n -> n > 0).count() / 3.0;
            assertThat(usage).isGreaterThan(0.5);
            assertThat(metrics.get("codebookUsage").value()).isEqualTo(usage);
            assertThat(metrics.get("codebookPerplexity").value())
                    .isCloseTo(Math.exp(entropy), within(1e-12));
            assertThat(seen.get(seen.size() - 1).signal("codePerplexity")).isGreaterThan(1.5);
            assertThat(findings(seen)).isEmpty();
        }
    }

    /** Too large steps take the encoder to where tanh is flat, for all x. */
    @Tag("full")
    @Test
    void aCollapseOfItsCodesIsFound() {
        try (SmallProblem problem = SmallProblem.toy().withPosterior(CODES).open()) {
            assertThat(findings(train(problem, 0.2)))
                    .extracting(HealthFinding::rule, HealthFinding::message)
                    .contains(
                            tuple(
                                    "codebookCollapse",
                                    "nearly all vectors choose the same code for all x:"
                                            + " codePerplexity 1.00"));
        }
    }

    /** A factor of a product has signals under its name, which the rule names. */
    @Tag("full")
    @Test
    void theCodesOfAFactorAreWatched() {
        PosteriorPart product = new ProductFamily.Settings("fsq(3, levels=[3]) x toy-normal(2)");
        try (SmallProblem problem = SmallProblem.toy().withPosterior(product).open()) {
            List<HealthObservation> seen = train(problem, 0.5);
            assertThat(seen.get(0).signals()).containsKeys("fsq.codePerplexity", "fsq.codeUsage");
            assertThat(findings(seen))
                    .extracting(HealthFinding::rule, HealthFinding::subject)
                    .contains(tuple("codebookCollapse", "fsq"));
        }
    }
}
