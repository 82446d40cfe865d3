// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.scores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.LeftOut;
import org.vaelab.framework.evaluation.DatumScores;
import org.vaelab.framework.evaluation.EvaluationData;
import org.vaelab.framework.evaluation.EvaluationProgress;
import org.vaelab.framework.evaluation.EvaluationSettings;
import org.vaelab.framework.evaluation.PerDatum;
import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
import org.vaelab.framework.evaluation.evaluator.Evaluator;
import org.vaelab.framework.evaluation.evaluator.Metrics;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.testkit.family.ToyCode;
import org.vaelab.testkit.problem.SmallProblem;

/** How well a model tells what training had none of, and its scores datum by datum. */
final class DetectionTest {

    private static final List<String> NAMES =
            List.of(
                    "auroc",
                    "averagePrecision",
                    "auroc.logLikelihood",
                    "averagePrecision.logLikelihood");
    private static final LeftOut THIRD = new LeftOut("prototype", List.of("2"));

    private final SmallProblem problem = SmallProblem.open();

    @AfterEach
    void close() {
        problem.close();
    }

    /** The examples around three prototypes, labelled by them. */
    private static Examples test() {
        Examples test = SmallProblem.test();
        int[] labels = IntStream.range(0, test.size()).map(i -> i % 3).toArray();
        return test.withLabels(Labels.of(List.of(Labels.Column.of("prototype", 4, labels))));
    }

    private EvaluationResult evaluate(Optional<LeftOut> leftOut) {
        return evaluate(test(), leftOut);
    }

    private EvaluationResult evaluate(Examples test, Optional<LeftOut> leftOut) {
        EvaluationSettings settings =
                StrictMapper.of(
                        EvaluationSettings.class,
                        Map.of(
                                "importanceSamples",
                                20,
                                "importanceExamples",
                                30,
                                "samples",
                                2,
                                "metrics",
                                NAMES));
        return new Evaluator(settings, Metrics.standard(), 0, leftOut)
                .evaluate(problem.model(), test, SmallProblem.KEY, EvaluationProgress.SILENT);
    }

    @Test
    void thePairsOfLeftOutAndSeenAreCounted() {
        EvaluationResult result = evaluate(Optional.of(THIRD));
        PerDatum perDatum = result.perDatum();
        int[] all = IntStream.range(0, perDatum.elbo().length).toArray();
        assertThat(result.metrics().get("auroc").value())
                .isCloseTo(share(perDatum.elbo(), all), within(1e-12));
        assertThat(result.metrics().get("auroc.logLikelihood").value())
                .isCloseTo(share(perDatum.logLikelihood(), perDatum.estimated()), within(1e-12));
        assertThat(result.examples()).containsEntry("auroc", 60);
        assertThat(result.examples()).containsEntry("averagePrecision.logLikelihood", 30);
        for (String name : NAMES) {
            assertThat(result.metrics().get(name).kind()).isEqualTo(EstimateKind.NOT_A_LIKELIHOOD);
            assertThat(result.metrics().get(name).samples())
                    .isEqualTo(name.endsWith("logLikelihood") ? 20 : 2);
            assertThat(result.metrics().get(name).value()).isBetween(0.0, 1.0);
        }
        assertThat(result.metrics().get("auroc").standardError()).isBetween(0.01, 0.2);
        assertThat(result.metrics().get("averagePrecision").standardError()).isNaN();
    }

    /** Bounds that include a class which training had none of say nothing of the others. */
    @Test
    void numbersThatRankModelsAreAlsoMeasuredOverTheClassesThatTrainingSaw() {
        EvaluationResult result = evaluate(Optional.of(THIRD));
        PerDatum perDatum = result.perDatum();
        double[] seen =
                IntStream.range(0, perDatum.elbo().length)
                        .filter(i -> i % 3 != 2)
                        .mapToDouble(i -> perDatum.elbo()[i])
                        .toArray();
        assertThat(result.metrics().get("elbo.seen"))
                .isEqualTo(Estimate.ofMean(seen, "nats", EstimateKind.LOWER_BOUND, 2));
        int[] rows = perDatum.estimated();
        double logLikelihood =
                IntStream.range(0, rows.length)
                        .filter(i -> rows[i] % 3 != 2)
                        .mapToDouble(i -> perDatum.logLikelihood()[i])
                        .average()
                        .orElseThrow();
        assertThat(result.metrics().get("logLikelihood.seen").value())
                .isCloseTo(logLikelihood, within(1e-12));
        assertThat(result.examples()).containsEntry("elbo.seen", 40);
        assertThat(result.metrics().get("bitsPerDimension.seen").value())
                .isCloseTo(
                        result.metrics().get("bitsPerDimension").value()
                                * logLikelihood
                                / result.metrics().get("logLikelihood").value(),
                        within(1e-12));
        assertThat(result.descriptions().get("elbo.seen").label()).isEqualTo("ELBO, seen classes");
        assertThat(result.metrics()).doesNotContainKeys("kl.seen", "auroc.seen");
        assertThat(evaluate(Optional.empty()).metrics()).doesNotContainKey("elbo.seen");
    }

    /** The error over all is between those over seen classes and over the others. */
    @Tag("full")
    @Test
    void imputationErrorsAreSplitByTheClassOfTheirExample() {
        String name = "imputationWrong";
        LeftOut others = new LeftOut("prototype", List.of("0", "1"));
        EvaluationResult first = imputed(THIRD);
        EvaluationResult second = imputed(others);
        int all = first.examples().get(name);
        int seen = first.examples().get(name + ".seen");
        int left = second.examples().get(name + ".seen");
        assertThat(seen).isGreaterThan(left).isEqualTo(all - left);
        double one = first.metrics().get(name + ".seen").value();
        double other = second.metrics().get(name + ".seen").value();
        assertThat(first.metrics().get(name).value())
                .isBetween(Math.min(one, other), Math.max(one, other));
    }

    private EvaluationResult imputed(LeftOut leftOut) {
        EvaluationSettings settings =
                StrictMapper.of(
                        EvaluationSettings.class,
                        Map.of("importanceSamples", 5, "metrics", List.of("imputationWrong")));
        return new Evaluator(settings, Metrics.standard(), 0, Optional.of(leftOut))
                .evaluate(
                        problem.model(),
                        List.of(),
                        EvaluationData.of(test(), DetectionTest::test),
                        SmallProblem.KEY,
                        EvaluationProgress.SILENT);
    }

    /** The share of pairs in which what was left out is less likely. */
    private static double share(double[] values, int[] rows) {
        double sum = 0;
        int pairs = 0;
        boolean ofAll = values.length > rows.length;
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows.length; j++) {
                if (rows[i] % 3 == 2 && rows[j] % 3 != 2) {
                    pairs++;
                    double one = values[ofAll ? rows[i] : i];
                    double other = values[ofAll ? rows[j] : j];
                    sum += one < other ? 1 : one == other ? 0.5 : 0;
                }
            }
        }
        return sum / pairs;
    }

    /** The numbers of the examples whose label is known, and no others. */
    @Test
    void unknownLabelsDoNotCount() {
        Examples all = test();
        int[] labels = all.label("prototype").values();
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i % 5 < 3 ? Labels.UNKNOWN : labels[i];
        }
        Examples partly =
                all.withLabels(Labels.of(List.of(Labels.Column.of("prototype", 4, labels))));
        EvaluationResult result = evaluate(partly, Optional.of(THIRD));
        PerDatum perDatum = result.perDatum();
        int[] known =
                IntStream.range(0, labels.length)
                        .filter(i -> labels[i] != Labels.UNKNOWN)
                        .toArray();
        assertThat(result.metrics().get("auroc").value())
                .isCloseTo(share(perDatum.elbo(), known), within(1e-12));
        assertThat(result.examples()).containsEntry("auroc", 24);
        int estimated =
                (int)
                        Arrays.stream(perDatum.estimated())
                                .filter(i -> labels[i] != Labels.UNKNOWN)
                                .count();
        assertThat(estimated).isBetween(1, 29);
        assertThat(result.examples()).containsEntry("averagePrecision.logLikelihood", estimated);
        int[] none = new int[labels.length];
        Arrays.fill(none, Labels.UNKNOWN);
        Examples unknown =
                all.withLabels(Labels.of(List.of(Labels.Column.of("prototype", 4, none))));
        for (String name : NAMES) {
            assertThat(evaluate(unknown, Optional.of(THIRD)).absent())
                    .containsEntry(name, "label 'prototype' of no scored test example is known");
        }
    }

    @Test
    void whereThereIsNothingToTellItIsAbsent() {
        EvaluationResult nothing = evaluate(Optional.empty());
        for (String name : NAMES) {
            assertThat(nothing.absent())
                    .containsEntry(name, "no class is left out of training; set data.without");
        }
        // A class that no example has.
        LeftOut never = new LeftOut("prototype", List.of("3"));
        assertThat(evaluate(Optional.of(never)).absent())
                .containsEntry("auroc", "none of the 60 test data are of prototype 3")
                .containsEntry(
                        "averagePrecision.logLikelihood",
                        "none of the 30 test data are of prototype 3");
    }

    private DatumScores scores(Examples examples, boolean logLikelihood) {
        EvaluationSettings settings =
                StrictMapper.of(
                        EvaluationSettings.class,
                        Map.of("importanceSamples", 60, "samples", 2, "metrics", List.of()));
        return new Evaluator(settings, Metrics.standard())
                .scores(
                        problem.model(),
                        examples,
                        logLikelihood,
                        SmallProblem.KEY,
                        EvaluationProgress.SILENT);
    }

    @Test
    void scoresOfAnExampleAreThoseOfTheExampleAlone() {
        DatumScores all = scores(test(), true);
        assertThat(scores(test(), false).perDatum().estimated()).isEmpty();
        assertThat(scores(test(), false).perDatum().elbo()).isEqualTo(all.perDatum().elbo());
        DatumScores some = scores(test().select(41, 7, 41), true);
        for (int i = 0; i < 3; i++) {
            int of = i == 1 ? 7 : 41;
            assertThat(some.perDatum().elbo()[i]).isEqualTo(all.perDatum().elbo()[of]);
            assertThat(some.perDatum().logLikelihood()[i])
                    .isEqualTo(all.perDatum().logLikelihood()[of]);
            assertThat(some.reconstruction()[i] - some.kl()[i])
                    .isCloseTo(some.perDatum().elbo()[i], within(1e-12));
        }
    }

    @Test
    void aPointMassHasABoundAlone() {
        try (SmallProblem codes =
                SmallProblem.toy().withPosterior(new ToyCode.Settings(2, 3, true)).open()) {
            Evaluator evaluator = new Evaluator(EvaluationSettings.defaults(), Metrics.standard());
            assertThatThrownBy(
                            () ->
                                    evaluator.scores(
                                            codes.model(),
                                            test(),
                                            true,
                                            SmallProblem.KEY,
                                            EvaluationProgress.SILENT))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the posterior is a point mass: the ELBO is the bound");
            assertThat(
                            evaluator
                                    .scores(
                                            codes.model(),
                                            test(),
                                            false,
                                            SmallProblem.KEY,
                                            EvaluationProgress.SILENT)
                                    .perDatum()
                                    .elbo())
                    .hasSize(60);
        }
    }
}
