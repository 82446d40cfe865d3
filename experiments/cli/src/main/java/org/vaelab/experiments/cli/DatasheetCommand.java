// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vaelab.experiments.Experiment;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.publish.DataDescription;
import org.vaelab.framework.record.AtomicFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vaelab datasheet}. */
@Command(
        name = "datasheet",
        description = {
            "Write a datasheet and Croissant metadata of the data of a config.",
            "The author completes the marked places. Existing files are not replaced."
        })
final class DatasheetCommand extends SessionCommand {

    @Parameters(paramLabel = "CONFIG", description = "Config file, in YAML.")
    private Path config = Path.of("");

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Replace a value of the config. May be repeated.")
    private List<String> settings = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder to write (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("datasheets");

    @Override
    public Integer call() throws IOException {
        OutFile.requireNoFile(out);
        session().pluginsOf(config, settings);
        Experiment experiment = Experiment.read(config, lab()).with(settings);
        Map<Path, byte[]> files = new TreeMap<>();
        for (DataDescription data : DataDescription.of(experiment.spec().runs(), lab())) {
            data.write().forEach((name, content) -> files.put(out.resolve(name), content));
        }
        for (Path file : files.keySet()) {
            if (Files.exists(file)) {
                throw new UserError(
                        file
                                + " is there, and may have been completed by its author\n    choose another"
                                + " folder with --out; nothing is overwritten");
            }
        }
        for (Map.Entry<Path, byte[]> file : files.entrySet()) {
            AtomicFile.write(file.getKey(), file.getValue());
            console().out().println("written: " + file.getKey());
        }
        return ExitCode.DONE;
    }
}
