// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.ConfigPlugins;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.use.CommandText;
import org.vaelab.experiments.use.Lab;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.plugin.PluginException;
import org.vaelab.framework.plugin.PluginJar;
import org.vaelab.framework.plugin.PluginJars;
import org.vaelab.framework.sources.DataLocations;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** One invocation of the program: its console, its plugins, and resources loaded on first use. */
final class Session implements AutoCloseable {

    static final class Options {

        @Option(
                names = "--plugin",
                paramLabel = "JAR",
                scope = ScopeType.INHERIT,
                description = "Jar with further parts. May be repeated.")
        List<Path> plugins = new ArrayList<>();

        @Option(
                names = "--verbose",
                scope = ScopeType.INHERIT,
                description = "Show informational log messages too, not only warnings.")
        boolean verbose;

        @Option(
                names = "--stacktrace",
                scope = ScopeType.INHERIT,
                description = "Show the stack trace of an error.")
        boolean stackTrace;
    }

    private final Console console;
    private final DataLocations locations;
    private final List<String> arguments;
    private Options options = new Options();
    private ConfigPlugins named = ConfigPlugins.NONE;
    private final List<Path> archived = new ArrayList<>();
    private @Nullable Lab lab;

    Session(Console console, DataLocations locations, List<String> arguments) {
        this.console = console;
        this.locations = locations;
        this.arguments = List.copyOf(arguments);
    }

    /** Starts the session after the options are parsed. */
    void open(Options parsed) {
        options = parsed;
        Logging.configure(parsed.verbose, console);
    }

    /**
     * Takes the plugins that a config names, beside those of the command line. To be called before
     * anything is asked of plugins.
     *
     * @param settings as after {@code --set}
     */
    void pluginsOf(Path config, List<String> settings) {
        named = ConfigPlugins.read(config, settings);
    }

    /**
     * Takes a plugin of an archive, which the user trusts, beside those of the command line. To be
     * called before anything is asked of plugins.
     */
    void trust(Path jar) {
        archived.add(jar);
    }

    /** Returns whether a plugin of this file name is given. */
    boolean isGiven(Path jar) {
        return Stream.concat(options.plugins.stream(), archived.stream())
                .anyMatch(other -> jar.getFileName().equals(other.getFileName()));
    }

    Console console() {
        return console;
    }

    DataLocations locations() {
        return locations;
    }

    List<String> arguments() {
        return arguments;
    }

    boolean showsStackTraces() {
        return options.stackTrace;
    }

    /**
     * Returns a listener that prints what is waited for, and each tenth of a download or of other
     * work.
     */
    private static DataSource.Progress progress(Console console) {
        String[] told = {""};
        return (what, done, total) -> {
            String share =
                    total > 0
                            ? ": " + 10 * (10 * done / total) + " %"
                            : done > 0 ? ": " + (done >> 23 << 3) + " MiB" : "";
            if (!told[0].equals(what + share)) {
                told[0] = what + share;
                console.err().println(what + share);
            }
        };
    }

    /** Returns the parts, backends and data of this invocation. */
    Lab lab() {
        Lab known = lab;
        if (known == null) {
            known = new Lab(jars(), locations, CommandText.vaelab(arguments), progress(console));
            // First: an error of a plugin names its jar.
            lab = known;
            known.jars().jars().forEach(this::warnOfUnknownVersion);
            load(known);
        }
        return known;
    }

    private PluginJars jars() {
        try {
            List<Path> given = new ArrayList<>(options.plugins);
            given.addAll(archived);
            return named.open(given, Session.class.getClassLoader());
        } catch (PluginException e) {
            throw new UserError("--plugin " + e.getMessage(), e);
        }
    }

    private void load(Lab opened) {
        try {
            opened.specs();
        } catch (PluginException e) {
            if (options.plugins.isEmpty()) {
                throw e;
            }
            throw new UserError(
                    e.getMessage()
                            + "\n    given: "
                            + options.plugins.stream()
                                    .map(jar -> "--plugin " + jar)
                                    .collect(Collectors.joining(" ")),
                    e);
        }
    }

    private void warnOfUnknownVersion(PluginJar jar) {
        if (jar.builtAgainst().isEmpty()) {
            console.line(
                    "warning: %s: its manifest has no %s; an incompatible build is not recognised\n    a project of 'vaelab new' sets it in its pom.xml"
                            .formatted(jar.path(), PluginJar.VERSION_ATTRIBUTE));
        }
    }

    /**
     * Returns the error as that of the plugin that it arose in; empty if it is not from a plugin.
     */
    Optional<PluginException> defect(Throwable error) {
        String command = arguments.isEmpty() ? "vaelab" : "vaelab " + arguments.get(0);
        return Optional.ofNullable(lab).flatMap(open -> open.jars().defect("in " + command, error));
    }

    @Override
    public void close() {
        if (lab != null) {
            try {
                lab.close();
            } catch (IOException e) {
                console.err().println("warning: a plugin's jar cannot be closed: " + e);
            }
        }
    }
}
