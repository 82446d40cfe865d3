// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.Experiment;
import org.vaelab.experiments.Plan;
import org.vaelab.experiments.config.ComparisonSpec;
import org.vaelab.experiments.config.SearchSpec;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.plan.PlannedWork;
import org.vaelab.experiments.plan.Shard;
import org.vaelab.experiments.plan.Warning;
import org.vaelab.experiments.run.Executor;
import org.vaelab.experiments.use.DataCache;
import org.vaelab.framework.record.NetworkLayer;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.settings.Amount;
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
    public Integer call() throws IOException {
        session().pluginsOf(config, settings);
        Executor executor = executors.executor(session(), dryRun);
        Shard part = part();
        Experiment experiment = Experiment.read(config, lab()).with(settings).shard(part);
        if (budget != null) {
            experiment = experiment.atBudget(budget);
        }
        if (out != null) {
            OutFile.requireFolder(out);
            experiment = experiment.in(out);
        }
        DataCache data = lab().data();
        PrintWriter print = console().out();
        Plan plan =
                experiment.plan(
                        read -> {
                            if (dryRun) {
                                // Before models are tried: a kind of column may refuse one.
                                ColumnTable.print(read, data, print);
                            }
                        });
        List<Warning> warnings = plan.warnings();
        if (strict && !warnings.isEmpty()) {
            throw refusal(warnings);
        }
        PlanConsole work = new PlanConsole(plan, console());
        if (dryRun) {
            List<PlannedWork> left = work.announceEarlier();
            work.announce();
            show(plan, part, left, print);
            return ExitCode.DONE;
        }
        ColumnTable.printRemarks(plan.spec(), data, print);
        return work.carryOut(executor);
    }

    private Shard part() {
        try {
            return shard == null ? Shard.WHOLE : Shard.parse(shard);
        } catch (IllegalArgumentException e) {
            throw new UserError("--shard " + shard + ": " + e.getMessage(), e);
        }
    }

    private static UserError refusal(List<Warning> warnings) {
        String refused = "--strict refuses what is doubtful; nothing was written\n";
        return new UserError(
                warnings.stream()
                        .map(Warning::toString)
                        .collect(Collectors.joining("\n", refused, "")));
    }

    private static void show(Plan plan, Shard part, List<PlannedWork> left, PrintWriter out) {
        plan.networks()
                .forEach(
                        (model, networks) ->
                                networks.forEach(
                                        (place, layers) ->
                                                out.println(
                                                        "%s, %s:\n  %s"
                                                                .formatted(
                                                                        model,
                                                                        place,
                                                                        NetworkLayer.text(
                                                                                layers, "\n  ")))));
        plan.searches().forEach(search -> SearchTables.plan(search, out));
        ComparisonSpec spec = plan.spec();
        List<String> searched = spec.searches().stream().map(SearchSpec::model).toList();
        List<PlannedRun> runs = plan.runs();
        Map<String, String> work =
                left.stream()
                        .collect(
                                Collectors.toMap(
                                        of -> of.run().folderName(), PlannedWork::toString));
        new ConsoleTable<PlannedRun>()
                .column("model", PlannedRun::model)
                .column("variant", PlannedRun::variant)
                .column("seed", run -> "" + run.seed())
                .column(
                        "folder",
                        run ->
                                searched.contains(run.model())
                                        ? "known after the search"
                                        : run.folderName())
                .column("state", run -> work.getOrDefault(run.folderName(), ""))
                .print(out, runs);
        String of = part.isWhole() ? "" : " of " + spec.runs().size() + ", shard " + part;
        out.println(
                Amount.of(runs.size(), "run")
                        + (of + ", to be written to ")
                        + plan.folder().resolve("runs"));
    }
}
