// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.audit.Warning;
import org.vaelab.experiments.plan.PlannedStarts;
import org.vaelab.experiments.plan.Shard;
import org.vaelab.experiments.run.ComparisonRunner;
import org.vaelab.experiments.run.DataCache;
import org.vaelab.experiments.run.PlanExecutor;
import org.vaelab.experiments.spec.ComparisonSpec;
import org.vaelab.experiments.spec.RunSpec;
import org.vaelab.experiments.spec.SearchSpec;
import org.vaelab.experiments.spec.SpecReader;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.naming.Amount;
import org.vaelab.framework.plugin.LikelihoodPart;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.tensor.Backends;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.TensorRuntime;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vaelab compare}. */
@Command(
        name = "compare",
        description = {
            "Train and evaluate the models of a config, and write a report.",
            "The same command continues an interrupted comparison."
        })
final class CompareCommand extends SessionCommand {

    @Parameters(paramLabel = "CONFIG", description = "Config file, in YAML.")
    private Path config = Path.of("");

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Folder for records and report (default: runs/<name>, or runs/<name>-<budget>).")
    private @Nullable Path out;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = {
                "Replace a value of the config, such as a hyperparameter. May be repeated:",
                "training.optimizer.learningRate=0.001",
                "training.batch=64 (the minibatch size)"
            })
    private List<String> settings = new ArrayList<>();

    @Option(
            names = "--budget",
            paramLabel = "NAME",
            description = "Scale the config to one of its budgets, such as small.")
    private @Nullable String budget;

    @Mixin private ExecutorOptions executors = new ExecutorOptions();

    @Option(
            names = "--shard",
            paramLabel = "I/N",
            description =
                    "Carry out only part I of N of the plan. Several processes may share a folder.")
    private @Nullable String shard;

    @Option(
            names = "--dry-run",
            description = "Check the config, try every model and show the plan. Write nothing.")
    private boolean dryRun;

    @Option(
            names = "--strict",
            description = "Treat warnings as errors: exit code 2, nothing written.")
    private boolean strict;

    @Override
    int run(Session session) throws IOException {
        session.pluginsOf(config, settings);
        try (PlanExecutor executor = executors.executor(session, dryRun)) {
            CompletableFuture<Void> natives = loadNatives(session.backends());
            try {
                return compare(session, executor, natives);
            } finally {
                natives.join();
            }
        }
    }

    private int compare(Session session, PlanExecutor executor, CompletableFuture<Void> natives)
            throws IOException {
        Shard part = part();
        ComparisonSpec written =
                new SpecReader(session.context())
                        .read(config, settings, Optional.ofNullable(budget));
        Path folder = out == null ? Path.of("runs", written.folderName()) : out;
        ComparisonSpec spec = new PlannedStarts(folder, session.context()).known(written);
        SearchedComparison comparison = new SearchedComparison(session, spec, folder, part);
        comparison.requireFolder();
        DataCache data = session.data();
        Console console = session.console();
        if (dryRun) {
            showColumns(spec, data, console.out());
        }
        natives.join();
        List<Warning> warnings = comparison.tryOut();
        if (strict && !warnings.isEmpty()) {
            throw refusal(warnings);
        }
        if (dryRun) {
            comparison.announce(warnings);
            comparison.searches().forEach(search -> SearchTables.plan(search, console.out()));
            List<ComparisonRunner.Job> jobs = comparison.jobs();
            show(spec, jobs, console.out());
            String of = part.isWhole() ? "" : " of " + spec.runs().size() + ", shard " + part;
            console.out()
                    .println(
                            Amount.of(jobs.size(), "run")
                                    + (of + ", to be written to ")
                                    + folder.resolve("runs"));

            return ExitCode.DONE;
        }
        showRemarks(spec, data, console.out());
        return comparison.carryOut(executor, warnings);
    }

    /**
     * Loads the native libraries of the preferred backend, which takes about a second, while files are
     * read. Does nothing if the config names another backend. The result must be awaited: the process
     * must not end meanwhile.
     */
    private CompletableFuture<Void> loadNatives(Backends backends) {
        return backends.names().stream().skip(1).anyMatch(text()::contains)
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.runAsync(
                        () -> {
                            try (TensorRuntime loaded =
                                    backends.open(Backends.AUTO, Backends.AUTO, 1, DType.FLOAT32)) {
                                // They stay when it is closed.
                            } catch (RuntimeException | LinkageError e) {
                                // The check of the models reports it.
                            }
                        });
    }

    /** Returns the settings and the text of the config, as far as it can be read. */
    private String text() {
        try {
            return settings + Files.readString(config);
        } catch (IOException e) {
            // The reader of configs reports it.
            return settings.toString();
        }
    }

    private Shard part() {
        try {
            return shard == null ? Shard.WHOLE : Shard.parse(shard);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--shard " + shard + ": " + e.getMessage(), e);
        }
    }

    private static UsageException refusal(List<Warning> warnings) {
        String refused = "--strict refuses what is doubtful; nothing was written\n";
        return new UsageException(
                warnings.stream()
                        .map(Warning::toString)
                        .collect(Collectors.joining("\n", refused, "")));
    }

    /** Shows columns before models are tried: a model may be refused for the kinds of its columns. */
    private static void showColumns(ComparisonSpec spec, DataCache data, PrintWriter out) {
        Map<String, PreparedData> found = new LinkedHashMap<>();
        Map<String, Map<String, LikelihoodPart>> likelihoods = new LinkedHashMap<>();
        for (RunSpec run : spec.runs()) {
            try {
                PreparedData prepared = data.get(run);
                String key = prepared.dataset().name() + prepared.dataset().checksum();
                found.putIfAbsent(key, prepared);
                likelihoods
                        .computeIfAbsent(key, k -> new LinkedHashMap<>())
                        .put(run.model(), run.blueprint().likelihood());
            } catch (DataException e) {
                // The preflight reports it, with its place in the config.
            }
        }
        found.forEach((key, prepared) -> ColumnTable.print(prepared, likelihoods.get(key), out));
        out.flush();
    }

    /** Prints remarks on the data of all runs, each once. */
    private static void showRemarks(ComparisonSpec spec, DataCache data, PrintWriter out) {
        Set<String> shown = new HashSet<>();
        for (RunSpec run : spec.runs()) {
            Dataset dataset = data.get(run).dataset();
            if (shown.add(dataset.name() + dataset.checksum())) {
                ColumnTable.printRemarks(dataset, out);
            }
        }
        out.flush();
    }

    private static void show(
            ComparisonSpec spec, List<ComparisonRunner.Job> jobs, PrintWriter out) {
        List<String> searched = spec.searches().stream().map(SearchSpec::model).toList();
        List<List<String>> rows = new ArrayList<>();
        for (ComparisonRunner.Job job : jobs) {
            PlannedRun run = job.planned();
            String folder =
                    searched.contains(run.model()) ? "known after the search" : run.folderName();
            rows.add(List.of(run.model(), run.variant(), "" + run.seed(), folder));
        }
        ConsoleText.table(out, List.of("model", "variant", "seed", "folder"), rows);
    }
}
