// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.HealthFinding;
import org.vaelab.framework.record.HealthObservation;

final class HealthSilenceTest {

    @TempDir Path folder;

    /**
     * Returns what is said of a model that was observed so often, at the end with so many active
     * units.
     */
    private List<String> said(int observations, double activeUnits, HealthFinding... findings)
            throws IOException {
        return said(observations, activeUnits, 1.0, findings);
    }

    /** As above; a weight of the KL below 1 still changes. */
    private List<String> said(
            int observations, double activeUnits, double weight, HealthFinding... findings)
            throws IOException {
        List<Map<String, Double>> signals = new ArrayList<>();
        for (int i = 0; i < observations; i++) {
            signals.add(
                    Map.of(
                            HealthObservation.ACTIVE_UNITS,
                            i == observations - 1 ? activeUnits : 0,
                            HealthObservation.EFFECTIVE_BETA,
                            weight));
        }
        return HealthSilence.of(
                Observed.comparison(
                        Files.createDirectories(folder.resolve("run")),
                        -1,
                        signals,
                        List.of(findings)),
                findings.length == 0);
    }

    @Test
    void nothingIsSaidToBeWellThatCannotBeTold() throws IOException {
        assertThat(said(20, 3)).containsExactly("The health monitor found no problem.");
        assertThat(said(4, 3)).singleElement().asString().contains("vae", "fewer than 9 times");
        assertThat(said(20, 0)).singleElement().asString().contains("vae", "No unit was active");
        assertThat(said(4, 0)).singleElement().asString().contains("vae", "No unit was active");
    }

    @Test
    void aWarmUpThatDoesNotEndIsNamed() throws IOException {
        assertThat(said(20, 0, 0.3))
                .singleElement()
                .asString()
                .contains("the weight of the KL still changed", "training.warmup");
        assertThat(said(20, 3, 0.3)).containsExactly("The health monitor found no problem.");
    }

    @Test
    void aFindingIsNoSilence() throws IOException {
        HealthFinding finding = new HealthFinding(150, "posteriorCollapse", "", "seen", "remedy");
        assertThat(said(4, 0, finding)).isEmpty();
    }
}
