// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;

/** Files of a comparison that were cut short or overwritten. */
final class DamagedFilesTest {

    private static final String CONFIG =
            """
            name: small
            data: {source: sprites, size: 16, train: 100, test: 40}
            seeds: [1]
            network: {hidden: [8]}
            training: {steps: 20, batch: 20, historyEvery: 5}
            evaluation: {importanceSamples: 10, importanceExamples: 20}
            models: {vae: {variant: gaussian, latent: 2}}
            report: {formats: [html]}
            """;

    private static final String START_AGAIN =
            "    start 'compare' again with the same config and folder: it sets the file aside and"
                    + " goes on from what is left";

    @TempDir private static Path shared;

    private static Trained trained;

    @TempDir Path temporary;

    private final Terminal terminal = new Terminal();
    private Path config;
    private Path out;
    private RunFolder run;
    private RunRecord record;

    @BeforeAll
    static void train() throws IOException {
        trained = Trained.of(CONFIG, shared);
    }

    @BeforeEach
    void copy() throws IOException {
        Trained copy = trained.copy(temporary.resolve("out"));
        config = copy.config();
        out = copy.folder();
        ComparisonFolder folder = new ComparisonFolder(out);
        run = folder.run(folder.readPlan().runs().get(0));
        record = run.readResult();
    }

    private static void cutShort(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() / 2);
        }
    }

    private void requireError(String message, String... arguments) {
        assertThat(terminal.vaelab(arguments)).as("%s", terminal).isEqualTo(ExitCode.FAILED);
        assertThat(terminal.err().replace("\r\n", "\n"))
                .isEqualTo("error: " + message + "\n" + START_AGAIN + "\n");
    }

    private void requireMended(String... warnings) throws IOException {
        terminal.compare(config, out);
        assertThat(terminal.err()).contains(warnings);
        assertThat(run.readResult().metrics()).isEqualTo(record.metrics());
        assertThat(run.readHistory()).isNotEmpty();
        assertThat(terminal.vaelab("report", out.toString(), "--check")).isZero();
    }

    @Tag("full")
    @Test
    void aRecordThatIsCutShort() throws IOException {
        cutShort(run.result());
        String message = run.result() + ": the file is damaged: it is cut short";
        requireError(message, "status", out.toString());
        requireError(message, "report", out.toString());
        requireError(message, "score", run.path().toString());
        requireMended(
                "warning: " + message,
                "it is kept as result.json.damaged; the run goes on from its checkpoint",
                "goes on after step 20");
        assertThat(run.path().resolve("result.json.damaged")).exists();
    }

    @Tag("full")
    @Test
    void whatAKillLeavesIsDeleted() throws IOException {
        // Between the record and the end of the file that it replaces.
        run.writeCompute(run.readCompute(record));
        requireMended("complete already, kept");
        assertThat(run.compute()).doesNotExist();
        List<Path> unfinished =
                List.of(
                        run.path().resolve(".7-2.tmp.codes.csv"),
                        run.priorSheet().resolveSibling(".prior.png.7-2.tmp"));
        for (Path file : unfinished) {
            Files.writeString(file, "cut sh");
        }
        Files.delete(run.result());
        requireMended("goes on after step 20");
        assertThat(unfinished).noneMatch(Files::exists);
    }

    @Tag("full")
    @Test
    void aPlanThatIsEmpty() throws IOException {
        Path plan = new ComparisonFolder(out).plan();
        Files.writeString(plan, "");
        String message = plan + ": the file is damaged: it is empty";
        requireError(message, "status", out.toString());
        requireError(message, "report", out.toString());
        assertThat(terminal.vaelab("compare", config.toString(), "--out", "" + out, "--dry-run"))
                .isZero();
        assertThat(plan).isEmptyFile();
        requireMended("complete already, kept");
    }

    @Test
    @Tag("full")
    void aHistoryAndATable() throws IOException {
        Files.writeString(run.history(), "garbage\n", StandardOpenOption.APPEND);
        requireError(
                run.history() + ":5: the file is damaged: it is not valid JSON",
                "report",
                out.toString());
        cutShort(run.klByUnit().path());
        requireMended(
                "the lines that can be read are kept",
                "it is kept as klByUnit.csv.damaged; result.json too, so that the run is evaluated"
                        + " again");
    }

    @Test
    @Tag("full")
    void aHistoryWithoutTheStepsBeforeTheCheckpoint() throws IOException {
        List<String> lines = Files.readAllLines(run.history());
        assertThat(lines).hasSize(4);
        Files.write(run.history(), List.of(lines.get(1)));
        Files.delete(run.result());
        requireMended(
                "warning: "
                        + run.history()
                        + " lacks step 5, steps 15 to 20: it was cut or changed after the run wrote it",
                "the run goes on from step 20");
    }

    @Test
    @Tag("full")
    void aCheckpoint() throws IOException {
        Path checkpoint = run.checkpoint().resolve("checkpoint.safetensors");
        cutShort(checkpoint);
        assertThat(terminal.vaelab("score", run.path().toString())).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err())
                .startsWith("error: " + run.path() + ": the checkpoint is damaged: " + checkpoint)
                .contains("the file is cut short")
                .contains("remove its result.json and start 'compare' again");
        assertThat(terminal.vaelab("card", run.path().toString())).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("the file has changed", "remove its result.json");
        Files.delete(run.result());
        requireMended("checkpoint.safetensors.damaged; the run is trained from the beginning");
    }

    /** {@code /dev/full} of Linux is a disk without space. */
    @Test
    @Tag("full")
    void aFullDisk() throws IOException {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full), "there is no /dev/full");
        Files.delete(run.result());
        Files.delete(run.checkpoint().resolve("checkpoint.safetensors"));
        Files.createSymbolicLink(run.checkpoint().resolve(".checkpoint.safetensors.tmp"), full);
        String[] compare = {"compare", config.toString(), "--out", out.toString()};
        assertThat(terminal.vaelab(compare)).isEqualTo(ExitCode.FAILED);
        String cause =
                run.checkpoint().resolve("checkpoint.safetensors")
                        + ": cannot be written: No space left on device";
        String remedy = "free some space on the disk; then the same command goes on";
        assertThat(terminal.err())
                .contains("vae seed 1: FAILED: " + cause)
                .contains(remedy)
                .doesNotContain("Exception", "reproduce");
        assertThat(terminal.vaelab("status", out.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(terminal.out()).contains(cause, remedy).doesNotContain("reproduce");
        assertThat(out.resolve("report/index.html"))
                .content()
                .contains("No space left on device", remedy)
                .doesNotContain("vaelab reproduce");
        assertThat(terminal.vaelab(compare)).as("%s", terminal).isZero();
        assertThat(run.readResult().metrics()).isEqualTo(record.metrics());
    }
}
