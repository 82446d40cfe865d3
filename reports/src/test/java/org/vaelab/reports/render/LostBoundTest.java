// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.HealthObservation;
import org.vaelab.reports.Report;
import org.vaelab.reports.comparison.Comparison;

final class LostBoundTest {

    @TempDir Path folder;

    private String summary(double before, double elbo) throws IOException {
        List<Map<String, Double>> signals =
                List.of(
                        Map.of(HealthObservation.BOUND, before),
                        // What an objective that is no bound says of itself.
                        Map.of(HealthObservation.BOUND, 1e6));
        return Summary.of(Observed.comparison(folder, elbo, signals, List.of())).toString();
    }

    @Test
    void anObjectiveThatRunsAwayIsAFinding() throws IOException {
        assertThat(summary(-550, -485_455_612))
                .contains("its bound was −550.0 before the first step", "does not raise log p(x)")
                .doesNotContain("no check found a problem");
    }

    @Test
    void aRunAwayIsSaidAloudToo() throws IOException {
        List<Map<String, Double>> before = List.of(Map.of(HealthObservation.BOUND, -550.0));
        Comparison away = Observed.comparison(folder, -485_455_612, before, List.of());
        assertThat(Report.of(away, List.of(), part -> {}).warnings())
                .singleElement()
                .asString()
                .contains("does not raise log p(x)");
        Comparison sound = Observed.comparison(folder, -120, before, List.of());
        assertThat(Report.of(sound, List.of(), part -> {}).warnings()).isEmpty();
    }

    @Test
    void aBoundThatRoseIsNone() throws IOException {
        assertThat(summary(-550, -120)).doesNotContain("before the first step");
    }

    @Test
    void chanceIsNoFinding() throws IOException {
        assertThat(summary(-550, -560)).doesNotContain("before the first step");
        assertThat(summary(-1, -1.5)).doesNotContain("before the first step");
    }
}
