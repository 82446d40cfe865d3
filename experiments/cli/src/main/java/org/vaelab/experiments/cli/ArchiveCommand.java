// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.publish.Archive;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vaelab archive}. */
@Command(
        name = "archive",
        description = {
            "Write a finished comparison as one zip file, which is a Workflow Run RO-Crate.",
            "The file has records, plan, config, report, plugins, checksums, and a description of the"
                    + " data. 'vaelab report --check' and 'vaelab reproduce' take it."
        })
final class ArchiveCommand extends SessionCommand {

    @Parameters(paramLabel = "DIR", description = "Folder of a comparison, as compare wrote it.")
    private Path folder = Path.of("");

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "File to write (default: <DIR>.zip). An existing file is not replaced.")
    private @Nullable Path out;

    @Option(
            names = "--with-weights",
            description =
                    "Include checkpoints, and the folders of card and export. They may be large.")
    private boolean weights;

    @Option(
            names = "--incomplete",
            description =
                    "Accept that runs, plugins or data are missing. The archive states which.")
    private boolean incomplete;

    @Option(
            names = "--license",
            paramLabel = "ID",
            description =
                    "License of the records and the report: an SPDX identifier, such as CC-BY-4.0, or an"
                            + " address (default: none is stated).")
    private @Nullable String license;

    /**
     * Checks a license.
     *
     * @throws UserError if it is neither an identifier nor an address
     */
    static void requireLicense(@Nullable String license) {
        if (license != null && !license.matches("[A-Za-z0-9.+-]+|https?://\\S+")) {
            throw new UserError(
                    "--license '%s' is neither an SPDX identifier, such as CC-BY-4.0, nor an address"
                            .formatted(license));
        }
    }

    @Override
    public Integer call() throws IOException {
        requireComparison(folder);
        requireLicense(license);
        Path real = folder.toRealPath();
        Path file = out == null ? real.resolveSibling(real.getFileName() + ".zip") : out;
        OutFile.requireFolder(file);
        if (Files.exists(file)) {
            throw new UserError(
                    file
                            + " is there already; nothing is overwritten\n    name another file with --out,"
                            + " or delete it");
        }
        console().show("archive: reading the records");
        Archive archive;
        try {
            archive =
                    Archive.of(
                            folder,
                            lab(),
                            new Archive.Choice(weights, incomplete, Optional.ofNullable(license)));
        } finally {
            console().show("");
        }
        archive.write(file);
        archive.summary(file).forEach(line -> console().out().println(OptionWords.in(line)));
        return ExitCode.DONE;
    }
}
