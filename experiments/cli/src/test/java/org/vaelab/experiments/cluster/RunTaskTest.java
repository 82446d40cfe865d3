// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.experiments.config.SpecReader;
import org.vaelab.experiments.run.Listener;
import org.vaelab.experiments.run.RunExecution;
import org.vaelab.experiments.use.DataCache;
import org.vaelab.experiments.use.Lab;
import org.vaelab.experiments.use.Provenances;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.Failure;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunStatus;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.training.CheckpointFile;

/** A run on a worker gives the record of a local one. */
final class RunTaskTest {

    private static final String CONFIG =
            """
            name: small
            data: {source: table, path: points.csv, domain: real}
            network: {hidden: [8]}
            training: {steps: 40, batch: 20, checkpointEvery: 5, historyEvery: 5}
            evaluation: {importanceSamples: 10}
            models:
              vae: {variant: gaussian, latent: 2, likelihood: gaussian}
              wild: {variant: gaussian, latent: 2, likelihood: gaussian, training: {optimizer: {learningRate: 1e30}}}
            """;

    private static final ClassLoader LOADER = RunTaskTest.class.getClassLoader();
    private static final Backends BACKENDS = Backends.find(LOADER);
    private static final SpecContext CONTEXT =
            SpecContext.of(Plugins.load(LOADER), DataLocations.ofSystem(), BACKENDS);
    private static final Provenance.Framework FRAMEWORK =
            new Provenance.Framework("1.2", "abc", false);

    @TempDir private static Path user;

    private static Path data;
    private static List<RunSpec> runs;
    private static PlannedRun run;
    private static String expected;

    @TempDir Path worker;

    @BeforeAll
    static void runHere() throws IOException {
        StringBuilder points = new StringBuilder("a,b,c\n");
        for (int i = 0; i < 200; i++) {
            points.append("%s,%s,%s\n".formatted(i % 7, (i * i) % 11, (i % 3) * 0.5));
        }
        data = Files.writeString(user.resolve("points.csv"), points);
        Path config = Files.writeString(user.resolve("small.yaml"), CONFIG);
        runs = new SpecReader(CONTEXT).read(config, List.of(), Optional.empty()).runs();
        run = planned(0);
        RunFolder local = new ComparisonFolder(user.resolve("local")).run(run);
        Lab lab = lab(new Provenances("vaelab compare", FRAMEWORK));
        RunExecution.execute(lab, run, runs.get(0), local, Listener.SILENT);
        expected = facts(local);
    }

    private static Lab lab(Provenances provenances) {
        DataCache cache = new DataCache(DataSource.Progress.SILENT);
        return Lab.of(CONTEXT, BACKENDS, cache, provenances);
    }

    private static PlannedRun planned(int index) {
        DataCache cache = new DataCache(DataSource.Progress.SILENT);
        String checksum = cache.get(runs.get(index)).dataset().checksum();
        return runs.get(index).planned().on(checksum);
    }

    /** Returns the record without times, and the numbers of each example. */
    private static String facts(RunFolder folder) throws IOException {
        return RecordMapper.tree(folder.readResult().withoutVolatile())
                + Files.readString(folder.perDatum());
    }

    private RunFolder arrived(PlannedRun of) {
        return new ComparisonFolder(worker).run(of);
    }

    /** Executes a task as it arrives on a worker. */
    private boolean execute(PlannedRun planned, Map<String, String> places, BooleanSupplier stopped)
            throws IOException {
        RunTask sent =
                new RunTask(
                        planned,
                        worker.toString(),
                        "runs/small",
                        "vaelab compare",
                        FRAMEWORK,
                        places);
        RunTask task = RunTask.read(RecordMapper.line(sent));
        return task.execute(lab(task.provenances()), stopped);
    }

    @Test
    void aWorkerGivesTheLocalRecordOnce() throws IOException {
        assertThat(execute(run, Map.of(), () -> false)).isTrue();
        assertThat(facts(arrived(run))).isEqualTo(expected);
        Path record = arrived(run).path().resolve("result.json");
        String first = Files.readString(record);
        assertThat(execute(run, Map.of(), () -> false)).isTrue();
        assertThat(record).hasContent(first);
    }

    @Test
    void aStoppedRunResumesFromItsCheckpoint() throws IOException {
        CheckpointFile checkpoint = new CheckpointFile(arrived(run).checkpoint());
        assertThat(execute(run, Map.of(), () -> isWritten(checkpoint))).isFalse();
        assertThat(checkpoint.step().orElseThrow()).isLessThan(40);
        assertThat(execute(run, Map.of(), () -> false)).isTrue();
        assertThat(facts(arrived(run))).isEqualTo(expected);
    }

    private static boolean isWritten(CheckpointFile checkpoint) {
        return checkpoint.step().isPresent();
    }

    @Test
    void dataLieElsewhereAndOthersAreNotTrainedOn() throws IOException {
        Path moved = worker.resolve("moved.csv");
        Map<String, String> places = Map.of(data.toString(), moved.toString());
        Files.writeString(moved, "a,b,c\n" + "1,2,3\n".repeat(100));
        assertThatThrownBy(() -> execute(run, places, () -> false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("are not those of the plan");
        assertThat(arrived(run).hasResult()).isFalse();
        Files.copy(data, moved, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(execute(run, places, () -> false)).isTrue();
        assertThat(facts(arrived(run))).isEqualTo(expected);
    }

    @Test
    void theCommandThatReproducesAFailureHasThePathsOfTheUser() throws IOException {
        PlannedRun wild = planned(1);
        assertThat(execute(wild, Map.of(), () -> false)).isTrue();
        assertThat(arrived(wild).readResult().status()).isEqualTo(RunStatus.FAILED);
        Failure failure = arrived(wild).readResult().failure();
        assertThat(failure.reproduce()).endsWith("reproduce runs/small/runs/" + wild.folderName());
    }
}
