// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.RunSpec;
import org.vaelab.experiments.config.SpecException;
import org.vaelab.experiments.plan.ConfigDifference;
import org.vaelab.experiments.publish.ArchiveFile;
import org.vaelab.experiments.run.Reproduction;
import org.vaelab.experiments.run.RunEvent;
import org.vaelab.experiments.run.RunProgress;
import org.vaelab.experiments.run.StepReplay;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vaelab reproduce}. */
@Command(
        name = "reproduce",
        description = {
            "Train a finished run again, and compare the two records.",
            "Of a run that met NaN, take only the failed step again.",
            "A run of an archive is ARCHIVE.zip/runs/NAME.",
            "Exit code 0 if the numbers are the same, otherwise 1."
        })
final class ReproduceCommand extends SessionCommand {

    @Mixin private RunArgument argument = new RunArgument();

    @Option(names = "--whole", description = "Train a run that met NaN again from its first step.")
    private boolean whole;

    @Option(
            names = "--moved",
            paramLabel = "OLD=NEW",
            description =
                    "Read a file or folder of the record, such as the data, from another place. May be"
                            + " repeated.")
    private Map<String, Path> moved = new LinkedHashMap<>();

    @Mixin private ArchivedPlugins plugins = new ArchivedPlugins();

    @Override
    public Integer call() throws IOException {
        @Nullable Path archive = argument.archive();
        if (archive == null) {
            return run(argument.folder(), path -> path);
        }
        try (ArchiveFile opened = ArchiveFile.open(archive)) {
            plugins.take(opened, session());
            RunFolder run = argument.folderIn(opened);
            plugins.require(
                    run.readResult().provenance().plugins().keySet(), argument.result().toString());
            return run(run, opened::place);
        }
    }

    private int run(RunFolder run, UnaryOperator<String> place) throws IOException {
        UnaryOperator<String> here =
                MovedPaths.of(moved, run.readResult().provenance().config(), place);
        if (!whole) {
            Optional<StepReplay.Replayed> replayed = new StepReplay(lab(), here).replay(run);
            if (replayed.isPresent()) {
                new ReplayText(console().out()).print(run, replayed.get());
                return replayed.get().isReproduced() ? ExitCode.DONE : ExitCode.FAILED;
            }
        }
        return trainAgain(run, here);
    }

    private int trainAgain(RunFolder run, UnaryOperator<String> here) throws IOException {
        Console console = console();
        Reproduction reproduction = new Reproduction(lab(), here);
        RunSpec spec;
        try {
            spec = reproduction.spec(run);
        } catch (DataException | SpecException e) {
            throw MovedPaths.explained(e, run.readResult().provenance().config(), here);
        }
        List<ConfigDifference> differences;
        try (Interruption interruption =
                        Interruption.listen(console, "interrupted; nothing of it is kept");
                ProgressDisplay display =
                        new ProgressDisplay(console, interruption, () -> {}, false);
                Interruption.Orderly training = interruption.orderly()) {
            RunProgress fresh = RunProgress.ofFresh(PlannedRun.of(run.readResult()));
            display.heard(new RunEvent.Begun(spec.model(), List.of(), List.of(fresh)));
            differences = reproduction.differences(run, spec, display);
            if (interruption.getAsBoolean()) {
                return ExitCode.INTERRUPTED;
            }
        }
        return tell(console.out(), argument.result(), differences);
    }

    private static int tell(PrintWriter out, Path result, List<ConfigDifference> differences) {
        if (differences.isEmpty()) {
            out.println("reproduced: the new record equals " + result);
            return ExitCode.DONE;
        }
        boolean same = differences.stream().allMatch(ReproduceCommand::isOfEnvironment);
        out.println(
                same
                        ? "reproduced: the new record has the numbers of "
                                + result
                                + ", from other software or another machine:"
                        : "not reproduced; where the new record differs:");
        differences.forEach(line -> out.println("    " + line));
        return same ? ExitCode.DONE : ExitCode.FAILED;
    }

    /** Returns whether a difference concerns only the software or the machine. */
    private static boolean isOfEnvironment(ConfigDifference difference) {
        return difference.key().startsWith("provenance.framework.")
                || difference.key().startsWith("provenance.backend.");
    }
}
