// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiagnosticsFolderTest {

    @TempDir private Path folder;

    private DiagnosticsFolder diagnostics() {
        return new RunFolder(folder).diagnostics();
    }

    private static DiagnosticCurves curves(List<Double> y) {
        return new DiagnosticCurves(
                "Calibration",
                "The ECDF.",
                "q is too narrow.",
                "rank",
                "difference",
                List.of(0.25, 0.5, 0.75),
                List.of(-0.1, -0.2, -0.1),
                List.of(0.1, 0.2, 0.1),
                List.of(new DiagnosticCurves.Curve("z[0]", y, Map.of("pValue", 0.125))));
    }

    @Test
    void curvesReadBackAsWritten() throws IOException {
        Map<String, DiagnosticCurves> written =
                Map.of("calibration", curves(List.of(0.1, 0.3, -0.05)));
        diagnostics().write(written);

        assertThat(diagnostics().read()).isEqualTo(written);
    }

    @Test
    void curvesOfMetricsThatAreNoLongerMeasuredAreDeleted() throws IOException {
        DiagnosticCurves some = curves(List.of(0.0, 0.0, 0.0));
        diagnostics().write(Map.of("pit", some, "predictive.mean", some));
        diagnostics().write(Map.of("pit", some));

        assertThat(diagnostics().read()).containsOnlyKeys("pit");
    }

    @Test
    void withoutCurvesThereIsNoFolder() throws IOException {
        diagnostics().write(Map.of());

        assertThat(diagnostics().path()).doesNotExist();
        assertThat(diagnostics().read()).isEmpty();
    }

    @Test
    void aFileThatIsCutShortIsDamaged() throws IOException {
        diagnostics().write(Map.of("pit", curves(List.of(0.0, 0.0, 0.0))));
        Path file = diagnostics().files().get(0);
        Files.writeString(file, Files.readString(file).substring(0, 40));

        assertThatThrownBy(() -> diagnostics().read()).isInstanceOf(DamagedFileException.class);
    }

    @Test
    void theExcessIsMeasuredFromTheNearerEdge() {
        DiagnosticCurves inside = curves(List.of(0.1, -0.2, 0.0));
        assertThat(inside.excess(inside.curves().get(0))).isZero();
        DiagnosticCurves outside = curves(List.of(0.0, -0.5, 0.15));
        assertThat(outside.excess(outside.curves().get(0))).isEqualTo(0.3);
    }

    @Test
    void listsOfOtherLengthsAreRejected() {
        assertThatThrownBy(() -> curves(List.of(0.0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the curve 'z[0]' has 1 points, expected 3");
    }
}
