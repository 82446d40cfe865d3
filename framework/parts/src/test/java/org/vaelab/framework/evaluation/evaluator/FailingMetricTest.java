// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.evaluator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.evaluation.EvaluationData;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.Measurement;
import org.vaelab.framework.evaluation.Metric;
import org.vaelab.framework.evaluation.MetricContext;
import org.vaelab.framework.evaluation.UndefinedMetricException;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.Inference;
import org.vaelab.framework.model.JointPosterior;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.testkit.problem.SmallProblem;

/** A measurement that throws costs its own number alone. */
final class FailingMetricTest {

    private static final Metric GOOD =
            subject ->
                    new Measurement.Measured(
                            Estimate.withoutError(1, "1", EstimateKind.NOT_A_LIKELIHOOD, 0), 1);

    private final SmallProblem problem = SmallProblem.open();

    @AfterEach
    void close() {
        problem.close();
    }

    private EvaluationResult evaluate(
            Metrics metrics,
            List<String> names,
            List<Inference> further,
            EvaluationProgress progress) {
        EvaluationSettings settings =
                StrictMapper.of(
                        EvaluationSettings.class,
                        Map.of("importanceSamples", 20, "samples", 2, "metrics", names));
        return new Evaluator(settings, metrics)
                .evaluate(
                        problem.model(),
                        further,
                        EvaluationData.ofTest(SmallProblem.test()),
                        SmallProblem.KEY,
                        progress);
    }

    private record Broken() implements Inference {

        @Override
        public JointPosterior infer(GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
            throw new IllegalStateException("no posterior");
        }

        @Override
        public String name() {
            return "broken";
        }
    }

    private static Metric failing(Throwable failure) {
        return subject -> {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        };
    }

    /** A metric that takes the number of another. */
    private record After(String other) implements Metric {

        @Override
        public Set<String> needs() {
            return Set.of(other);
        }

        @Override
        public Measurement.Measured measure(MetricContext subject) {
            subject.undefinedIf(
                    !(subject.outcome(other) instanceof Measurement.Measured),
                    other + " is absent");
            return (Measurement.Measured) subject.outcome(other);
        }
    }

    @Test
    void aMetricIsMeasuredAfterThoseThatItNeeds() {
        int[] measured = {0};
        Metric counted =
                subject -> {
                    measured[0]++;
                    return GOOD.measure(subject);
                };
        Metrics metrics =
                Metrics.standard()
                        .with("first", new After("last"))
                        .with("last", counted)
                        .with("self", new After("gone"));
        EvaluationResult result =
                evaluate(
                        metrics,
                        List.of("first", "self", "last"),
                        List.of(),
                        EvaluationProgress.SILENT);
        assertThat(result.measurements().keySet())
                .startsWith("elbo", "reconstruction", "kl", "logLikelihood")
                .containsSubsequence("effectiveSampleSize", "bitsPerDimension", "last", "first");
        assertThat(result.metrics().get("first")).isEqualTo(result.metrics().get("last"));
        assertThat(measured[0]).isOne();
        assertThat(result.failures().get("self")).hasMessage("no metric 'gone' is measured here");
    }

    /** Two metrics that need each other have no number, and cost no other. */
    @Test
    void metricsThatNeedEachOtherFail() {
        Metrics metrics =
                Metrics.standard().with("one", new After("two")).with("two", new After("one"));
        EvaluationResult result =
                evaluate(metrics, List.of("one", "two"), List.of(), EvaluationProgress.SILENT);
        assertThat(result.metrics()).containsKey("elbo").doesNotContainKeys("one", "two");
        assertThat(result.absent()).containsKeys("one", "two");
    }

    @Test
    void theOtherNumbersAreKept() {
        Metrics metrics =
                Metrics.standard()
                        .with("bad", failing(new ArrayIndexOutOfBoundsException("Index -1")))
                        .with("worse", failing(new NoSuchMethodError()))
                        .with("good", GOOD);
        List<String> names = List.of("bad", "worse", "good");
        EvaluationResult result = evaluate(metrics, names, List.of(), EvaluationProgress.SILENT);
        EvaluationResult without =
                evaluate(
                        Metrics.standard().with("good", GOOD),
                        List.of("good"),
                        List.of(),
                        EvaluationProgress.SILENT);
        assertThat(result.metrics()).isEqualTo(without.metrics());
        assertThat(result.metrics()).containsKeys("elbo", "logLikelihood", "good");
        assertThat(result.absent())
                .containsEntry("bad", "failed: Index -1 (ArrayIndexOutOfBoundsException)")
                .containsEntry("worse", "failed: NoSuchMethodError");
        assertThat(result.failures()).containsOnlyKeys("bad", "worse");
    }

    @Test
    void aPartOfOtherDataHasItsOwnNumberOfThem() {
        Estimate one = Measurement.Measured.pure(1, 1);
        Metric shares =
                subject ->
                        new Measurement.Measured(one, 7, Map.of("given", one, "drawn", one))
                                .partsOf(Map.of("drawn", 500));
        EvaluationResult result =
                evaluate(
                        Metrics.standard().with("shares", shares),
                        List.of("shares"),
                        List.of(),
                        EvaluationProgress.SILENT);
        assertThat(result.examples())
                .containsEntry("shares", 7)
                .containsEntry("shares.given", 7)
                .containsEntry("shares.drawn", 500);
    }

    private record Unasked(Metric metric) implements Metric {

        @Override
        public Measurement.Measured measure(MetricContext subject) {
            return metric.measure(subject);
        }

        @Override
        public Asked asked() {
            return Asked.WHERE_DEFINED;
        }
    }

    /** What is measured unasked is left out where it is not defined, but not where it fails. */
    @Test
    void aFailureIsToldUnasked() {
        Metrics metrics =
                Metrics.standard()
                        .with("bad", new Unasked(failing(new IllegalStateException("broken"))))
                        .with(
                                "undefined",
                                new Unasked(
                                        subject -> {
                                            throw new UndefinedMetricException("not here");
                                        }));
        assertThat(evaluate(metrics, List.of(), List.of(), EvaluationProgress.SILENT).absent())
                .containsEntry("bad", "failed: broken (IllegalStateException)")
                .doesNotContainKey("undefined");
    }

    @Test
    void aFurtherInferenceThatFailsCostsItsOwnNumbers() {
        Inference broken = new Broken();
        EvaluationResult result =
                evaluate(Metrics.standard(), List.of(), List.of(broken), EvaluationProgress.SILENT);
        assertThat(result.metrics()).containsKeys("elbo", "logLikelihood");
        String reason = "failed: no posterior (IllegalStateException)";
        assertThat(result.absent())
                .containsEntry("elbo.broken", reason)
                .containsEntry("logLikelihood.refined", reason)
                .containsEntry("amortizationGap", reason);
    }

    /** The model's own inference, until it breaks. */
    private record Breaking(Inference own, boolean[] broken) implements Inference {

        @Override
        public JointPosterior infer(GenerativeModel p, Batch batch, RandomKey key, Phase phase) {
            return (broken[0] ? new Broken() : own).infer(p, batch, key, phase);
        }

        @Override
        public String name() {
            return own.name();
        }
    }

    @Test
    void importanceWeightsThatFailCostAllTheirNumbers() {
        boolean[] broken = new boolean[1];
        LatentVariableModel model =
                problem.model().with(new Breaking(problem.model().inference(), broken));
        EvaluationProgress afterTheBound =
                (metric, done, examples) -> broken[0] |= done == examples;
        EvaluationResult result =
                new Evaluator(
                                StrictMapper.of(
                                        EvaluationSettings.class,
                                        Map.of(
                                                "importanceSamples",
                                                20,
                                                "samples",
                                                2,
                                                "metrics",
                                                List.of())),
                                Metrics.standard())
                        .evaluate(
                                model,
                                List.of(),
                                EvaluationData.ofTest(SmallProblem.test()),
                                SmallProblem.KEY,
                                afterTheBound);
        assertThat(result.metrics()).containsKey("elbo");
        assertThat(result.failures())
                .containsKeys(
                        "logLikelihood", "paretoK", "paretoKNotFitted", "effectiveSampleSize");
    }

    /** By an exception of the listener a run is interrupted. */
    @ParameterizedTest
    @ValueSource(strings = {"elbo", "logLikelihood", "good"})
    void anExceptionOfTheListenerEndsTheEvaluation(String at) {
        EvaluationProgress stop =
                (metric, done, examples) -> {
                    if (metric.startsWith(at)) {
                        throw new UnsupportedOperationException("stop");
                    }
                };
        Metrics metrics = Metrics.standard().with("good", GOOD);
        assertThatThrownBy(() -> evaluate(metrics, List.of("good"), List.of(), stop))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("stop");
    }
}
