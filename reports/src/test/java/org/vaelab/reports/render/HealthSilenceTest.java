// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.HealthFile;
import org.vaelab.framework.record.HealthFinding;
import org.vaelab.framework.record.HealthObservation;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.Records;

final class HealthSilenceTest {

    @TempDir Path folder;

    /** Returns what is said of a model that was observed so often, at the end with so many active units. */
    private List<String> said(int observations, double activeUnits, HealthFinding... findings)
            throws IOException {
        Comparison made =
                new Records().run("vae", Map.of("elbo", Records.bound(-1, 1))).comparison();
        ComparedRun run = made.models().get(0).runs().get(0);
        RunFolder own = new RunFolder(Files.createDirectories(folder.resolve("run")));
        try (HealthFile.Writer file = own.health().open(-1)) {
            for (int i = 0; i < observations; i++) {
                boolean isLast = i == observations - 1;
                Map<String, Double> signals =
                        Map.of(HealthObservation.ACTIVE_UNITS, isLast ? activeUnits : 0);
                file.append(new HealthObservation(50L * i, "all", false, signals, Map.of()));
            }
            for (HealthFinding finding : findings) {
                file.append(finding);
            }
        }
        ComparedRun observed =
                new ComparedRun(
                        run.planned(),
                        own,
                        run.record(),
                        run.history(),
                        run.klByUnit(),
                        run.gradients(),
                        run.perDatum(),
                        run.diagnostics());
        List<ComparedModel> models =
                List.of(new ComparedModel("vae", "gaussian", List.of(observed)));
        return HealthSilence.of(Records.comparison(made.plan(), models), findings.length == 0);
    }

    @Test
    void nothingIsSaidToBeWellThatCannotBeTold() throws IOException {
        assertThat(said(20, 3)).containsExactly("The health monitor found no problem.");
        assertThat(said(4, 3)).singleElement().asString().contains("vae", "fewer than 9 times");
        assertThat(said(20, 0)).singleElement().asString().contains("vae", "No unit was active");
        assertThat(said(4, 0)).singleElement().asString().contains("vae", "No unit was active");
    }

    @Test
    void aFindingIsNoSilence() throws IOException {
        HealthFinding finding = new HealthFinding(150, "posteriorCollapse", "", "seen", "remedy");
        assertThat(said(4, 0, finding)).isEmpty();
    }
}
