// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.run.PlanProgress;
import org.vaelab.experiments.run.PlanWatch;
import org.vaelab.experiments.run.RunState;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.HealthObservation;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;
import org.vaelab.framework.record.SearchRecord;
import org.vaelab.framework.training.CheckpointFile;

/** A search by {@code compare}: repeated, killed, enlarged. */
@Tag("exhaustive")
final class SearchCompareTest {

    private static final String CONFIG =
            """
            name: searched
            data: {source: sprites, size: 16, train: 200, test: 40, validation: 0.2}
            seeds: [1, 2]
            network: {hidden: [16]}
            training: {steps: 36, batch: 20}
            evaluation: {importanceSamples: 10, importanceExamples: 20}
            models:
              vae: {variant: gaussian, search: {%s}}
              plain: {variant: gaussian, latent: 3}
            baseline: vae
            report: {formats: [markdown]}
            """;

    private static final String OVER =
            "over: {training.optimizer.learningRate: {log: [1e-4, 1e-1]}, latent: [2, 3, 5]}, budget: ";

    private static final String HALVING = OVER + "6, method: halving, leastSteps: 4";

    @TempDir private static Path shared;

    /** A search by halving, from the beginning to the end. */
    private static Path whole;

    @TempDir Path temporary;

    private final Terminal terminal = new Terminal();

    @BeforeAll
    static void search() throws IOException {
        whole = shared.resolve("whole");
        new Terminal().compare(config(shared, HALVING), whole);
    }

    private static Path config(Path folder, String search) throws IOException {
        return Files.writeString(folder.resolve("config.yaml"), CONFIG.formatted(search));
    }

    private static List<ComparisonFolder> folders(Path folder) throws IOException {
        ComparisonFolder comparison = new ComparisonFolder(folder);
        List<ComparisonFolder> all = new ArrayList<>(List.of(comparison));
        comparison.allSearches().forEach(search -> all.addAll(search.rungs()));
        return all;
    }

    /** The numbers of every run, those of trials included, by the path of its folder. */
    private static Map<String, Object> numbers(Path folder) throws IOException {
        Map<String, Object> numbers = new TreeMap<>();
        for (ComparisonFolder comparison : folders(folder)) {
            for (PlannedRun run : comparison.readPlan().runs()) {
                RunFolder files = comparison.run(run);
                numbers.put(
                        folder.relativize(files.path()).toString(), files.readResult().metrics());
            }
        }
        return numbers;
    }

    private static SearchRecord record(Path folder) throws IOException {
        return new ComparisonFolder(folder).search("vae").record().find().orElseThrow();
    }

    /** The times at which the results of runs were written. */
    private static Map<String, Object> written(Path folder) throws IOException {
        Map<String, Object> times = new TreeMap<>();
        for (ComparisonFolder comparison : folders(folder)) {
            ComparisonPlan plan = comparison.readPlan();
            for (PlannedRun run :
                    Stream.concat(plan.runs().stream(), plan.former().stream()).toList()) {
                Path result = comparison.run(run).result();
                times.put(
                        folder.relativize(result).toString(),
                        Files.getLastModifiedTime(result).toMillis());
            }
        }
        return times;
    }

    @Test
    void theBestTrialJoinsThePlanWithSeedsThatDidNotChooseIt() throws IOException {
        SearchRecord search = record(whole);
        SearchRecord.Trial best = Objects.requireNonNull(search.bestTrial());
        assertThat(search.rungs()).containsExactly(4L, 12L, 36L);
        assertThat(search.trials()).extracting(t -> t.results().size()).contains(1, 2, 3);
        assertThat(best.results()).hasSize(3);
        ComparisonFolder comparison = new ComparisonFolder(whole);
        assertThat(comparison.readPlan().models()).containsExactly("vae", "plain");
        assertThat(comparison.readPlan().baseline()).isEqualTo("vae");
        assertThat(search.seeds()).containsExactly(1_000_001L, 1_000_002L);
        assertThat(search.finalSeeds()).containsExactly(1L, 2L);
        assertThat(comparison.readPlan().runs())
                .extracting(PlannedRun::seed)
                .containsExactly(1L, 2L, 1L, 2L);
        for (PlannedRun run : comparison.readPlan().runs()) {
            assertThat(run.config().at("/evaluation/on").isMissingNode()).isTrue();
            if (run.model().equals("vae")) {
                assertThat(run.config().at("/latent")).isEqualTo(best.values().get("latent"));
                assertThat(run.config().at("/training/until").isMissingNode()).isTrue();
                assertThat(comparison.run(run).health().read().observations())
                        .extracting(HealthObservation::step)
                        .startsWith(0L);
            }
        }
        assertThat(Files.readString(whole.resolve("report/report.md")))
                .contains("## Search", "Trial " + best.number() + " of 6 is the best");
        assertThat(whole.resolve("report/figures/search-vae.png")).exists();
    }

    /** What halving trains in pieces is bit for bit what random search trains in one. */
    @Test
    void halvingTrainsTheSameModelsAsRandomSearch() throws IOException {
        Path out = temporary.resolve("out");
        terminal.compare(config(temporary, OVER + "6"), out);
        SearchRecord halving = record(whole);
        SearchRecord random = record(out);
        int best = Objects.requireNonNull(halving.best());
        assertThat(random.trials().get(best - 1).values())
                .isEqualTo(halving.trials().get(best - 1).values());
        assertThat(random.trials().get(best - 1).results().get(0))
                .isEqualTo(halving.trials().get(best - 1).results().get(2));
    }

    /** Files as a process leaves them that is killed at some moment of the search. */
    @Test
    void aKilledSearchGoesOnToTheSameNumbers() throws Exception {
        Path config = config(temporary, HALVING);
        Path out = temporary.resolve("out");
        for (String moment : List.of("\\[2/\\d+\\]", "goes on after step 4", "plain seed 1")) {
            String[] command = {"compare", config.toString(), "--out", out.toString()};
            PseudoTerminal.assumeAvailable();
            try (PseudoTerminal process = PseudoTerminal.vaelab(temporary, command)) {
                process.await(moment);
                process.program().destroyForcibly();
                process.program().onExit().get();
            }
        }
        terminal.compare(config, out);
        assertThat(numbers(out)).isEqualTo(numbers(whole));
        assertThat(record(out)).isEqualTo(record(whole));
        Map<String, Object> before = written(out);
        terminal.compare(config, out);
        assertThat(written(out)).isEqualTo(before);
    }

    @Test
    void aLargerSearchRunsOnlyWhatIsNew() throws IOException {
        Path out = temporary.resolve("out");
        terminal.compare(config(temporary, HALVING.replace("budget: 6", "budget: 3")), out);
        Map<String, Object> first = written(out);
        Path larger = config(temporary, HALVING);
        terminal.compare(larger, out);
        SearchRecord enlarged = record(out);
        assertThat(enlarged).isEqualTo(record(whole));
        Map<String, Object> second = written(out);
        first.forEach(
                (run, time) -> {
                    if (run.startsWith("search")) {
                        assertThat(second).containsEntry(run, time);
                    }
                });
        Map<String, Object> numbers = numbers(out);
        numbers(whole).forEach((run, metrics) -> assertThat(numbers).containsEntry(run, metrics));

        // One more seed.
        String text = Files.readString(larger).replace("[1, 2]", "[1, 2, 3]");
        terminal.compare(Files.writeString(larger, text), out);
        assertThat(record(out).seeds()).containsExactly(1_000_001L, 1_000_002L, 1_000_003L);
        Map<String, Object> third = written(out);
        second.forEach(
                (run, time) -> {
                    if (run.startsWith("search")) {
                        assertThat(third).containsEntry(run, time);
                    }
                });
        assertThat(new ComparisonFolder(out).readPlan().runs()).hasSize(6);
    }

    @Test
    void anotherSearchInTheSameFolderIsAnError() throws IOException {
        Path folder = new Trained(whole, whole).copy(temporary.resolve("copy")).folder();
        Map<String, String> changes = new LinkedHashMap<>();
        changes.put("by: elbo", "search.by: was logLikelihood, is now elbo");
        changes.put("budget: 5", "search.budget: was 6, is now 5");
        changes.put("seed: 2", "search.seed: was 1, is now 2");
        for (Map.Entry<String, String> change : changes.entrySet()) {
            String search =
                    change.getKey().startsWith("budget")
                            ? HALVING.replace("budget: 6", change.getKey())
                            : HALVING + ", " + change.getKey();
            Path config = config(temporary, search);
            assertThat(terminal.vaelab("compare", config.toString(), "--out", folder.toString()))
                    .isEqualTo(ExitCode.USAGE);
            assertThat(terminal.err()).contains(change.getValue(), "nothing is overwritten");
        }
    }

    /** A learning rate of 1e6 gives NaN: the search says so, and goes on with the others. */
    @Test
    void failedTrialsAreWorst() throws IOException {
        Path out = temporary.resolve("out");
        String over =
                "over: {training.optimizer.learningRate: [1e30, 1e-3], latent: {integer: [2, 9]}}, budget: 6";
        Path config = config(temporary, over);
        terminal.compare(config, out);
        assertThat(terminal.err()).contains(" of 6 trials failed").contains("best is trial");
        SearchRecord search = record(out);
        assertThat(search.bestTrial().values().get("training.optimizer.learningRate").asDouble())
                .isEqualTo(1e-3);
        assertThat(search.trials())
                .filteredOn(t -> t.values().get("training.optimizer.learningRate").asDouble() > 1)
                .isNotEmpty()
                .allSatisfy(t -> assertThat(t.results().get(0).failure()).isNotNull());
        Map<String, Object> before = written(out);
        terminal.compare(config, out);
        assertThat(written(out)).isEqualTo(before);
        Path failed = failedRun(out);
        try (Stream<Path> files = Files.walk(failed)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> assertThat(file.toFile().delete()).isTrue());
        }
        terminal.compare(config, out);
        assertThat(new RunFolder(failed).readResult().status()).isEqualTo(RunStatus.FAILED);
        assertThat(record(out)).isEqualTo(search);
    }

    @Test
    void aSearchWhoseTrialsAllFailHasAReport() throws IOException {
        Path out = temporary.resolve("out");
        Path config =
                config(
                        temporary,
                        "over: {training.optimizer.learningRate: {log: [1e30, 1e31]}, latent: {integer: [2, 9]}}, budget: 2");
        Files.writeString(
                config,
                Files.readString(config).replaceAll("(?m)^(report:|baseline:|  plain:).*$", ""));
        int code = terminal.vaelab("compare", config.toString(), "--out", out.toString());
        assertThat(code).as(terminal.err()).isEqualTo(ExitCode.FAILED);
        assertThat(terminal.err()).contains("2 of 2 trials failed").doesNotContain("VaeLab itself");
        assertThat(out.resolve("report/index.html")).exists();
    }

    /** An exact log p(x) beside lower bounds: a report does not rank them, nor does a search. */
    @Test
    void valuesOnOtherGroundsAreNotChosenAmong() throws IOException {
        StringBuilder rows = new StringBuilder("a,b\n");
        for (int i = 0; i < 100; i++) {
            rows.append(Math.sin(i)).append(',').append(Math.cos(3 * i)).append('\n');
        }
        Files.writeString(temporary.resolve("rows.csv"), rows);
        Path config =
                Files.writeString(
                        temporary.resolve("config.yaml"),
                        """
                        name: exact
                        data: {source: table, path: rows.csv, validation: 0.2}
                        network: {hidden: [4]}
                        likelihood: gaussian
                        training: {steps: 5, batch: 20}
                        evaluation: {importanceSamples: 5}
                        models:
                          vae:
                            latent: 1
                            estimator: elbo
                            search:
                              over:
                                variant: [gaussian, factor-analysis]
                                training.optimizer.learningRate: {log: [1e-4, 1e-2]}
                              budget: 5
                              seed: 3
                        report: {formats: [markdown]}
                        """);
        Path out = temporary.resolve("out");
        terminal.compare(config, out);
        assertThat(terminal.err())
                .contains("trials failed, first: not comparable with most trials");
        List<SearchRecord.Trial> trials = record(out).trials();
        Map<String, Long> left =
                trials.stream()
                        .filter(trial -> trial.results().get(0).failure() == null)
                        .collect(
                                Collectors.groupingBy(
                                        trial -> trial.values().get("variant").asText(),
                                        Collectors.counting()));
        assertThat(left).hasSize(1);
        assertThat(left.values().iterator().next()).isBetween(3L, 4L);
    }

    private static Path failedRun(Path folder) throws IOException {
        for (ComparisonFolder comparison : folders(folder)) {
            for (PlannedRun run : comparison.readPlan().runs()) {
                if (comparison.run(run).readResult().status() == RunStatus.FAILED) {
                    return comparison.run(run).path();
                }
            }
        }
        throw new AssertionError("no run failed");
    }

    @Test
    void shardsSearchTogether() throws IOException {
        Path config = config(temporary, HALVING);
        Path out = temporary.resolve("out");
        for (int i = 0; i < 4; i++) {
            for (String shard : List.of("1/2", "2/2")) {
                String[] command = {
                    "compare", config.toString(), "--out", out.toString(), "--shard", shard
                };
                assertThat(terminal.vaelab(command)).as("%s", terminal).isZero();
            }
        }
        assertThat(numbers(out)).isEqualTo(numbers(whole));
    }

    @Test
    void theStatusShowsTheSearch() throws IOException {
        assertThat(terminal.vaelab("status", whole.toString())).isZero();
        assertThat(terminal.out()).contains("vae: rung 0", "vae: rung 2", "4 done of 4 runs");
        PlanProgress progress = new PlanWatch(new ComparisonFolder(whole)).look();
        assertThat(progress.in(RunState.DONE)).hasSize(4);
    }

    /** The rule that other plans follow too: a model or a seed that is added later. */
    @Test
    void anAddedModelOrSeedRunsOnlyWhatIsNew() throws IOException {
        String text = CONFIG.formatted("").replaceFirst("  vae:.*\\n", "").replace("vae", "plain");
        Path config = Files.writeString(temporary.resolve("config.yaml"), text);
        Path out = temporary.resolve("out");
        terminal.compare(config, out);
        Map<String, Object> before = written(out);
        String more =
                text.replace("[1, 2]", "[3, 1, 2]")
                        .replace("models:", "models:\n  new: {variant: gaussian, latent: 2}");
        terminal.compare(Files.writeString(config, more), out);
        Map<String, Object> after = written(out);
        assertThat(after).hasSize(6).containsAllEntriesOf(before);
        ComparisonFolder files = new ComparisonFolder(out);
        for (PlannedRun run : files.readPlan().runs()) {
            RunRecord record = files.run(run).readResult();
            assertThat(record.status()).isEqualTo(RunStatus.COMPLETED);
            assertThat(new CheckpointFile(files.run(run).checkpoint()).step()).hasValue(36);
        }
        try (Stream<Path> runs = Files.list(out.resolve("runs"))) {
            assertThat(runs).hasSize(6);
        }
    }
}
