// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.run.PlanOnDisk;
import org.vaelab.experiments.run.PlanWatch;
import org.vaelab.experiments.run.RunEvent;
import org.vaelab.framework.record.HealthFinding;

final class ProgressDisplayTest {

    @Test
    void aFindingNamesItsRuleInWords(@TempDir Path folder) throws IOException {
        HealthFinding finding = new HealthFinding(450, "posteriorCollapse", "", "seen", "try this");
        assertThat(
                        ProgressText.health(
                                Map.of(PlanOnDisk.write(folder, 1).run(0), List.of(finding))))
                .containsExactly("vae seed 1, step 450: posterior collapse: seen", "    try this");
    }

    /** As of a cluster, whose workers send no steps. */
    @Test
    void wholeRunsTellTheTimeLeft(@TempDir Path folder) throws IOException {
        StringWriter terminal = new StringWriter();
        PrintWriter writer = new PrintWriter(terminal);
        Console console =
                new Console(writer, writer, null, new StatusLine(writer, 120, false), false, false);
        PlanOnDisk plan = PlanOnDisk.write(folder, 1, 2);
        try (ProgressDisplay display = new ProgressDisplay(console, () -> false, () -> {}, true)) {
            display.heard(
                    new RunEvent.Begun(
                            "small", List.of(), new PlanWatch(plan.folder()).look().runs()));
            display.heard(new RunEvent.Started(plan.run(0), 0));
            plan.complete(0, 100, 20);
            display.heard(
                    new RunEvent.Finished(
                            plan.run(0), plan.folder().run(plan.run(0)).readResult()));
            assertThat(terminal.toString())
                    .contains("[1/4] vae seed 1: ")
                    .contains("small  25 % [")
                    .contains("1000/4000 steps, about 6:00 left; vae seed 1: ended");
        }
    }
}
