// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.evaluation.EvaluationData;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.Shared;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.testkit.problem.LinearGaussian;
import org.vaelab.testkit.problem.Runtimes;

/** What metrics are given: training examples when they ask, and what another has computed. */
class MetricContextTest {

    private static final RandomKey KEY = RandomKey.of(1);

    private final TensorRuntime runtime = Runtimes.nd4j(DType.FLOAT64);
    private final LinearGaussian problem =
            new LinearGaussian(
                    runtime, LinearGaussian.cases().findFirst().orElseThrow().get("input"));
    private final List<Examples> made = new ArrayList<>();

    @AfterEach
    void close() {
        runtime.close();
    }

    private void evaluate(EvaluationData data, List<Consumer<MetricContext>> uses) {
        Metrics metrics = Metrics.standard();
        List<String> names = new ArrayList<>();
        for (Consumer<MetricContext> use : uses) {
            names.add("use" + names.size());
            metrics =
                    metrics.with(
                            names.get(names.size() - 1),
                            subject -> {
                                use.accept(subject);
                                throw new UndefinedMetricException("used");
                            });
        }
        EvaluationResult result =
                new Evaluator(
                                StrictMapper.of(
                                        EvaluationSettings.class,
                                        Map.of(
                                                "importanceSamples",
                                                1,
                                                "importanceExamples",
                                                1,
                                                "samples",
                                                1,
                                                "metrics",
                                                names)),
                                metrics)
                        .evaluate(problem.model(), List.of(), data, KEY, EvaluationProgress.SILENT);
        assertThat(result.failures()).isEmpty();
    }

    private EvaluationData data() {
        return EvaluationData.of(
                problem.copies(5),
                () -> {
                    made.add(problem.copies(7));
                    return made.get(made.size() - 1);
                });
    }

    @Test
    void trainingExamplesNobodyAsksForAreNotMade() {
        evaluate(data(), List.of(subject -> assertThat(subject.test().size()).isEqualTo(5)));
        assertThat(made).isEmpty();
    }

    @Test
    void trainingExamplesAreMadeOnce() {
        List<Examples> given = new ArrayList<>();
        Consumer<MetricContext> ask = subject -> given.add(subject.training().orElseThrow());
        evaluate(data(), List.of(ask, ask));
        assertThat(made).hasSize(1);
        assertThat(given).containsExactly(made.get(0), made.get(0));
    }

    @Test
    void anEvaluationOfTestExamplesHasNoOthers() {
        evaluate(
                EvaluationData.ofTest(problem.copies(5)),
                List.of(subject -> assertThat(subject.training()).isEmpty()));
    }

    @Test
    void whatIsSharedIsComputedOnceUnderAKeyOfItsOwn() {
        List<RandomKey> keys = new ArrayList<>();
        List<RandomKey> own = new ArrayList<>();
        Consumer<MetricContext> ask =
                subject -> {
                    own.add(subject.key());
                    RandomKey got =
                            subject.get(
                                    new Shared<>(
                                            "test.key",
                                            context -> {
                                                keys.add(context.key());
                                                // One result may be made of another.
                                                return context.get(
                                                        new Shared<>(
                                                                "test.inner", MetricContext::key));
                                            }));
                    assertThat(got).isNotEqualTo(keys.get(0));
                };
        evaluate(data(), List.of(ask, ask));
        evaluate(data(), List.of(subject -> {}, ask));
        assertThat(own.get(0)).isNotEqualTo(own.get(1));
        // Once in each evaluation, whoever asks first.
        assertThat(keys).hasSize(2);
        assertThat(keys.get(0)).isEqualTo(keys.get(1)).isNotIn(own);
    }

    @Tag("full")
    @Test
    void whatFailsIsComputedOnceToo() {
        int[] computed = {0};
        Shared<Integer> failing =
                new Shared<>(
                        "test.failing",
                        context -> {
                            computed[0]++;
                            throw new IllegalStateException("fails");
                        });
        Consumer<MetricContext> ask =
                subject ->
                        assertThatThrownBy(() -> subject.get(failing))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessage("fails");
        evaluate(data(), List.of(ask, ask));
        assertThat(computed[0]).isEqualTo(1);
    }
}
