// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.record.CodePart;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.FigureNotes;
import org.vaelab.framework.record.ImportancePoint;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;

/** The files that only figures use, of runs of models of each kind. */
@Tag("full")
final class FigureFilesTest {

    private static final String CONFIG =
            """
            name: figures
            data: {source: sprites, size: 16, train: 100, test: 30}
            network: {hidden: [8], latentHidden: [8]}
            training: {steps: 2, batch: 10}
            evaluation: {importanceSamples: 30, importanceExamples: 12}
            report: {formats: [html, markdown, latex]}
            models:
              plain: {variant: gaussian, latent: 3}
              sphere: {variant: vmf, latent: 2}
              categories: {variant: gumbel, variables: 1, categories: 3}
              product: {variant: product, latent: "normal(2) x onehot(2, 3) x sphere(2)"}
              hierarchy: {variant: gaussian, latent: "normal(2) > normal(3)"}
              codes: {variant: vq, positions: 2, codebookSize: 15, codeDimension: 3}
              wide: {variant: gaussian, latent: 600}
              labelled: {variant: gaussian, latent: 2, supervision: shape}
              mode: {variant: gaussian, latent: 2, inference: {type: map, steps: 2}, estimator: joint}
              sampled: {variant: gaussian, latent: 2, inference: {type: svi, steps: 2}}
            """;

    @TempDir private static Path temporary;

    private static Trained trained;

    private final Terminal terminal = new Terminal();

    @BeforeAll
    static void train() throws IOException {
        trained = Trained.of(CONFIG, temporary);
    }

    private static RunFolder run(String model) throws IOException {
        return new RunFolder(trained.run(model));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "sphere", "categories", "product", "hierarchy", "codes"})
    void codesAreThoseThatEncodeWrites(String model) throws IOException {
        Path encoded = Files.createTempDirectory(temporary, "made").resolve("codes.csv");
        String[] encode = {"encode", run(model).path().toString(), "--out", encoded.toString()};
        assertThat(terminal.vaelab(encode)).as("%s", terminal).isZero();
        assertThat(run(model).codes()).hasSameTextualContentAs(encoded);
        Map<String, double[]> columns = run(model).readCodes();
        List<String> names =
                run(model).readFigures().codes().stream()
                        .flatMap(part -> part.columns().stream())
                        .toList();
        assertThat(columns.keySet()).containsAll(names);
        assertThat(run(model).readFigures().labels()).contains("shape").doesNotContain("index");
    }

    @ParameterizedTest
    @CsvSource({
        "plain, plane 1 3",
        "sphere, sphere 1 3",
        "categories, simplex 1 3",
        "product, plane 1 2; simplex 2 6; sphere 1 3",
        "hierarchy, plane 1 2; plane 1 3",
        "codes, category 1 2",
        "mode, plane 1 2",
        "sampled, plane 1 2"
    })
    void columnsHaveTheGeometryOfTheirSpace(String model, String parts) throws IOException {
        String found =
                run(model).readFigures().codes().stream()
                        .map(FigureFilesTest::text)
                        .collect(Collectors.joining("; "));
        assertThat(found).isEqualTo(parts);
    }

    private static String text(CodePart part) {
        return part.geometry() + " " + part.points() + " " + part.columns().size();
    }

    @Test
    void aWideCodeIsLeftOut() throws IOException {
        assertThat(run("wide").codes()).doesNotExist();
        FigureNotes notes = run("wide").readFigures();
        assertThat(notes.codes()).isEmpty();
        assertThat(notes.leftOut())
                .containsEntry("codes.csv z", "it has 600 columns, and there is room for 512");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "sphere", "categories", "product", "hierarchy", "sampled"})
    void theLastEstimateIsTheMetric(String model) throws IOException {
        List<ImportancePoint> points = run(model).importance().read();
        RunRecord record = run(model).readResult();
        Estimate metric = record.metrics().get("logLikelihood");
        ImportancePoint last = points.get(points.size() - 1);
        assertThat(points)
                .extracting(ImportancePoint::samples)
                .containsExactly(1L, 2L, 5L, 10L, 20L, 30L);
        assertThat(last.logLikelihood()).isEqualTo(metric.value());
        assertThat(last.standardError()).isEqualTo(metric.standardError());
        assertThat(last.examples()).isEqualTo(12);
        if (record.metrics().containsKey("paretoK")) {
            assertThat(last.unreliable()).isEqualTo(record.metrics().get("paretoK").value());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"codes", "mode"})
    void withoutWeightsThereAreNoEstimates(String model) throws IOException {
        assertThat(run(model).importance().path()).doesNotExist();
        assertThat(run(model).readResult().provenance().absentMetrics())
                .containsKey("logLikelihood");
    }

    @ParameterizedTest
    @CsvSource({"plain, 3", "categories, 1", "product, 7", "hierarchy, 5", "codes, 2", "wide, 10"})
    void traversalsHaveTheirUnits(String model, int units) throws IOException {
        assertThat(run(model).traversalSheet()).exists();
        assertThat(run(model).readFigures().traversed()).hasSize(units);
        assertThat(run(model).readFigures().leftOut().keySet())
                .noneMatch(name -> name.contains("traversal"));
    }

    @Test
    void theReportDrawsThem() throws IOException {
        Path report = Files.createTempDirectory(temporary, "report").resolve("report");
        String[] arguments = {"report", trained.folder().toString(), "--out", report.toString()};
        assertThat(terminal.vaelab(arguments)).as("%s", terminal).isZero();
        for (String figure :
                List.of(
                        "latent-maps",
                        "importance",
                        "reconstructions",
                        "prior-samples",
                        "traversals")) {
            for (String width : List.of("", "-wide")) {
                for (String format : List.of(".svg", ".pdf", ".png", ".tex")) {
                    assertThat(report.resolve("figures/" + figure + width + format))
                            .isNotEmptyFile();
                }
            }
        }
        assertThat(report.resolve("figures/reconstructions-2.svg")).doesNotExist();
    }
}
