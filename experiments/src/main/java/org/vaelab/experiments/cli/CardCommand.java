// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.card.HubFolder;
import org.vaelab.experiments.run.DataCache;
import org.vaelab.experiments.run.OnnxExport;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.record.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vaelab card}. */
@Command(
        name = "card",
        description = {
            "Write the model card of a finished run, in a folder for a model hub.",
            "The folder has the card (README.md, card.html), a config that trains the model again, the"
                    + " record, the checkpoint, and the ONNX files if the model can be exported."
        })
final class CardCommand extends RunCommand {

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
    int run(Session session, RunFolder run) throws IOException {
        Path into = out == null ? run.path().resolve("card") : out;
        OutFile.requireFolder(into);
        if (Files.exists(into) && !Files.isDirectory(into)) {
            throw new UsageException("--out " + into + " is a file; expected a folder");
        }
        HubFolder folder = folder(session, run);
        for (Path file : folder.write(into)) {
            session.console().out().println("written: " + file);
        }
        folder.refusal().ifPresent(why -> session.console().out().println("no ONNX file: " + why));
        folder.export()
                .ifPresent(
                        export ->
                                export.refused()
                                        .forEach(
                                                (half, why) ->
                                                        session.console()
                                                                .out()
                                                                .println(
                                                                        "no " + half + ": "
                                                                                + why)));
        return ExitCode.DONE;
    }

    /** A model that cannot be exported has a card too, which says why. */
    private HubFolder folder(Session session, RunFolder run) throws IOException {
        Optional<String> named = Optional.ofNullable(license);
        try {
            DataCache data = new DataCache(DataSource.Progress.SILENT);
            OnnxExport export = OnnxExport.of(run, session.context(), session.backends(), data);
            return new HubFolder(run, Optional.of(export), Optional.empty(), named);
        } catch (IllegalArgumentException e) {
            String why = String.valueOf(e.getMessage()).replaceAll("\\s*\\n\\s*", "; ");
            return new HubFolder(run, Optional.empty(), Optional.of(why), named);
        }
    }
}
