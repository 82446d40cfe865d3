// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.awt.Desktop;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.explore.Explorer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vaelab explore}. */
@Command(
        name = "explore",
        description = {
            "Show a page on which comparisons are watched while they train, and models are explored",
            "afterwards: the map of their codes, decoded codes, single examples. It is for this machine",
            "alone, and writes nothing in the folders. Ctrl-C ends it."
        })
final class ExploreCommand extends SessionCommand {

    private static final int LAST_PORT = 65535;

    @Parameters(
            paramLabel = "DIR|RUN",
            arity = "1..*",
            description =
                    "Folders of comparisons, as compare wrote them, of single runs, or archives.")
    private List<Path> places = new ArrayList<>();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port of 127.0.0.1 (default: one that is free).")
    private int port;

    @Option(names = "--open", description = "Open the page in the browser of this desktop.")
    private boolean open;

    @Mixin private ArchivedPlugins plugins = new ArchivedPlugins();

    @Override
    public Integer call() throws IOException {
        if (port < 0 || port > LAST_PORT) {
            throw new UserError("--port must be from 0 to " + LAST_PORT + ", is " + port);
        }
        try (OpenedArchives archives = new OpenedArchives(places, plugins, session());
                Explorer explorer = explorer(archives.folders());
                Interruption interruption = Interruption.listen(console(), "ended")) {
            console().out().println(explorer.address());
            console().out().flush();
            console().line("Ctrl-C ends the page");
            if (open) {
                browse(explorer.address());
            }
            while (!interruption.getAsBoolean() && console().lost() == null) {
                pause(0.2);
            }
        }
        return ExitCode.DONE;
    }

    private Explorer explorer(List<Path> folders) throws IOException {
        try {
            return Explorer.open(folders, lab(), port);
        } catch (BindException e) {
            throw new UserError(
                    "--port " + port + " is in use; leave the option out to take one that is free",
                    e);
        }
    }

    private void browse(URI address) {
        try {
            Desktop.getDesktop().browse(address);
        } catch (IOException | UnsupportedOperationException e) {
            console().line("no browser could be opened: " + e.getMessage());
        }
    }
}
