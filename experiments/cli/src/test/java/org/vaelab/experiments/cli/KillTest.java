// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.data.Sha256;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.EvaluationFolder;
import org.vaelab.framework.record.HistoryEntry;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.framework.record.RunRecord;

/**
 * Kills the program with SIGKILL at random moments, and starts the same command again. It must end
 * with the files of a command that nobody killed: all metrics bit for bit.
 *
 * <p>The moments are uniform over the time that the undisturbed command takes, or over a part of it
 * if it is long: a command that goes on where it was killed is killed everywhere. {@code
 * -Dvaelab.kills=100} sets the number of kills, {@code -Dvaelab.kills.seed=1} their seed.
 */
@Tag("slow")
final class KillTest {

    private static final int KILLS = Integer.getInteger("vaelab.kills", 4);
    private static final long SEED = Long.getLong("vaelab.kills.seed", System.nanoTime());

    /**
     * After so many kills, a command may end: the last part of a plan, its report, needs its time.
     */
    private static final int KILLS_OF_ROUND = Math.min(KILLS, 12);

    private static final long PATIENCE_MINUTES = 15;

    @TempDir Path temporary;

    private final Random random = new Random(SEED);

    /** A folder as commands leave it: undisturbed, or after kills. */
    private interface Commands {
        List<String> of(Path folder);
    }

    @Tag("exhaustive")
    @Test
    void aPlanOfEveryPartSurvivesKills() throws Exception {
        requireTheSameAfterKills(folder -> compare("every-part.yaml", folder), List.of(), 0.3);
    }

    @Tag("exhaustive")
    @Test
    void aSearchSurvivesKills() throws Exception {
        requireTheSameAfterKills(folder -> compare("search.yaml", folder), List.of(), 1);
    }

    @Tag("exhaustive")
    @Test
    void furtherEvaluationsSurviveKills() throws Exception {
        Path trained = temporary.resolve("trained");
        requireSuccess(compare("every-part.yaml", trained));
        requireTheSameAfterKills(
                folder -> evaluate(folder, "evaluation.importanceSamples=200"),
                List.of(trained),
                0.5);
    }

    /**
     * Some runs of a changed config go on from the checkpoints of runs that ended, and others start
     * anew.
     */
    @Test
    void aChangedConfigSurvivesKills() throws Exception {
        Path trained = temporary.resolve("trained");
        requireSuccess(compare("cluster.yaml", trained));
        requireTheSameAfterKills(
                folder -> {
                    List<String> command = new ArrayList<>(compare("cluster.yaml", folder));
                    command.addAll(List.of("--set", "training.steps=600"));
                    command.addAll(List.of("--set", "models.bits.posterior.variables=5"));
                    return command;
                },
                List.of(trained),
                1);
        String log = text("whole.log");
        assertThat(log).contains("goes on at step 400 of an earlier run", "it is trained anew");
    }

    /** Two processes work in one folder at the same time, and each is killed at its own moments. */
    @Test
    void shardsSurviveKills() throws Exception {
        Path whole = temporary.resolve("whole");
        long started = System.nanoTime();
        requireSuccess(compare("cluster.yaml", whole));
        long duration = System.nanoTime() - started;
        Map<String, String> expected = facts(whole);
        int kills = 0;
        for (int round = 0; kills < KILLS; round++) {
            Path folder = temporary.resolve("killed-" + round);
            Future<List<Double>> first = shard(1, folder, duration, random.nextLong());
            Future<List<Double>> second = shard(2, folder, duration, random.nextLong());
            String moments = first.get() + " and " + second.get();
            kills += first.get().size() + second.get().size();
            requireEqual(folder, expected, moments);
            System.out.printf("%s kills in %s rounds, seed %s%n", kills, round + 1, SEED);
        }
    }

    /** Repeats the command of a shard until it succeeds. Returns when it was killed. */
    private Future<List<Double>> shard(int part, Path folder, long duration, long seed) {
        List<String> command = new ArrayList<>(compare("cluster.yaml", folder));
        command.addAll(List.of("--shard", part + "/2"));
        Random own = new Random(seed);
        List<Double> moments = new ArrayList<>();
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        boolean hasEnded = false;
                        while (!hasEnded) {
                            hasEnded = endsBefore(own.nextDouble() * duration, command, moments);
                        }
                        return moments;
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                });
    }

    private static List<String> compare(String config, Path folder) {
        return List.of("compare", resource(config), "--out", folder.toString(), "--jobs", "2");
    }

    private static List<String> evaluate(Path folder, String setting) {
        return List.of("evaluate", folder.toString(), "--set", setting);
    }

    static String resource(String name) {
        try {
            return Path.of(KillTest.class.getResource("/kill/" + name).toURI()).toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Requires that a command leaves the same files whether it is killed or not.
     *
     * @param before the folder that each of the commands starts from, if any
     * @param share of the time of the undisturbed command, in which it is killed
     */
    private void requireTheSameAfterKills(Commands command, List<Path> before, double share)
            throws Exception {
        Path whole = prepared("whole", before);
        long started = System.nanoTime();
        requireSuccess(command.of(whole));
        double duration = share * (System.nanoTime() - started);
        Map<String, String> expected = facts(whole);
        assertThat(expected).isNotEmpty();
        int kills = 0;
        for (int round = 0; kills < KILLS; round++) {
            Path folder = prepared("killed-" + round, before);
            List<Double> moments = new ArrayList<>();
            while (!endsBefore(random.nextDouble() * duration, command.of(folder), moments)) {
                kills++;
            }
            requireEqual(folder, expected, moments.toString());
            System.out.printf("%s kills in %s rounds, seed %s%n", kills, round + 1, SEED);
        }
    }

    private static void requireEqual(Path folder, Map<String, String> expected, String moments)
            throws IOException {
        Map<String, String> found = facts(folder);
        String when = "seed %s, killed after %s seconds".formatted(SEED, moments);
        // File by file: a difference of two folders is too long to be read.
        Set<String> files = new TreeSet<>(expected.keySet());
        files.addAll(found.keySet());
        for (String file : files) {
            assertThat(found.get(file)).as("%s: %s", file, when).isEqualTo(expected.get(file));
        }
    }

    private Path prepared(String name, List<Path> before) throws IOException {
        Path folder = temporary.resolve(name);
        for (Path from : before) {
            try (Stream<Path> files = Files.walk(from)) {
                for (Path file : files.toList()) {
                    Files.copy(file, folder.resolve(from.relativize(file).toString()));
                }
            }
        }
        return folder;
    }

    private void requireSuccess(List<String> command) throws Exception {
        assertThat(start(command, "whole.log").waitFor()).as("%s", text("whole.log")).isZero();
    }

    /** Kills the program after so many nanoseconds. Returns whether it had ended by then. */
    private boolean endsBefore(double nanos, List<String> command, List<Double> moments)
            throws Exception {
        boolean isPatient = moments.size() >= KILLS_OF_ROUND;
        String log = "killed-" + Thread.currentThread().getId() + ".log";
        Process process = start(command, log);
        long patience = isPatient ? TimeUnit.MINUTES.toNanos(PATIENCE_MINUTES) : Math.round(nanos);
        if (process.waitFor(patience, TimeUnit.NANOSECONDS)) {
            assertThat(process.exitValue()).as("seed %s: %s", SEED, text(log)).isZero();
            return true;
        }
        process.destroyForcibly().waitFor();
        moments.add(Math.rint(nanos / 1e8) / 10);
        return false;
    }

    private Process start(List<String> arguments, String log) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx600m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.add("-Dvaelab.root=" + System.getProperty("vaelab.root", ".."));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Main.class.getName());
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(temporary.resolve(log).toFile())
                .start();
    }

    private String text(String log) throws IOException {
        return Files.readString(temporary.resolve(log));
    }

    /**
     * Returns what every file says, by its path, without times and what differs between machines.
     */
    static Map<String, String> facts(Path folder) throws IOException {
        Map<String, String> facts = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString();
                // A kill may leave a hidden file that was being written, and that nobody reads.
                // A run deletes its own.
                boolean isOfRun = name.contains("runs/") && !name.contains("/evaluations/");
                boolean isUnfinished = name.endsWith(".tmp") && !isOfRun;
                if (!name.startsWith("report") && !name.endsWith(".lock") && !isUnfinished) {
                    facts.put(name, fact(file));
                }
            }
        }
        ComparisonFolder comparison = new ComparisonFolder(folder);
        assertThat(comparison.readPlan().runs()).allMatch(run -> comparison.run(run).hasResult());
        return facts;
    }

    private static String fact(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        String name = file.getFileName().toString();
        if (name.equals("result.json")) {
            RunRecord record = RecordMapper.read(bytes, RunRecord.class, file.toString());
            return text(RecordMapper.document(record.withoutVolatile()));
        }
        if (name.equals("plan.json")) {
            // The folder that the command named is another one here.
            ComparisonPlan plan = RecordMapper.read(bytes, ComparisonPlan.class, name);
            return text(RecordMapper.document(plan.in("folder")));
        }
        if (name.equals("history.jsonl")) {
            StringBuilder lines = new StringBuilder();
            for (String line : text(bytes).lines().toList()) {
                HistoryEntry entry =
                        RecordMapper.read(line.getBytes(UTF_8), HistoryEntry.class, name);
                lines.append(text(RecordMapper.line(entry.withoutVolatile())));
            }
            return lines.toString();
        }
        if (new EvaluationFolder(file.getParent()).files().contains(file)) {
            JsonNode json = RecordMapper.tree(EvaluationFolder.read(file));
            ((ObjectNode) json.get("origin")).remove(List.of("framework", "seconds", "execution"));
            return json.toString();
        }
        return Sha256.hex(Sha256.digest().digest(bytes));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
