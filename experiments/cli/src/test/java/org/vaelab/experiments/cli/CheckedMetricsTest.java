// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vaelab.framework.record.AbsentMetric;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;

/**
 * Calibration, predictive checks and tests of two samples on every kind of data and model: each is
 * a number, absent for a stated reason, or rejected by name before training.
 */
@Tag("exhaustive")
final class CheckedMetricsTest {

    private static final List<String> METRICS =
            List.of(
                    "calibration",
                    "calibration.distance",
                    "predictive.mean",
                    "predictive.ones",
                    "predictive.neighbours",
                    "predictive.spectrum",
                    "predictive.length",
                    "twoSample",
                    "twoSample.neighbours",
                    "memorisation",
                    "energyDistance",
                    "pit");

    private static final String WORDS =
            "{variant: gaussian, latent: 2, network: {encoder: gru, hidden: [4], embedding: 3},"
                    + " likelihood: {type: tokens, hidden: [4], embedding: 3}}";
    private static final String PLAIN = "{variant: gaussian, latent: 2}";
    private static final String TABLE = "source: table, path: %s.csv, testFraction: 0.5";

    /** Kinds of data with the metrics that they reject. */
    @SuppressWarnings("ImmutableEnumChecker") // the set is of Set.of
    private enum Kind {
        IMAGES("source: sprites, size: 16, train: 40, test: 40", PLAIN, "predictive.length", "pit"),
        REAL(
                TABLE.formatted("full") + ", columns: [a, b]",
                PLAIN,
                "predictive.ones",
                "predictive.neighbours",
                "predictive.spectrum",
                "predictive.length"),
        FLAGS(
                TABLE.formatted("full") + ", columns: [flag, sign]",
                PLAIN,
                "predictive.neighbours",
                "predictive.spectrum",
                "predictive.length",
                "pit"),
        COUNTS(
                "source: text, path: text.txt, tokens: word, examples: document, minDocuments: 1,"
                        + " stopWords: none, testFraction: 0.5",
                PLAIN,
                "predictive.ones",
                "predictive.neighbours",
                "predictive.spectrum",
                "predictive.length"),
        MIXED(TABLE.formatted("full"), PLAIN, samples("predictive.length")),
        GAPS(TABLE.formatted("gaps") + ", columns: [a, b]", PLAIN, samples("predictive.length")),
        TEXTS("source: grammar, train: 40, test: 40", WORDS, samples());

        private final String data;
        private final String model;
        private final Set<String> rejected;

        Kind(String data, String model, String... rejected) {
            this.data = data;
            this.model = model;
            this.rejected = Set.of(rejected);
        }

        /** All metrics of samples but the length of texts, and others. */
        private static String[] samples(String... others) {
            List<String> all = new ArrayList<>(METRICS);
            all.removeIf(name -> name.startsWith("calibration") || name.endsWith("length"));
            all.addAll(List.of(others));
            return all.toArray(String[]::new);
        }
    }

    @TempDir Path temporary;

    private final Terminal terminal = new Terminal();

    @BeforeEach
    void writeFiles() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        for (String name : List.of("full", "gaps")) {
            StringBuilder rows = new StringBuilder("a,b,flag,sign,group\n");
            for (int i = 0; i < 80; i++) {
                String a = name.equals("gaps") && i % 4 == 0 ? "" : "" + random.nextDouble();
                rows.append(a).append(',').append(random.nextDouble()).append(',');
                rows.append(random.nextInt(2)).append(',').append(random.nextInt(2));
                rows.append(",g").append(random.nextInt(3)).append('\n');
            }
            Files.writeString(temporary.resolve(name + ".csv"), rows);
        }
        StringBuilder text = new StringBuilder();
        String[] words = {"red", "green", "blue", "one", "two"};
        for (int i = 0; i < 80; i++) {
            text.append(words[i % 5]).append(' ').append(words[random.nextInt(5)]).append('\n');
        }
        Files.writeString(temporary.resolve("text.txt"), text);
    }

    private String config(String data, List<String> metrics, Map<String, String> models) {
        StringBuilder config =
                new StringBuilder(
                        """
                        name: checks
                        data: {%s}
                        seeds: [1]
                        runtime: {backend: nd4j, threads: 1}
                        network: {hidden: [4]}
                        training: {steps: 2, batch: 10}
                        evaluation:
                          importanceSamples: 2
                          importanceExamples: 5
                          metrics: %s
                        report: {formats: [html]}
                        models:
                        """
                                .formatted(
                                        data,
                                        metrics.stream()
                                                .map(CheckedMetricsTest::withSettings)
                                                .toList()));
        models.forEach((name, keys) -> config.append("  %s: %s%n".formatted(name, keys)));
        return config.toString();
    }

    private static String withSettings(String metric) {
        return "{type: "
                + metric
                + ", examples: "
                + switch (metric) {
                    case "calibration", "calibration.distance" -> "20, draws: 9}";
                    case "memorisation" -> "40, training: 40}";
                    default -> "40}";
                };
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void dataOfAKind(Kind kind) throws IOException {
        Map<String, String> model = Map.of("vae", kind.model);
        Path all =
                Files.writeString(temporary.resolve("all.yaml"), config(kind.data, METRICS, model));
        int code = terminal.vaelab("compare", all.toString(), "--dry-run");
        assertThat(code).as("%s", terminal).isEqualTo(2);
        String message = terminal.err();
        Set<String> named = new TreeSet<>();
        METRICS.stream().filter(name -> message.contains("'" + name + "': ")).forEach(named::add);
        assertThat(named).as(message).isEqualTo(new TreeSet<>(kind.rejected));

        List<String> others = new ArrayList<>(METRICS);
        others.removeAll(kind.rejected);
        Trained trained = Trained.of(terminal, config(kind.data, others, model), temporary);
        requireNumbers(trained, "vae", others, Set.of());
    }

    private static void requireNumbers(
            Trained trained, String model, List<String> metrics, Set<String> absent)
            throws IOException {
        RunRecord record = trained.record(model);
        Map<String, AbsentMetric> reasons = record.provenance().absentMetrics();
        for (String metric : metrics) {
            if (absent.contains(metric)) {
                AbsentMetric reason = Objects.requireNonNull(reasons.get(metric));
                assertThat(reason.kind())
                        .as("%s of %s is absent: %s", metric, model, reason)
                        .isEqualTo(AbsentMetric.Kind.UNDEFINED);
                assertThat(reason.reason()).isNotBlank();
            } else {
                assertThat(record.metrics())
                        .as("%s of %s: %s", metric, model, reasons.get(metric))
                        .containsKey(metric);
                assertThat(record.metrics().get(metric).value())
                        .as("%s of %s", metric, model)
                        .isBetween(metric.equals("energyDistance") ? -1.0 : 0.0, 1.0);
            }
        }
        assertThat(new RunFolder(trained.run(model)).diagnostics().read()).isNotEmpty();
    }

    @Test
    @Tag("exhaustive")
    void modelsOfAKind() throws IOException {
        List<String> metrics = new ArrayList<>(METRICS);
        metrics.removeAll(Kind.IMAGES.rejected);
        Map<String, String> models =
                Map.of(
                        "conditional", "{variant: gaussian, latent: 2, condition: shape}",
                        "given",
                                "{variant: gaussian, latent: 2, data: {given: {upper: {rows: [0,"
                                        + " 7]}}}, condition: upper}",
                        "labelled",
                                "{variant: gaussian, latent: 2, data: {labelled: 20}, supervision:"
                                        + " shape}",
                        "hierarchy", "{variant: gaussian, latent: \"normal(2) > normal(2)\"}",
                        "sphere", "{variant: vmf, latent: 2}",
                        "categories", "{variant: gumbel, variables: 2, categories: 3}",
                        "hmc",
                                "{variant: gaussian, latent: 2, estimator: joint, inference:"
                                        + " {type: hmc, chains: 2,"
                                        + " warmUp: 20, draws: 4, mostLeapfrogSteps: 2,"
                                        + " transitions: 1, leapfrogSteps: 1}}",
                        "map",
                                "{variant: gaussian, latent: 2, estimator: joint, inference:"
                                        + " {type: map, steps: 2, evaluationSteps: 2}}",
                        "codes", "{variant: vq, codebookSize: 5, positions: 2, codeDimension: 2}");
        Trained trained =
                Trained.of(terminal, config(Kind.IMAGES.data, metrics, models), temporary);
        Set<String> calibration = Set.of("calibration", "calibration.distance");
        for (String model : models.keySet()) {
            boolean isPoint = Set.of("map", "codes").contains(model);
            requireNumbers(trained, model, metrics, isPoint ? calibration : Set.of());
        }
    }
}
