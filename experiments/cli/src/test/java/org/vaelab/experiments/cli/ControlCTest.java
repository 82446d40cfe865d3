// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.experiments.run.PlanWatch;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.training.CheckpointFile;

/** Ctrl-C at a real terminal, while the progress bar is drawn. */
@Tag("slow")
final class ControlCTest {

    private static final String CONFIG =
            """
            name: small
            data: {source: sprites, size: 16, train: 200, test: %s}
            seeds: [1, 2]
            network: {hidden: [16]}
            training: {steps: %s, batch: 20, historyEvery: 10}
            evaluation: {importanceSamples: %s, importanceExamples: 200}
            models: {vae: {variant: gaussian, latent: 2}}
            """;

    private static final String FAREWELL = "interrupted; the same command goes on";

    private static final Pattern STOPPED =
            Pattern.compile("vae seed ([12]): interrupted after step (\\d+)");

    @TempDir Path temporary;

    @BeforeAll
    static void assumePseudoTerminal() {
        PseudoTerminal.assumeAvailable();
    }

    private String[] compare(int test, int steps, int samples, int jobs) throws IOException {
        Path config =
                Files.writeString(
                        temporary.resolve("small.yaml"), CONFIG.formatted(test, steps, samples));
        return new String[] {
            "compare", config.toString(), "--out", out().toString(), "--jobs", "" + jobs
        };
    }

    private Path out() {
        return temporary.resolve("out");
    }

    private long checkpoint(String seed) throws IOException {
        ComparisonFolder folder = new ComparisonFolder(out());
        PlannedRun run =
                folder.readPlan().runs().stream()
                        .filter(r -> seed.equals("" + r.seed()))
                        .findFirst()
                        .orElseThrow();
        return new CheckpointFile(folder.run(run).checkpoint()).step().orElse(0);
    }

    private List<MatchResult> requireFarewell(PseudoTerminal terminal) throws Exception {
        assertThat(terminal.exitCode()).as("%s", terminal.screen()).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(terminal.screen()).containsOnlyOnce(FAREWELL).endsWith(FAREWELL + "\r\n");
        return STOPPED.matcher(terminal.screen()).results().toList();
    }

    private void requireToGoOn(String... command) {
        Terminal again = new Terminal();
        assertThat(again.vaelab(command)).as("%s", again).isZero();
        assertThat(again.err()).contains("goes on after step");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void trainingLeavesACheckpointOfItsStep(int jobs) throws Exception {
        String[] command = compare(40, 6000, 10, jobs);
        try (PseudoTerminal terminal = PseudoTerminal.vaelab(temporary, command)) {
            terminal.await("\\d+/12000 steps");
            requireCaught(terminal.program());
            // No other process may take what this one holds.
            assertThat(new PlanWatch(new ComparisonFolder(out())).look().abandoned()).isEmpty();
            terminal.interrupt();
            List<MatchResult> stopped = requireFarewell(terminal);
            assertThat(stopped).hasSizeBetween(1, jobs);
            for (MatchResult run : stopped) {
                assertThat(checkpoint(run.group(1)))
                        .isPositive()
                        .isEqualTo(Long.parseLong(run.group(2)));
            }
        }
        requireToGoOn(command);
    }

    /** Where Linux tells which signals a process catches, SIGINT is one of them. */
    private static void requireCaught(ProcessHandle program) throws IOException {
        Path status = Path.of("/proc", Long.toString(program.pid()), "status");
        if (Files.exists(status)) {
            String caught =
                    Files.readAllLines(status).stream()
                            .filter(line -> line.startsWith("SigCgt:"))
                            .findFirst()
                            .orElseThrow();
            long signals = Long.parseUnsignedLong(caught.substring(7).strip(), 16);
            assertThat(signals & 2).as(caught).isEqualTo(2);
        }
    }

    @Test
    void twiceIsLikeOnce() throws Exception {
        String[] command = compare(40, 6000, 10, 1);
        try (PseudoTerminal terminal = PseudoTerminal.vaelab(temporary, command)) {
            terminal.await("\\d+/12000 steps");
            terminal.interrupt();
            terminal.interrupt();
            MatchResult run = requireFarewell(terminal).get(0);
            assertThat(checkpoint("1")).isEqualTo(Long.parseLong(run.group(2)));
        }
        requireToGoOn(command);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void evaluationIsDoneAgain(int jobs) throws Exception {
        String[] command = compare(2000, 20, 20_000, jobs);
        try (PseudoTerminal terminal = PseudoTerminal.vaelab(temporary, command)) {
            // Of two runs at once, the line shows that which was heard of last.
            String seed = terminal.await("vae seed ([12]): evaluating").group(1);
            terminal.interrupt();
            assertThat(requireFarewell(terminal))
                    .filteredOn(run -> run.group(1).equals(seed))
                    .extracting(run -> run.group(2))
                    .containsExactly("20");
            assertThat(checkpoint(seed)).isEqualTo(20);
        }
    }

    @Test
    void theReportIsWrittenByTheSameCommand() throws Exception {
        String[] command = compare(40, 20, 10, 2);
        try (PseudoTerminal terminal = PseudoTerminal.vaelab(temporary, command)) {
            terminal.await("report: figure");
            terminal.interrupt();
            assertThat(requireFarewell(terminal)).isEmpty();
        }
        Terminal again = new Terminal();
        assertThat(again.vaelab(command)).as("%s", again).isZero();
        assertThat(out().resolve("report/index.html")).exists();
        assertThat(out()).isDirectoryNotContaining("glob:**/.report*");
    }
}
