// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.CsvFile;
import org.vaelab.framework.record.GradientQuality;
import org.vaelab.framework.record.RunFolder;

/** Gradients from a config to records and report, and of a finished run. */
@Tag("full")
final class GradientsTest {

    private static final String CONFIG =
            """
            name: gradients
            data: {source: sprites, size: 16, train: 200, test: 20}
            network: {hidden: [16]}
            training: {steps: 30, batch: 20}
            evaluation: {importanceSamples: 10}
            models:
              normal:
                variant: gaussian
                latent: 2
                evaluation:
                  gradients:
                    draws: 20
                    examples: 5
                    samples: [1, 3]
                    of: {iwae: {estimator: iwae}, dreg: {estimator: dreg}, itself: {}}
                    reference: {of: iwae}
              bits:
                variant: gumbel
                variables: 3
                categories: 2
                draw: discrete
                estimator: rebar
                evaluation:
                  gradients:
                    draws: 40
                    examples: 5
                    of:
                      exact: {estimator: enumerate}
                      trained: {}
                      relaxed: {draw: relaxed, estimator: elbo}
                    reference: {of: exact, draws: 4}
              plain: {variant: gaussian, latent: 2}
            """;

    @TempDir Path temporary;

    private final Terminal terminal = new Terminal();

    private void vaelab(String... arguments) {
        assertThat(terminal.vaelab(arguments)).as("%s", terminal).isZero();
    }

    private Path compare() throws IOException {
        Path config = Files.writeString(temporary.resolve("gradients.yaml"), CONFIG);
        Path folder = temporary.resolve("out");
        vaelab("compare", config.toString(), "--out", folder.toString());
        return folder;
    }

    private static RunFolder run(Path folder, String model) throws IOException {
        try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
            return runs.filter(run -> String.valueOf(run.getFileName()).startsWith(model + "-"))
                    .map(RunFolder::new)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Path evaluated(RunFolder run) throws IOException {
        try (Stream<Path> files = Files.list(run.path().resolve("evaluations"))) {
            return files.filter(file -> file.toString().endsWith("-gradients.csv"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void measuresReportsAndMeasuresAgain() throws IOException {
        Path folder = compare();
        RunFolder normal = run(folder, "normal");
        List<GradientQuality> rows = normal.gradients().read();
        assertThat(rows)
                .filteredOn(row -> row.group().name().equals("encoder"))
                .extracting(row -> row.estimator().name() + " " + row.estimator().samples())
                .containsExactly("iwae 1", "iwae 3", "dreg 1", "dreg 3", "itself 1", "itself 3");
        assertThat(rows)
                .allSatisfy(
                        row -> {
                            assertThat(row.draws()).isEqualTo(20);
                            assertThat(row.variance()).isPositive();
                            assertThat(row.bias()).isNotNull();
                        });
        assertThat(rows).extracting(row -> row.group().name()).contains("decoder", "all");
        assertThat(run(folder, "plain").gradients().path()).doesNotExist();
        assertThat(folder.resolve("report/tables/gradients-normal.tex")).isNotEmptyFile();
        assertThat(folder.resolve("report/figures/gradients-normal-encoder.svg")).isNotEmptyFile();
        assertThat(folder.resolve("report/data/gradients-normal-encoder.csv")).isNotEmptyFile();
        assertThat(Files.readString(folder.resolve("report/index.html")))
                .contains("<section id=\"gradients\">");
        assertThat(Files.readString(folder.resolve("report/report.md"))).contains("## Gradients");

        // With the same weights, and what the control variate has learned, the same draws.
        RunFolder bits = run(folder, "bits");
        assertThat(bits.gradients().read())
                .filteredOn(row -> row.estimator().name().equals("exact"))
                .allSatisfy(row -> assertThat(row.variance()).isZero());
        vaelab("evaluate", bits.path().toString());
        assertThat(evaluated(bits)).hasSameBinaryContentAs(bits.gradients().path());
        assertThat(terminal.out()).contains("norm of reference");

        // Of a run that has none, other estimators than it was trained by.
        RunFolder plain = run(folder, "plain");
        vaelab(
                "evaluate",
                plain.path().toString(),
                "--set",
                "evaluation.gradients={draws: 4, examples: 3, of: {stl: {estimator: stl}}}");
        assertThat(new CsvFile<>(evaluated(plain), GradientQuality.class).read())
                .extracting(row -> row.estimator().name())
                .containsOnly("stl");
        theRecordHasWhatIsMeasuredWithItsDefaults(folder);
    }

    private static void theRecordHasWhatIsMeasuredWithItsDefaults(Path folder) throws IOException {
        JsonNode evaluation =
                run(folder, "bits").readResult().provenance().config().get("evaluation");
        JsonNode gradients = evaluation.get("gradients");
        assertThat(gradients.get("draws").asInt()).isEqualTo(40);
        assertThat(gradients.at("/of/exact/estimator/type").asText()).isEqualTo("enumerate");
        assertThat(gradients.at("/of/trained").isEmpty()).isTrue();
        assertThat(gradients.at("/of/relaxed/estimator/samples").asInt()).isEqualTo(1);
        assertThat(gradients.at("/of/relaxed/draw").asText()).isEqualTo("relaxed");
        JsonNode plain = run(folder, "plain").readResult().provenance().config();
        assertThat(plain.get("evaluation").has("gradients")).isFalse();
    }
}
