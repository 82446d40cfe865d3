// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.vaelab.experiments.plan.ConfigDifference;
import org.vaelab.experiments.progress.RunProgress;
import org.vaelab.experiments.run.Job;
import org.vaelab.experiments.run.Reproduction;
import org.vaelab.experiments.run.StepReplay;
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
            "Exit code 0 if the numbers are the same, otherwise 1."
        })
final class ReproduceCommand extends SessionCommand {

    @Mixin private RunArgument argument = new RunArgument();

    @Option(names = "--whole", description = "Train a run that met NaN again from its first step.")
    private boolean whole;

    @Override
    public Integer call() throws IOException {
        RunFolder run = argument.folder();
        if (!whole) {
            Optional<StepReplay.Replayed> replayed = new StepReplay(lab().runContext()).replay(run);
            if (replayed.isPresent()) {
                new ReplayText(console().out()).print(run, replayed.get());
                return replayed.get().isReproduced() ? ExitCode.DONE : ExitCode.FAILED;
            }
        }
        return trainAgain(run);
    }

    private int trainAgain(RunFolder run) throws IOException {
        Console console = console();
        Reproduction reproduction = new Reproduction(lab().runContext());
        Job job = reproduction.job(run);
        List<ConfigDifference> differences;
        try (Interruption interruption =
                        Interruption.listen(console, "interrupted; nothing of it is kept");
                ProgressDisplay display =
                        new ProgressDisplay(console, interruption, () -> {}, false);
                Interruption.Orderly training = interruption.orderly()) {
            display.begins(
                    job.planned().model(), List.of(), List.of(RunProgress.ofFresh(job.planned())));
            differences = reproduction.differences(run, job, display);
            if (interruption.getAsBoolean()) {
                return ExitCode.INTERRUPTED;
            }
        }
        return tell(console.out(), run, differences);
    }

    private static int tell(PrintWriter out, RunFolder run, List<ConfigDifference> differences) {
        if (differences.isEmpty()) {
            out.println("reproduced: the new record equals " + run.result());
            return ExitCode.DONE;
        }
        boolean same = differences.stream().allMatch(ReproduceCommand::isOfEnvironment);
        out.println(
                same
                        ? "reproduced: the new record has the numbers of "
                                + run.result()
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
