// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.publish.HubFolder;
import org.vaelab.framework.record.Failure;
import org.vaelab.framework.record.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vaelab card}. */
@Command(
        name = "card",
        description = {
            "Write the model card of a finished run, in a folder for a model hub.",
            "The folder has the card (README.md, card.html), a config that trains the model again, the"
                    + " record, the checkpoint, and the ONNX files if the model can be exported."
        })
final class CardCommand extends SessionCommand {

    @Mixin private RunArgument argument = new RunArgument();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder to write (default: card in the folder of the run).")
    private @Nullable Path out;

    @Option(
            names = "--license",
            paramLabel = "ID",
            description = "License of the model, for example apache-2.0 (default: none is named).")
    private @Nullable String license;

    @Override
    public Integer call() throws IOException {
        RunFolder run = argument.folder();
        Path into = out == null ? run.path().resolve("card") : out;
        OutFile.requireNoFile(into);
        ArchiveCommand.requireLicense(license);
        Failure failure = run.readResult().failure();
        if (failure != null) {
            throw new UserError(
                    run.path()
                            + " failed, so it has no model: "
                            + failure.cause()
                            + "\n    give the folder of a completed run");
        }
        Optional<String> foreign = HubFolder.foreignFile(into, run);
        if (foreign.isPresent()) {
            throw new UserError(
                    "%s belongs to no card of this run, and would be replaced\n    name another folder by --out, or move the file"
                            .formatted(into.resolve(foreign.get())));
        }
        HubFolder folder = HubFolder.of(run, lab(), Optional.ofNullable(license));
        PrintWriter print = console().out();
        folder.write(into).forEach(file -> print.println("written: " + file));
        folder.refusal().ifPresent(why -> print.println("no ONNX file: " + why));
        folder.refused().forEach((half, why) -> print.println("no " + half + ": " + why));
        return ExitCode.DONE;
    }
}
