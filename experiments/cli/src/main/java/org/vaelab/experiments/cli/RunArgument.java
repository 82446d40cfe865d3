// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.Results;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.publish.ArchiveFile;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.settings.Spelling;
import picocli.CommandLine.Parameters;

/** The argument {@code RUN}. */
final class RunArgument {

    @Parameters(
            index = "0",
            paramLabel = "RUN",
            description = "Folder of a finished run: <out>/runs/<model>-<seed>-<hash>.")
    private Path folder = Path.of("");

    /**
     * Returns the folder of the run.
     *
     * @throws UserError if it has no record
     */
    RunFolder folder() {
        RunFolder run = new RunFolder(folder);
        if (!run.hasResult()) {
            String why =
                    Files.isDirectory(folder)
                            ? "it has no result.json"
                            : Files.exists(folder) ? "it is a file" : "no such folder";
            Path file = archive();
            throw new UserError(
                    folder
                            + " is not the folder of a finished run: "
                            + why
                            + remedy()
                            + (file == null || !file.toString().endsWith(".zip")
                                    ? ""
                                    : "\n    it is in a file; unpack the archive, and name the folder of"
                                            + " the run there"));
        }
        return run;
    }

    /** Returns what to name in place of a comparison, or of a file. */
    private String remedy() {
        if (Files.isRegularFile(folder)) {
            return "; the run is named first";
        }
        try (Stream<Path> found = Files.walk(folder, 2)) {
            return found.filter(path -> new RunFolder(path).hasResult())
                    .sorted()
                    .findFirst()
                    .map(run -> "\n    name a run, such as " + run)
                    .orElse("");
        } catch (IOException | UncheckedIOException e) {
            return "";
        }
    }

    /** Returns the archive that the argument leads into; null if it leads into none. */
    @Nullable Path archive() {
        return ArchiveFile.above(folder);
    }

    /**
     * Returns the folder of the run in an opened archive.
     *
     * @throws UserError if the argument names no run of it
     */
    RunFolder folderIn(ArchiveFile archive) throws IOException {
        RunFolder run = new RunFolder(archive.resolve(folder));
        if (!run.hasResult()) {
            List<String> runs =
                    Results.in(archive.folder()).plan().runs().stream()
                            .map(planned -> archive.file() + "/runs/" + planned.folderName())
                            .toList();
            throw new UserError(
                    folder
                            + " names no run of the archive\n    "
                            + Spelling.hint(folder.toString(), runs));
        }
        return run;
    }

    /** Returns the record, as the user names it. */
    Path result() {
        return new RunFolder(folder).result();
    }
}
