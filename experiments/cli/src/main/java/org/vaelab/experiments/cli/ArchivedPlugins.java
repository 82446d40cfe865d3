// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.publish.ArchiveFile;
import picocli.CommandLine.Option;

/**
 * The option {@code --trust-plugins}. The code of an archive is loaded with it alone, because the
 * checksums of an archive are those of whoever wrote it.
 */
final class ArchivedPlugins {

    private static final String TRUST = "--trust-plugins";

    @Option(
            names = TRUST,
            description =
                    "Load the plugins of an archive, whose code then runs with your rights. Otherwise they are"
                            + " listed with their SHA-256, and not loaded.")
    private boolean trusted;

    private final List<ArchiveFile.Plugin> untrusted = new ArrayList<>();

    /**
     * Lists the plugins of an archive, and takes them if they are trusted. One of the command line
     * replaces one of the same file name.
     */
    void take(ArchiveFile archive, Session session) throws IOException {
        for (ArchiveFile.Plugin plugin : archive.plugins()) {
            if (session.isGiven(plugin.jar())) {
                continue;
            }
            if (trusted) {
                session.trust(plugin.jar());
            } else {
                untrusted.add(plugin);
            }
            String what = "plugin of the archive" + (trusted ? "" : ", not loaded") + ": ";
            session.console().line(what + listed(plugin));
        }
    }

    /**
     * Requires that no plugin is left out which is needed.
     *
     * @param needed file names of jars
     * @param what needs them, for the message
     * @throws UserError if one is
     */
    void require(Collection<String> needed, String what) {
        List<String> missing =
                untrusted.stream()
                        .filter(each -> needed.contains(each.jar().getFileName().toString()))
                        .map(ArchivedPlugins::listed)
                        .toList();
        if (!missing.isEmpty()) {
            throw new UserError(
                    what
                            + " needs plugins of the archive, which are not loaded:\n    "
                            + String.join("\n    ", missing)
                            + "\n    their code would run with your rights: if you trust whoever gave you the archive,"
                            + " add "
                            + TRUST
                            + "; or give your own jar of this name with --plugin JAR");
        }
    }

    private static String listed(ArchiveFile.Plugin plugin) {
        return plugin.checksums().entrySet().stream()
                .map(jar -> jar.getKey() + " sha256:" + jar.getValue())
                .collect(Collectors.joining(", with "));
    }
}
