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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.training.CheckpointFile;

/**
 * A CSV file is edited after a run was begun or finished: nothing goes on as if it were the same.
 */
final class ChangedDataTest {

    @TempDir private static Path shared;

    private static Trained trained;

    @TempDir Path temporary;

    private Path data = Path.of("");
    private Path config = Path.of("");
    private Path folder = Path.of("");

    @BeforeAll
    static void train() throws IOException {
        Files.writeString(shared.resolve("points.csv"), points(0));
        trained = Trained.of(config("  vae: {variant: gaussian, latent: 2}\n"), shared);
    }

    @BeforeEach
    void write() throws IOException {
        data = Files.writeString(temporary.resolve("points.csv"), points(0));
        folder = temporary.resolve("out");
    }

    /**
     * Copies the trained comparison. Its data stay in the shared folder: each test finds them as
     * they were.
     */
    private void copy() throws IOException {
        data = Files.writeString(shared.resolve("points.csv"), points(0));
        config = trained.config();
        trained.copy(folder);
    }

    /** 60 points of the plane; another number gives others. */
    private static String points(int shift) {
        StringBuilder csv = new StringBuilder("a,b\n");
        for (int i = 0; i < 60; i++) {
            csv.append(i % 7 + 0.1 * shift).append(',').append(0.1 * (i * i % 11)).append('\n');
        }
        return csv.toString();
    }

    private static String config(String models) {
        return "data: {source: table, path: points.csv, domain: real}\n"
                + "network: {hidden: [8]}\n"
                + "likelihood: gaussian\n"
                + "training: {steps: 20, batch: 10, checkpointEvery: 10}\n"
                + "evaluation: {importanceSamples: 10}\n"
                + "report: {formats: [markdown]}\n"
                + "models:\n"
                + models;
    }

    private void write(String text) throws IOException {
        config = Files.writeString(temporary.resolve("config.yaml"), text);
    }

    private final Terminal terminal = new Terminal();

    private int compare() {
        return terminal.vaelab("compare", config.toString(), "--out", folder.toString());
    }

    private Path run() throws IOException {
        try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
            return runs.findFirst().orElseThrow();
        }
    }

    /** As version 0.1 wrote plans. */
    private void removeChecksumFromPlan() throws IOException {
        Path plan = folder.resolve("plan.json");
        String text = Files.readString(plan);
        String former = text.replaceAll("\"data\": \"[0-9a-f]{64}\"", "\"data\": null");
        assertThat(former).isNotEqualTo(text);
        Files.writeString(plan, former);
    }

    private String checksum() throws IOException {
        PlannedRun planned = new ComparisonFolder(folder).readPlan().runs().get(0);
        return planned.data() == null
                ? new RunFolder(run()).readResult().provenance().data().checksum()
                : planned.data();
    }

    /** What a change must not touch. */
    private Map<String, List<Byte>> files() throws IOException {
        Map<String, List<Byte>> files = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                List<Byte> bytes = new ArrayList<>();
                for (byte b : Files.readAllBytes(file)) {
                    bytes.add(b);
                }
                files.put(file.toString(), bytes);
            }
        }
        return files;
    }

    private void assertRefused(int exit, String remedy) {
        assertThat(exit).as("%s", terminal).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err())
                .contains("other data than there are now", "checksum: was ", ", is now ", remedy);
    }

    @Test
    void planAndCheckpointHoldTheChecksum() throws IOException {
        copy();
        RunRecord record = new RunFolder(run()).readResult();
        assertThat(checksum()).isEqualTo(record.provenance().data().checksum());
        assertThat(
                        new CheckpointFile(new RunFolder(run()).checkpoint())
                                .load()
                                .orElseThrow()
                                .data())
                .contains(checksum());
    }

    @Tag("full")
    @Test
    void completeRunsOnOtherDataAreNotKept() throws IOException {
        copy();
        Files.writeString(data, points(1));
        Map<String, List<Byte>> before = files();
        assertRefused(compare(), "choose another folder with --out");
        assertThat(terminal.err()).contains("plan.json: model 'vae' with seed 1", "points.csv");
        assertThat(files()).isEqualTo(before);
        removeChecksumFromPlan();
        before = files();
        assertRefused(compare(), "begin anew in another folder with --out");
        assertThat(files()).isEqualTo(before);
        Files.writeString(data, points(0));
        assertThat(compare()).as("%s", terminal).isZero();
        assertThat(terminal.err()).contains("complete already, kept");
    }

    @Test
    void anInterruptedRunDoesNotGoOnWithOtherData() throws IOException {
        copy();
        Files.delete(run().resolve("result.json"));
        Files.writeString(data, points(1));
        assertRefused(compare(), "choose another folder with --out");
        removeChecksumFromPlan();
        assertRefused(compare(), "begin anew in another folder with --out");
        assertThat(terminal.err()).contains("checkpoint.safetensors");
        assertThat(run().resolve("result.json")).doesNotExist();
    }

    @Test
    @Tag("full")
    void plansWithoutAChecksumGoOn() throws IOException {
        copy();
        removeChecksumFromPlan();
        Path record = Files.move(run().resolve("result.json"), temporary.resolve("result.json"));
        assertThat(compare()).as("%s", terminal).isZero();
        assertThat(new RunFolder(run()).readResult().metrics())
                .isEqualTo(
                        RecordMapper.read(Files.readAllBytes(record), RunRecord.class, "before")
                                .metrics());
    }

    @Tag("full")
    @Test
    void commandsOnAFinishedRunRefuseOtherData() throws IOException {
        copy();
        String run = run().toString();
        Path copy = Files.copy(data, temporary.resolve("copy.csv"));
        Files.writeString(data, points(0) + "1,1\n");
        String file = temporary.resolve("written.csv").toString();
        String remedy = "put the data back as they were";
        assertRefused(terminal.vaelab("evaluate", run), remedy);
        assertThat(terminal.err()).contains("training data: was 48, is now 49");
        assertRefused(terminal.vaelab("encode", run, "--out", file), remedy);
        assertRefused(terminal.vaelab("reconstruct", run, "--out", file), remedy);
        assertRefused(terminal.vaelab("reproduce", run), "a run is reproduced on its own data");
        assertRefused(terminal.vaelab("evaluate", run, "--set", "evaluation.samples=3"), remedy);
        assertThat(Path.of(file)).doesNotExist();
        assertThat(terminal.vaelab("evaluate", run, "--set", "data.path=" + copy))
                .as("%s", terminal)
                .isZero();
        assertThat(terminal.vaelab("evaluate", run, "--set", "data.testFraction=0.4"))
                .as("other data on purpose: %s", terminal)
                .isZero();
    }

    @Test
    @Tag("full")
    void modelsOnDifferentFilesAreNotRankedAndNotTested() throws IOException {
        Files.writeString(temporary.resolve("other.csv"), points(3));
        Files.copy(data, temporary.resolve("copy.csv"));
        write(
                config(
                                """
                                  here: {variant: gaussian, latent: 2}
                                  there: {variant: gaussian, latent: 2, data: {path: other.csv}}
                                  copied: {variant: gaussian, latent: 1, data: {path: copy.csv}}
                                """)
                        + "baseline: here\nseeds: [1, 2]\n");
        assertThat(compare()).as("%s", terminal).isZero();
        String report = Files.readString(folder.resolve("report/report.md"));
        assertThat(report)
                .contains("### Data: table (path points.csv)", "### Data: table (path other.csv)")
                .contains("nothing: only one model has a value");
        List<String> rows = report.lines().filter(line -> line.startsWith("| [there")).toList();
        assertThat(rows).isNotEmpty().noneMatch(line -> line.contains("**"));
    }

    @Test
    @Tag("full")
    void bitsAreComparedWhereTheyAreDrawnUnderOneSeed() throws IOException {
        StringBuilder grey = new StringBuilder("a,b,c\n");
        for (int i = 0; i < 60; i++) {
            grey.append(i % 256).append(',').append(37 * i % 256).append(",128\n");
        }
        Files.writeString(temporary.resolve("grey.csv"), grey);
        String common =
                """
                data: {source: table, path: grey.csv, domain: grey}
                network: {hidden: [8]}
                training: {steps: 20, batch: 10}
                evaluation: {importanceSamples: 10}
                baseline: static
                seeds: [1, 2]
                report: {formats: [markdown]}
                models:
                  static: {variant: gaussian, latent: 2, data: {binarize: static}}
                  dynamic: {variant: gaussian, latent: 2, data: {binarize: dynamic}}
                """;
        write(common);
        assertThat(compare()).as("%s", terminal).isZero();
        assertThat(Files.readString(folder.resolve("report/report.md")))
                .contains("## Paired differences")
                .doesNotContain("not ranked", "not comparable");
        String seeds =
                "  seed: {variant: gaussian, latent: 2, data: {binarize: dynamic,"
                        + " evaluationSeed: 5}}\n";
        write(common + seeds);
        assertThat(compare()).as("%s", terminal).isZero();
        assertThat(Files.readString(folder.resolve("report/report.md")))
                .contains("not comparable")
                .contains("evaluation seed 0, bits drawn under evaluation seed 5");
    }

    @Test
    @Tag("full")
    void theChecksumIsThatOfTheDataInEitherPrecision() throws IOException {
        write(
                config(
                        "  single: {variant: gaussian, latent: 2}\n"
                                + "  double: {variant: gaussian, latent: 2, runtime: {precision:"
                                + " float64}}\n"));
        assertThat(compare()).as("%s", terminal).isZero();
        assertThat(new ComparisonFolder(folder).readPlan().runs())
                .extracting(PlannedRun::data)
                .containsOnly(checksum());
    }
}
