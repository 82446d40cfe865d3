// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;

/** Metrics of representations, from a config to the record. */
@Tag("full")
final class RepresentationTest {

    private static final List<String> OF_FACTORS =
            List.of(
                    "mig",
                    "sap",
                    "dci.disentanglement",
                    "dci.completeness",
                    "dci.informativeness",
                    "factorVae",
                    "modularity");
    private static final List<String> OF_LABELS =
            List.of(
                    "accuracy.knn100",
                    "accuracy.knn600",
                    "accuracy.knn1000",
                    "accuracy.logistic100",
                    "accuracy.logistic600",
                    "accuracy.logistic1000",
                    "nmi",
                    "ari");

    private static final String PROTOCOL =
            """
            network: {hidden: [32], latentHidden: [16]}
            training: {steps: 100, batch: 50}
            evaluation:
              importanceSamples: 5
              importanceExamples: 20
              metrics: %s
            """;

    @TempDir static Path temporary;

    private final Terminal terminal = new Terminal();

    private static Path config(String name, String head, List<String> metrics) throws IOException {
        return Files.writeString(
                temporary.resolve(name + ".yaml"), head + PROTOCOL.formatted(metrics));
    }

    private void refused(String name, String head, List<String> metrics, String reason)
            throws IOException {
        Path config = config(name + "-refused", head, metrics);
        assertThat(terminal.vaelab("compare", config.toString(), "--dry-run"))
                .isEqualTo(ExitCode.USAGE);
        metrics.forEach(
                each -> assertThat(terminal.err()).contains("'%s': %s".formatted(each, reason)));
    }

    private Path compared(String name, String head, List<String> metrics) throws IOException {
        Path config = config(name, head, metrics);
        Path folder = temporary.resolve(name);
        terminal.compare(config, folder);
        return folder;
    }

    private static Path run(Path folder, String model) throws IOException {
        try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
            return runs.filter(run -> run.getFileName().toString().startsWith(model + "-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static RunRecord record(Path folder, String model) throws IOException {
        return new RunFolder(run(folder, model)).readResult();
    }

    /** Shapes with five factors, of which none is a label: also the codes of a hierarchy. */
    @Test
    void factorsAreMeasuredAndWhatNeedsALabelIsRefused() throws IOException {
        String head =
                """
                data: {source: sprites, size: 16, train: 600, test: 400}
                report: {formats: [html]}
                models:
                  normal: {variant: gaussian, latent: 3}
                  hierarchy: {variant: gaussian, latent: "normal(2) > sphere(2) x normal(2)"}
                """;
        refused(
                "factors",
                head,
                OF_LABELS,
                "of several label columns one must be named 'label'; there are shape, scale, rotation, x, y");
        refused("factors", head, List.of("auroc"), "no class is left out of training");
        Path folder = compared("factors", head, OF_FACTORS);
        for (String model : List.of("normal", "hierarchy")) {
            RunRecord record = record(folder, model);
            for (String name : OF_FACTORS) {
                assertThat(record.metrics()).as(model).containsKey(name);
                assertThat(record.metrics().get(name).value()).as(name).isBetween(0.0, 1.0);
            }
        }
        // A second training, and a second evaluation, give the same numbers.
        assertThat(terminal.vaelab("reproduce", run(folder, "normal").toString()))
                .as("%s", terminal)
                .isZero();
        assertThat(terminal.vaelab("evaluate", run(folder, "normal").toString()))
                .as("%s", terminal)
                .isZero();
        assertThat(terminal.out()).contains("dci.completeness", "factorVae");
    }

    /** Three clouds far from each other, which any model of them keeps apart. */
    @Test
    void labelsAreFoundFromCodes() throws IOException {
        List<String> rows = new ArrayList<>(List.of("a,b,c,class"));
        double[] noise = RandomKey.of(3).normal(3 * 1600);
        for (int i = 0; i < 1600; i++) {
            StringBuilder row = new StringBuilder();
            for (int j = 0; j < 3; j++) {
                double value = (i % 3 == j ? 4 : 0) + 0.3 * noise[3 * i + j];
                row.append(String.format(Locale.ROOT, "%.4f,", value));
            }
            rows.add(row + List.of("red", "green", "blue").get(i % 3));
        }
        Path file = Files.write(temporary.resolve("clouds.csv"), rows);
        String head =
                """
                data: {source: table, path: %s, label: class, binarize: none}
                likelihood: gaussian
                report: {formats: [html]}
                models:
                  normal: {variant: gaussian, latent: 2}
                  sphere: {variant: vmf, latent: 2}
                """
                        .formatted(file);
        refused("labels", head, OF_FACTORS, "at least two label columns are needed");
        refused(
                "no-labels",
                head.replace("label: class", "columns: {class: ignore}"),
                OF_LABELS,
                "the data have no labels");
        Path folder = compared("labels", head, OF_LABELS);
        for (String model : List.of("normal", "sphere")) {
            Map<String, Estimate> metrics = record(folder, model).metrics();
            for (String name : OF_LABELS) {
                assertThat(metrics).as(model).containsKey(name);
            }
            assertThat(metrics.get("accuracy.knn1000").value()).as(model).isGreaterThan(0.95);
            assertThat(metrics.get("accuracy.logistic1000").value()).as(model).isGreaterThan(0.8);
            assertThat(metrics.get("nmi").value()).as(model).isGreaterThan(0.5);
        }
    }
}
