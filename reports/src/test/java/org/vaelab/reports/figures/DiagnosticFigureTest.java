// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.DiagnosticCurves;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.reports.ExampleComparison;
import org.vaelab.reports.Report;
import org.vaelab.reports.comparison.Comparison;

/** Curves of a metric that reports know nothing of. */
final class DiagnosticFigureTest {

    @TempDir private Path folder;

    private static DiagnosticCurves.Curve curve(String name, double y) {
        return new DiagnosticCurves.Curve(name, List.of(y, -y / 2), Map.of("pValue", 0.5));
    }

    private void write() throws IOException {
        ExampleComparison.write(folder);
        ComparisonFolder files = new ComparisonFolder(folder);
        for (PlannedRun run : files.readPlan().runs()) {
            if (run.model().equals("vq")) {
                continue;
            }
            DiagnosticCurves curves =
                    new DiagnosticCurves(
                            "Wobble",
                            "How much it wobbles.",
                            "It wobbles in seed " + run.seed() + ".",
                            "place",
                            "wobble",
                            List.of(0.3, 0.6),
                            List.of(-0.1, -0.1),
                            List.of(0.1, 0.1),
                            List.of(curve("calm", 0.01), curve("wild & free", 0.4)));
            files.run(run).diagnostics().write(Map.of("wobble.of_x", curves));
        }
    }

    @Test
    void aPanelForEachModelAndASentenceForEachRun() throws IOException {
        write();
        List<DiagnosticFigure> figures = DiagnosticFigure.of(Comparison.read(List.of(folder)));

        assertThat(figures).hasSize(1);
        DiagnosticFigure shown = figures.get(0);
        assertThat(shown.title()).isEqualTo("Wobble");
        assertThat(shown.summary().orElseThrow())
                .startsWith("Curves that leave the band: ")
                .contains(" of 4 of ")
                .endsWith("; in brackets, the largest distance from 0, mean over curves.");
        // One run of the third model failed.
        assertThat(shown.sentences()).hasSize(5);
        assertThat(shown.sentences().get(1)).endsWith(", seed 2: It wobbles in seed 2.");
        Figure figure = shown.figure();
        assertThat(figure.id()).isEqualTo("diagnostics-wobble-of_x");
        assertThat(figure.caption()).startsWith("Wobble. How much it wobbles. ");
        assertThat(((Panels) figure.drawing()).plots()).hasSize(3);
        // The curve that leaves the band is named, and special characters are escaped.
        assertThat(figure.latex(Width.PAGE))
                .contains("wild \\& free")
                .doesNotContain("wild & free");
        assertThat(figure.csv().lines()).hasSize(1 + 5 * 2 * 2);
    }

    @Tag("full")
    @Test
    void theReportHasThem() throws IOException {
        write();
        Path report = Report.write(folder);

        assertThat(report.resolve("figures/diagnostics-wobble-of_x.svg")).exists();
        assertThat(Files.readString(report.resolve("report.md")))
                .contains("It wobbles in seed 1.", "How much it wobbles.");
    }

    @Test
    void withoutCurvesThereIsNoFigure() throws IOException {
        ExampleComparison.write(folder);

        assertThat(DiagnosticFigure.of(Comparison.read(List.of(folder)))).isEmpty();
    }
}
