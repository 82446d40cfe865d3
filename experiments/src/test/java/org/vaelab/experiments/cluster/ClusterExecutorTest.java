// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.config.ComparisonSpec;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.experiments.config.SpecReader;
import org.vaelab.experiments.model.DataCache;
import org.vaelab.experiments.model.Provenances;
import org.vaelab.experiments.model.RunContext;
import org.vaelab.experiments.plan.Job;
import org.vaelab.experiments.plan.Plans;
import org.vaelab.experiments.run.ComparisonLock;
import org.vaelab.experiments.run.Executor;
import org.vaelab.experiments.run.RunListener;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.training.CheckpointFile;

/** Runs on workers give the records of local ones, whatever happens to the workers. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class ClusterExecutorTest {

    private static final String CONFIG =
            """
            name: small
            data: {source: table, path: points.csv, domain: real}
            seeds: [1, 2]
            network: {hidden: [8]}
            training: {steps: 40, batch: 20, checkpointEvery: 5, historyEvery: 5}
            evaluation: {importanceSamples: 10}
            models:
              vae: {variant: gaussian, latent: 2, likelihood: gaussian}
              wider: {variant: gaussian, latent: 3, likelihood: gaussian}
            """;

    private static final ClassLoader LOADER = ClusterExecutorTest.class.getClassLoader();
    private static final Plugins PLUGINS = Plugins.load(LOADER);
    private static final Backends BACKENDS = Backends.find(LOADER);
    private static final DataLocations LOCATIONS = DataLocations.ofSystem();

    @TempDir private static Path shared;

    private static Path config;
    private static Path data;
    private static Map<String, String> expected;

    @TempDir Path temporary;

    private final List<String> heard = new ArrayList<>();

    @BeforeAll
    static void runHere() throws IOException {
        StringBuilder points = new StringBuilder("a,b,c\n");
        for (int i = 0; i < 200; i++) {
            points.append("%s,%s,%s\n".formatted(i % 7, (i * i) % 11, (i % 3) * 0.5));
        }
        data = Files.writeString(shared.resolve("points.csv"), points);
        config = Files.writeString(shared.resolve("small.yaml"), CONFIG);
        ComparisonFolder folder = new ComparisonFolder(shared.resolve("local"));
        run(folder, Executor.local(1), RunListener.SILENT);
        expected = records(folder);
        assertThat(expected).hasSize(4);
    }

    private static RunContext shared(Provenances provenances) {
        DataCache cache = new DataCache(DataSource.Progress.SILENT);
        SpecContext context = SpecContext.of(PLUGINS, LOCATIONS, BACKENDS);
        return new RunContext(context, BACKENDS, cache, provenances);
    }

    private static Executor.Summary run(
            ComparisonFolder folder, Executor executor, RunListener listener) throws IOException {
        SpecContext context = SpecContext.of(PLUGINS, LOCATIONS, BACKENDS);
        ComparisonSpec spec = new SpecReader(context).read(config, List.of(), Optional.empty());
        Files.createDirectories(folder.path());
        folder.writePlan(Plans.of(spec));
        List<Job> jobs = spec.runs().stream().map(run -> new Job(Plans.of(run), run)).toList();
        try (ComparisonLock lock = ComparisonLock.open(folder)) {
            return executor.run(
                    new Executor.Work(
                            shared(new Provenances("test")),
                            folder,
                            lock,
                            listener,
                            jobs,
                            Map.of()));
        }
    }

    /** Records without times, and the numbers of each example. */
    private static Map<String, String> records(ComparisonFolder folder) throws IOException {
        Map<String, String> records = new TreeMap<>();
        for (PlannedRun run : folder.readPlan().runs()) {
            RunFolder files = folder.run(run);
            if (files.hasResult()) {
                records.put(
                        run.folderName(),
                        RecordMapper.tree(files.readResult().withoutVolatile())
                                + Files.readString(files.perDatum()));
            }
        }
        return records;
    }

    private ClusterExecutor cluster(boolean inPlace, Predicate<ClusterTask> losses) {
        return new ClusterExecutor(
                (folder, files) -> new FakeCluster(worker(inPlace, ""), losses),
                LOCATIONS,
                heard::add);
    }

    private Function<Consumer<String>, WorkLoop> worker(boolean inPlace, String files) {
        WorkLoop.Place place = new WorkLoop.Place(inPlace, temporary, files);
        return out -> new WorkLoop(ClusterExecutorTest::shared, place, out);
    }

    private static boolean never(ClusterTask task) {
        return false;
    }

    private boolean hasCheckpoint(PlannedRun run) {
        return new CheckpointFile(folder().run(run).checkpoint()).step().isPresent();
    }

    private ComparisonFolder folder() {
        return new ComparisonFolder(temporary.resolve("out"));
    }

    private static void requireDone(Executor.Summary summary) {
        assertThat(summary).isEqualTo(new Executor.Summary(4, 0, 0));
    }

    @Test
    void workersInTheFolderOfTheComparisonGiveTheLocalRecords() throws IOException {
        requireDone(run(folder(), cluster(true, ClusterExecutorTest::never), RunListener.SILENT));
        assertThat(records(folder())).isEqualTo(expected);
    }

    @Test
    void runsOfOtherMachinesArrive() throws IOException {
        // An earlier try left something.
        for (String run : expected.keySet()) {
            Path earlier = Files.createDirectories(folder().runs().resolve(run));
            Files.writeString(earlier.resolve("left.txt"), "");
        }
        requireDone(run(folder(), cluster(false, ClusterExecutorTest::never), RunListener.SILENT));
        assertThat(records(folder())).isEqualTo(expected);
        for (String run : expected.keySet()) {
            assertThat(folder().runs().resolve(run).resolve("left.txt")).doesNotExist();
            assertThat(folder().runs().resolve(run).resolve("checkpoint")).isNotEmptyDirectory();
        }
        try (var left = Files.list(temporary)) {
            assertThat(left).containsExactly(folder().path());
        }
    }

    /** The second worker starts while the first one still has the run. */
    @Test
    void theRunsOfLostWorkersGoOnElsewhere() throws IOException {
        Set<String> lost = new HashSet<>();
        Predicate<ClusterTask> losses =
                task ->
                        lost.size() < 2
                                && hasCheckpoint(task.run())
                                && lost.add(task.run().folderName());
        requireDone(run(folder(), cluster(true, losses), RunListener.SILENT));
        assertThat(records(folder())).isEqualTo(expected);
        assertThat(lost).hasSize(2);
        assertThat(heard).hasSize(6).allMatch(note -> note.endsWith("starts on worker one"));
    }

    @Test
    void anInterruptedComparisonGoesOnHere() throws IOException {
        AtomicBoolean begun = new AtomicBoolean();
        // Nobody is lost, but somebody is seen at work.
        Predicate<ClusterTask> watch =
                task -> {
                    begun.compareAndSet(false, hasCheckpoint(task.run()));
                    return false;
                };
        Executor.Summary summary =
                run(folder(), cluster(true, watch), RunListener.interruptedBy(begun::get));
        assertThat(summary.completed() + summary.interrupted()).isEqualTo(4);
        requireDone(run(folder(), Executor.local(2), RunListener.SILENT));
        assertThat(records(folder())).isEqualTo(expected);
    }

    @Test
    void otherDataOnAWorkerAreNotTrainedOn() throws IOException {
        Path moved = Files.createDirectories(temporary.resolve("files/0"));
        Files.writeString(moved.resolve("points.csv"), "a,b,c\n" + "1,2,3\n".repeat(100));
        List<String> lost = new ArrayList<>();
        RunListener listener =
                new RunListener() {
                    @Override
                    public void lost(PlannedRun run, String why) {
                        lost.add(why);
                    }
                };
        String unpacked = temporary.resolve("files").toString();
        ClusterExecutor cluster =
                new ClusterExecutor(
                        (folder, files) -> {
                            assertThat(files).isEqualTo(Map.of("0/points.csv", data));
                            return new FakeCluster(
                                    worker(true, unpacked), ClusterExecutorTest::never);
                        },
                        LOCATIONS,
                        heard::add);
        assertThat(run(folder(), cluster, listener)).isEqualTo(new Executor.Summary(0, 4, 0));
        assertThat(lost).hasSize(4).allMatch(why -> why.contains("are not those of the plan"));
        assertThat(records(folder())).isEmpty();
        // The true data, in the place to which they were moved.
        Files.copy(
                data,
                moved.resolve("points.csv"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        requireDone(run(folder(), cluster, RunListener.SILENT));
        assertThat(records(folder())).isEqualTo(expected);
    }

    /** As the rungs of a search do. */
    @Test
    void oneClusterServesSeveralPlansUntilItIsClosed() throws IOException {
        List<FakeCluster> opened = new ArrayList<>();
        ComparisonFolder second = new ComparisonFolder(temporary.resolve("second"));
        try (ClusterExecutor executor =
                new ClusterExecutor(
                        (folder, files) -> {
                            opened.add(
                                    new FakeCluster(worker(false, ""), ClusterExecutorTest::never));
                            return opened.get(opened.size() - 1);
                        },
                        LOCATIONS,
                        heard::add)) {
            requireDone(run(folder(), executor, RunListener.SILENT));
            requireDone(run(second, executor, RunListener.SILENT));
            assertThat(opened).hasSize(1);
            assertThat(opened.get(0).isClosed()).isFalse();
        }
        assertThat(opened.get(0).isClosed()).isTrue();
        assertThat(records(second)).isEqualTo(expected);
        assertThat(folder().path().resolve(".spool")).doesNotExist();
    }
}
