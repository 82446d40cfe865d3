// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.Compute;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;

/**
 * Compute of runs that complete, fail, are searched and evaluated again, and the checklist of all.
 */
@Tag("full")
final class ChecklistCommandTest {

    private static final String CONFIG =
            """
            data: {source: sprites, size: 16, train: 100, validation: 20, test: 20}
            network: {hidden: [4]}
            training: {steps: 3, batch: 10}
            evaluation: {importanceSamples: 2}
            report: {formats: [markdown]}
            models:
              found:
                variant: gaussian
                latent: 2
                search: {over: {latent: [2, 3]}, budget: 2, seeds: [11], by: elbo, method: random}
              bad: {variant: gaussian, latent: 2, training: {optimizer: {type: adam, learningRate: 1e30}}}
            """;

    @TempDir Path temporary;

    private final Terminal terminal = new Terminal();

    private void requireError(String text, String... command) {
        assertThat(terminal.vaelab(command)).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains(text);
    }

    private static List<Compute> executions(Path out, String model) throws IOException {
        ComparisonFolder folder = new ComparisonFolder(out);
        for (PlannedRun run : folder.readPlan().runs()) {
            if (run.model().equals(model)) {
                RunFolder files = folder.run(run);
                assertThat(files.compute()).doesNotExist();
                return files.readCompute(files.readResult());
            }
        }
        throw new AssertionError(model);
    }

    @Test
    void allWorkIsCountedAndDrafted() throws IOException {
        Path config = Files.writeString(temporary.resolve("config.yaml"), CONFIG);
        Path out = temporary.resolve("out");
        String[] compare = {"compare", config.toString(), "--out", out.toString()};
        assertThat(terminal.vaelab(compare)).as("%s", terminal).isEqualTo(ExitCode.FAILED);
        assertThat(terminal.vaelab(compare)).as("%s", terminal).isEqualTo(ExitCode.FAILED);
        assertThat(executions(out, "found"))
                .singleElement()
                .satisfies(of -> assertThat(of.processorSeconds()).isPositive())
                .satisfies(of -> assertThat(of.wallSeconds()).isPositive())
                .satisfies(of -> assertThat(of.ended()).isTrue());
        assertThat(executions(out, "bad")).as("the failed run was executed again").hasSize(2);
        String folder = out.toString();
        String[] evaluate = {"evaluate", folder, "--set", "evaluation.importanceSamples=3"};
        assertThat(terminal.vaelab(evaluate)).as("%s", terminal).isZero();
        assertThat(terminal.vaelab("report", folder)).as("%s", terminal).isZero();
        assertThat(out.resolve("report/data/table-compute.csv"))
                .content()
                .contains("found,runs,1,", "found,search,2,", "found,further evaluations,1,")
                .contains("bad,runs,1 (1 failed),", "Total,,5 (1 failed),");

        assertThat(terminal.vaelab("report", folder, "--short")).as("%s", terminal).isZero();
        assertThat(terminal.out().strip()).isEqualTo(out.resolve("report-short").toString());
        assertThat(out.resolve("report-short/report.md"))
                .content()
                .contains("## Summary", "## Setup")
                .doesNotContain("## Cost");
        assertThat(terminal.vaelab("report", folder, "--short", "--check")).isZero();
        requireError("leave out --sections", "report", folder, "--short", "--sections", "cost");
        assertThat(terminal.vaelab("report", folder, "--checklist", "neurips")).isZero();
        Path file = out.resolve("checklist-neurips.md");
        assertThat(terminal.out().strip()).isEqualTo(file.toString());
        assertThat(file)
                .content()
                .contains(
                        "trials of the search for found.",
                        "1 failed",
                        "settings of bad were chosen");
        assertThat(terminal.vaelab("report", folder, "--checklist", "neurips")).isZero();
        assertThat(terminal.vaelab("report", folder, "--check")).as("%s", terminal).isZero();
        Files.writeString(file, "my answers");
        requireError("may have your answers", "report", folder, "--checklist", "neurips");
        assertThat(file).content().isEqualTo("my answers");
        assertThat(terminal.vaelab("report", folder, "--checklist", "icml", "--out", "-")).isZero();
        assertThat(terminal.out()).startsWith("# ICML");
        requireError("did you mean 'icml'?", "report", folder, "--checklist", "icmm");
        requireError("leave out --check", "report", folder, "--checklist", "icml", "--check");
    }
}
