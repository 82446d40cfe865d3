// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.reports.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code vaelab report}. */
@Command(name = "report", description = "Write the report again, from the records alone.")
final class ReportCommand extends SessionCommand {

    @Parameters(paramLabel = "DIR", description = "The folder that compare wrote.")
    Path folder = Path.of("");

    @Override
    int run(Session session) throws IOException {
        if (!Files.isRegularFile(new ComparisonFolder(folder).plan())) {
            String why = Files.isDirectory(folder) ? "it has no plan.json" : "no such folder";
            throw new UsageException(folder + " is not the folder of a comparison: " + why);
        }
        session.console().out().println(Report.write(folder));
        return ExitCode.DONE;
    }
}
