// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.vaelab.experiments.cluster.WorkLoop;
import org.vaelab.experiments.model.RunContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vaelab work}, which an executor of a cluster starts. */
@Command(
        name = "work",
        hidden = true,
        description = "Execute the runs that standard input names, for compare --executor spark.")
final class WorkCommand extends SessionCommand {

    @Option(names = "--in-place", description = "Runs work in the folder of the comparison.")
    private boolean inPlace;

    @Option(names = "--files", description = "The folder of moved files.")
    private String files = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = console().out();
        // Libraries may print; the lines must stay alone on standard output.
        System.setOut(System.err);
        WorkLoop loop =
                new WorkLoop(
                        provenances ->
                                new RunContext(
                                        lab().context(),
                                        lab().backends(),
                                        lab().data(),
                                        provenances),
                        new WorkLoop.Place(inPlace, Path.of("").toAbsolutePath(), files),
                        line -> {
                            out.print(line + "\n");
                            out.flush();
                        });
        loop.run(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
        return ExitCode.DONE;
    }
}
