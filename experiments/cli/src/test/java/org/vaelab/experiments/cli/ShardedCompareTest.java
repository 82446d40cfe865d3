// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.run.ComparisonLock;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RecordMapper;

/** A plan that is carried out in parts, in one folder and in several, and its report. */
@Tag("exhaustive")
final class ShardedCompareTest {

    private static final String CONFIG =
            """
            name: small
            data: {source: sprites, size: 16, train: 100, test: 20}
            seeds: [1, 2]
            network: {hidden: [8]}
            training: {steps: 5, batch: 20}
            evaluation: {importanceSamples: 10, importanceExamples: 10}
            models:
              vae: {variant: gaussian, latent: 2}
              wider: {variant: gaussian, latent: 3}
            baseline: vae
            report: {formats: [markdown]}
            """;

    @TempDir private static Path shared;

    /** The second of two parts, in a folder of its own. */
    private static Trained second;

    @TempDir Path temporary;

    private final Terminal terminal = new Terminal();

    @BeforeAll
    static void train() throws IOException {
        Path config = Files.writeString(shared.resolve("small.yaml"), CONFIG);
        second = new Trained(config, shared.resolve("second"));
        compare(new Terminal(), second.folder(), "--shard", "2/2");
    }

    private static Path compare(Terminal terminal, Path out, String... more) {
        Path config = second.config();
        List<String> command = new ArrayList<>(List.of("compare", config.toString()));
        command.addAll(List.of("--out", out.toString()));
        command.addAll(List.of(more));
        assertThat(terminal.vaelab(command.toArray(new String[0]))).as("%s", terminal).isZero();
        return out;
    }

    private static List<String> done(Path folder) throws IOException {
        ComparisonFolder files = new ComparisonFolder(folder);
        return files.readPlan().runs().stream()
                .filter(run -> files.run(run).hasResult())
                .map(run -> run.model() + " " + run.seed())
                .toList();
    }

    private static byte[] plan(Path folder) throws IOException {
        // Its own folder is the only thing that a plan says of a folder.
        return RecordMapper.document(new ComparisonFolder(folder).readPlan().in("folder"));
    }

    /** The data of a report, without the figure against wall time and the tables of times. */
    private static Map<String, String> texts(Path folder) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path file : walk.filter(path -> path.toString().endsWith(".csv")).toList()) {
                texts.put(folder.relativize(file).toString(), Files.readString(file));
            }
        }
        texts.remove(Path.of("data", "learning-curves-time.csv").toString());
        texts.remove(Path.of("data", "table-cost.csv").toString());
        texts.remove(Path.of("data", "table-compute.csv").toString());
        return texts;
    }

    @Test
    void thePartsMayShareAFolderOrHaveTheirOwn() throws IOException {
        Path both = compare(terminal, temporary.resolve("both"), "--shard", "1/2");
        assertThat(done(both)).containsExactly("vae 1", "wider 1");
        assertThat(terminal.err()).contains("[2/2] ");
        assertThat(terminal.out()).contains("2 of 4 planned runs not done here");
        assertThat(Files.readString(both.resolve("report/report.md")))
                .contains("Not complete: vae (seed 2)");
        byte[] planned = plan(both);
        Path one = new Trained(second.config(), both).copy(temporary.resolve("one")).folder();
        compare(terminal, both, "--shard", "2/2");
        assertThat(done(both)).hasSize(4);
        assertThat(plan(both)).isEqualTo(planned);
        assertThat(Files.readString(both.resolve("report/report.md")))
                .contains("All 4 runs were completed");

        Path two = second.folder();
        assertThat(plan(two)).isEqualTo(planned);
        assertThat(done(two)).containsExactly("vae 2", "wider 2");
        Path joint = temporary.resolve("joint");
        String[] report = {
            "report", one.toString(), two.toString(), "--out", joint.toString(),
        };
        assertThat(terminal.vaelab(report)).as("%s", terminal).isZero();
        assertThat(texts(joint)).isEqualTo(texts(both.resolve("report")));
    }

    @Test
    void aReportIsCheckedAndNothingWritten() throws IOException {
        Path folder = second.copy(temporary.resolve("checked")).folder();
        String[] check = {"report", folder.toString(), "--check"};
        assertThat(terminal.vaelab(check)).as("%s", terminal).isZero();
        assertThat(terminal.out()).contains("report is what the records give: ");
        Files.createFile(folder.resolve("report/mine.txt"));
        assertThat(terminal.vaelab(check)).as("%s", terminal).isZero();
        assertThat(terminal.out()).contains("extra:   mine.txt");
        Path page = folder.resolve("report/report.md");
        String edited = Files.readString(page) + "by hand";
        Files.writeString(page, edited);
        Files.delete(folder.resolve("report/data/means.csv"));
        assertThat(terminal.vaelab(check)).isEqualTo(ExitCode.FAILED);
        assertThat(terminal.out())
                .contains("differs: report.md", "missing: data/means.csv", "extra:   mine.txt")
                .doesNotContain("differs: data");
        assertThat(page).hasContent(edited);
    }

    @Test
    void filesOfTheUserStayInTheFolderOfAReport() throws IOException {
        Trained copy = second.copy(temporary.resolve("own"));
        Path report = copy.folder().resolve("report");
        Path notes = Files.writeString(report.resolve("notes.txt"), "mine");
        Path page = report.resolve("report.md");
        Files.writeString(page, "edited");
        String[] again = {"report", copy.folder().toString()};
        assertThat(terminal.vaelab(again)).as("%s", terminal).isZero();
        Path kept = report.resolve("report.md.edited");
        assertThat(terminal.err()).contains("warning: " + kept + ": ");
        assertThat(kept).hasContent("edited");
        assertThat(page).content().isNotEqualTo("edited");
        assertThat(notes).hasContent("mine");

        // As of a user who made the file before there was a report.
        Files.delete(report.resolve("files.sha256"));
        Files.writeString(page, "mine");
        assertThat(terminal.vaelab(again)).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err())
                .contains(
                        "error: " + page + ": the report has a file of this name", "move it away");
        assertThat(page).hasContent("mine");
        String config = copy.config().toString();
        String[] compare = {"compare", config, "--out", copy.folder().toString(), "--shard", "2/2"};
        assertThat(terminal.vaelab(compare)).isEqualTo(ExitCode.FAILED);
        assertThat(terminal.err()).contains(page + ": the report has a file of this name");
        assertThat(page).hasContent("mine");
        assertThat(notes).hasContent("mine");
    }

    @Test
    void aRunThatAnotherProcessHasIsRefusedAndNothingIsWritten() throws IOException {
        Path folder = second.copy(temporary.resolve("held")).folder();
        ComparisonFolder files = new ComparisonFolder(folder);
        byte[] planned = plan(folder);
        PlannedRun other = files.readPlan().runs().get(0);
        try (ComparisonLock lock = ComparisonLock.open(files)) {
            lock.claim(List.of(other));
            String[] same = {
                "compare",
                second.config().toString(),
                "--out",
                folder.toString(),
                "--set",
                "seeds=[1, 2, 3]"
            };
            assertThat(terminal.vaelab(same)).isEqualTo(ExitCode.USAGE);
            assertThat(terminal.err())
                    .contains("another process is at work there, with model 'vae', seed 1");
            assertThat(plan(folder)).isEqualTo(planned);
            compare(terminal, folder, "--shard", "2/2");
        }
    }

    @Test
    void whereAJointReportCannotGoIsSaid() throws IOException {
        Path one = second.folder();
        Path two = temporary.resolve("two");
        new ComparisonFolder(two).writePlan(new ComparisonFolder(one).readPlan());
        assertThat(terminal.vaelab("report", one.toString(), two.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("name it with --out DIR");
        assertThat(terminal.vaelab("report", one.toString(), one + "/../second", "--out", "joint"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("is named twice");
        String[] over = {"report", one.toString(), two.toString(), "--out", two.toString()};
        assertThat(terminal.vaelab(over)).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("--out " + two + " is there, and is not a report");
        assertThat(plan(two)).isEqualTo(plan(one));
    }
}
