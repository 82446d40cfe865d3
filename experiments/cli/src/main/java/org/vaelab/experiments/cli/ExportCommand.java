// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.use.Model;
import org.vaelab.framework.record.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vaelab export}. */
@Command(
        name = "export",
        description = {
            "Export the encoder and generator of a finished run to ONNX.",
            "Other languages can run the two files. A README.md beside them shows how."
        })
final class ExportCommand extends SessionCommand {

    @Mixin private RunArgument argument = new RunArgument();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder to write (default: onnx in the folder of the run).")
    private @Nullable Path out;

    @Override
    public Integer call() throws IOException {
        RunFolder run = argument.folder();
        Path into = out == null ? run.path().resolve("onnx") : out;
        OutFile.requireNoFile(into);
        PrintWriter print = console().out();
        try (Model model = Model.open(run, lab())) {
            Model.Exported exported = model.exportOnnx(into);
            exported.files().forEach(file -> print.println("written: " + file));
            exported.refused().forEach((half, why) -> print.println("no " + half + ": " + why));
        } catch (IllegalArgumentException e) {
            throw new UserError(run.path() + ": " + e.getMessage(), e);
        }
        return ExitCode.DONE;
    }
}
