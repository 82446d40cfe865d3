// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.use.Model;
import org.vaelab.experiments.use.RawValues;
import org.vaelab.framework.coding.CodeFile;
import org.vaelab.framework.coding.CodeFileException;
import org.vaelab.framework.coding.PlainFile;
import org.vaelab.framework.record.AtomicFile;
import org.vaelab.framework.record.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vaelab decompress}. */
@Command(
        name = "decompress",
        description = {
            "Decompress a file of 'vaelab compress'.",
            "Writes a text file as it was, to data with its ending. Of other data, writes images of one"
                    + " channel to data.idx, tables to data.csv, texts to data.txt, and other values"
                    + " to data.npy."
        })
final class DecompressCommand extends SessionCommand {

    @Parameters(index = "0", paramLabel = "FILE", description = "File of 'vaelab compress'.")
    private Path file = Path.of("");

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write.")
    private Path out = Path.of("");

    @Option(
            names = "--run",
            paramLabel = "RUN",
            description = "Folder of the run (default: where it was when the file was made).")
    private @Nullable Path run;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Replace a value of the run's config, such as runtime.threads=2.")
    private List<String> settings = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        OutFile.requireNoFile(out);
        if (!Files.isRegularFile(file)) {
            throw new UserError(file + ": no such file");
        }
        try {
            CodeFile code = CodeFile.read(Files.readAllBytes(file));
            RunFolder folder = new RunFolder(run == null ? Path.of(code.origin().run()) : run);
            if (!folder.hasResult()) {
                throw new UserError(
                        folder.path()
                                + " is not the folder of a finished run: name it with --run RUN");
            }
            try (Model model = CompressCommand.open(folder, settings, this)) {
                double[][] rows =
                        code.decode(model.distributions(), CompressCommand.checksum(folder));
                Files.createDirectories(out);
                Path written = out.resolve("data." + code.origin().ending());
                if (code.plain().length > 0) {
                    byte[] text = RawValues.text(model.summary(), rows);
                    AtomicFile.write(written, PlainFile.of(text, code.plain()));
                } else {
                    written = RawValues.write(model.summary(), rows, out);
                }
                console().out().println("written: " + written);
            }
        } catch (CodeFileException | IllegalArgumentException e) {
            throw new UserError(file + ": " + e.getMessage(), e);
        }
        return ExitCode.DONE;
    }
}
