// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.training.CheckpointFile;

/**
 * Kills workers, executors and drivers of a real cluster of Spark with SIGKILL at random moments,
 * and repeats the same command until it succeeds. It must end with the files of a local run: all
 * metrics bit for bit.
 *
 * <p>{@code -Dvaelab.kills=30} sets the number of kills, {@code -Dvaelab.kills.seed=1} their seed.
 * The module of Spark must be built first.
 */
@Tag("slow")
final class SparkKillTest {

    private static final int KILLS = Integer.getInteger("vaelab.kills", 10);
    private static final long SEED = Long.getLong("vaelab.kills.seed", System.nanoTime());

    /** After so many kills, a command may end. */
    private static final int KILLS_OF_ROUND = 8;

    private static final long PATIENCE_MINUTES = 10;

    @TempDir Path temporary;

    private final Random random = new Random(SEED);
    private final List<String> killed = new ArrayList<>();
    private StandaloneSpark spark;

    /** What a kill ends. */
    private enum Victim {
        WORKER,
        EXECUTORS,
        COMPARE_WITH_DRIVER,
        COMPARE,
        DRIVER
    }

    @BeforeAll
    static void assumeSpark() {
        StandaloneSpark.assumeBuilt();
    }

    @BeforeEach
    void startSpark() throws Exception {
        spark = StandaloneSpark.in(Files.createDirectory(temporary.resolve("spark")).toRealPath());
    }

    @AfterEach
    void endSpark() {
        spark.close();
    }

    @Test
    void aPlanSurvivesKillsOfWorkersAndDrivers() throws Exception {
        Path local = temporary.resolve("local");
        requireSuccess(start(local, List.of()));
        Map<String, String> expected = KillTest.facts(local);
        Path whole = temporary.resolve("whole");
        long started = System.nanoTime();
        requireSuccess(start(whole, onSpark(true)));
        long duration = System.nanoTime() - started;
        assertThat(KillTest.facts(whole)).isEqualTo(expected);
        for (int round = 0; killed.size() < KILLS; round++) {
            List<String> options = onSpark(round % 2 == 0);
            Path folder = temporary.resolve("killed-" + round);
            completeWithKills(folder, options, duration);
            assertThat(KillTest.facts(folder)).as(history()).isEqualTo(expected);
            System.out.println(history());
        }
    }

    @Test
    void aWorkerWithoutASharedFolderSendsItsRunsBackWhole() throws Exception {
        StringBuilder points = new StringBuilder("a,b\n");
        for (int i = 0; i < 200; i++) {
            points.append("%s,%s\n".formatted(i % 7, (i * i) % 11));
        }
        Files.writeString(temporary.resolve("points.csv"), points);
        Path config =
                Files.writeString(
                        temporary.resolve("table.yaml"),
                        """
                        name: table
                        data: {source: table, path: points.csv, domain: real}
                        seeds: [1, 2]
                        training: {steps: 200, batch: 20}
                        evaluation: {importanceSamples: 10}
                        models: {vae: {variant: gaussian, latent: 2, likelihood: gaussian}}
                        """);
        Path local = temporary.resolve("here");
        requireSuccess(start(config, local, List.of()));
        Path sent = temporary.resolve("sent");
        requireSuccess(start(config, sent, onSpark(false)));
        assertThat(KillTest.facts(sent)).isEqualTo(KillTest.facts(local));
        assertThat(reported(sent)).hasSizeGreaterThan(5).isEqualTo(reported(local));
        assertThat(log().lines().filter(line -> line.matches("spark: vae seed . starts on.*")))
                .hasSize(2);
    }

    /** Returns the numbers of a report, without those that are times. */
    private static Map<String, String> reported(Path folder) throws IOException {
        Map<String, String> reported = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder.resolve("report").resolve("data"))) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (!name.matches("table-(compute|cost).csv|learning-curves-time.csv")) {
                    reported.put(name, Files.readString(file));
                }
            }
        }
        return reported;
    }

    @Test
    void aKilledCompareLeavesNothingBehind() throws Exception {
        Path folder = temporary.resolve("abandoned");
        Process compare = start(folder, onSpark(true));
        while (!hasCheckpoint(folder)) {
            Thread.sleep(100);
        }
        List<ProcessHandle> all = Stream.concat(compare.descendants(), spark.executors()).toList();
        assertThat(all).hasSizeGreaterThan(2);
        compare.destroyForcibly().waitFor();
        for (ProcessHandle process : all) {
            process.onExit().get(1, TimeUnit.MINUTES);
        }
        try (Stream<Path> left = Files.list(folder)) {
            for (Path spool : left.filter(f -> f.toString().contains(".spool")).toList()) {
                assertThat(spool).isEmptyDirectory();
            }
        }
    }

    private static boolean hasCheckpoint(Path folder) throws IOException {
        if (Files.notExists(folder.resolve("runs"))) {
            return false;
        }
        try (Stream<Path> files = Files.walk(folder.resolve("runs"))) {
            return files.anyMatch(
                    file -> file.endsWith(Path.of("checkpoint", CheckpointFile.NAME)));
        } catch (UncheckedIOException e) {
            // A file was renamed meanwhile.
            return false;
        }
    }

    private String history() {
        return "seed " + SEED + ", killed: " + killed;
    }

    private List<String> onSpark(boolean isShared) {
        List<String> options = List.of("--executor", "spark", "--master", spark.url());
        return Stream.concat(options.stream(), Stream.of("--shared").filter(o -> isShared))
                .toList();
    }

    /** Repeats a command until it succeeds, with kills in between. */
    private void completeWithKills(Path folder, List<String> options, long duration)
            throws Exception {
        Process compare = start(folder, options);
        int kills = 0;
        while (true) {
            // Half of the time: a command whose worker is killed goes on.
            double nanos = random.nextDouble() * duration / 2;
            long patience =
                    kills < KILLS_OF_ROUND
                            ? Math.round(nanos)
                            : TimeUnit.MINUTES.toNanos(PATIENCE_MINUTES);
            if (compare.waitFor(patience, TimeUnit.NANOSECONDS)) {
                if (compare.exitValue() == ExitCode.DONE) {
                    return;
                }
                assertThat(compare.exitValue())
                        .as("%s: %s", history(), log())
                        .isEqualTo(ExitCode.FAILED);
            } else {
                kills += kill(compare, nanos) ? 1 : 0;
            }
            if (!compare.isAlive()) {
                compare = start(folder, options);
            }
        }
    }

    /** Returns whether there was something to kill. */
    private boolean kill(Process compare, double nanos) throws Exception {
        Victim victim = Victim.values()[random.nextInt(Victim.values().length)];
        int worker = random.nextInt(spark.workers());
        boolean hasKilled =
                switch (victim) {
                    case WORKER -> spark.killWorker(worker);
                    case EXECUTORS -> spark.killExecutors(worker);
                    case COMPARE_WITH_DRIVER ->
                            StandaloneSpark.killAll(
                                    Stream.concat(
                                            Stream.of(compare.toHandle()), compare.descendants()));
                    case COMPARE -> StandaloneSpark.killAll(Stream.of(compare.toHandle()));
                    case DRIVER -> StandaloneSpark.killAll(compare.descendants());
                };
        if (victim == Victim.COMPARE || victim == Victim.COMPARE_WITH_DRIVER) {
            compare.waitFor();
        }
        if (hasKilled) {
            killed.add(String.format(Locale.ROOT, "%s after %.1f s", victim, nanos / 1e9));
            System.out.println(killed.get(killed.size() - 1));
        }
        return hasKilled;
    }

    private void requireSuccess(Process process) throws Exception {
        assertThat(process.waitFor()).as("%s", log()).isZero();
    }

    private Process start(Path folder, List<String> options) throws IOException {
        return start(Path.of(KillTest.resource("cluster.yaml")), folder, options);
    }

    private Process start(Path config, Path folder, List<String> options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx600m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.add("-Dvaelab.root=" + System.getProperty("vaelab.root", ".."));
        command.add("-Dvaelab.spark=" + spark.module());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Main.class.getName());
        command.addAll(List.of("compare", config.toString()));
        command.addAll(List.of("--out", folder.toString()));
        command.addAll(options);
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(
                                        temporary.resolve("compare.log").toFile()));
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().remove("SPARK_HOME");
        return builder.start();
    }

    private String log() throws IOException {
        return Files.readString(temporary.resolve("compare.log"));
    }
}
