// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.vaelab.experiments.progress.PlanProgress;
import org.vaelab.experiments.progress.RunState;
import org.vaelab.framework.record.ComparisonFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code vaelab status}. */
@Command(
        name = "status",
        description = "Show how far a comparison is: done, running, failed, left. Writes nothing.",
        footer =
                "Exit code 1 if a run failed, as compare has it; 0 else, whether all is done or not.")
final class StatusCommand extends SessionCommand {

    @Parameters(paramLabel = "DIR", description = "The folder that compare writes.")
    Path folder = Path.of("");

    @Override
    int run(Session session) throws IOException {
        ComparisonFolder comparison = ComparisonArgument.require(folder);
        PlanProgress progress = PlanProgress.read(comparison);
        new StatusLines(session.console().out(), progress).print();
        return progress.in(RunState.FAILED).isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }
}
