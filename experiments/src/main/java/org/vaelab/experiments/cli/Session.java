// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.data.DataLocations;
import org.vaelab.experiments.spec.SpecContext;
import org.vaelab.framework.plugin.PluginException;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.tensor.Backends;

/** One start of the program: its console, its plugins, and what is loaded when it is first needed. */
final class Session implements AutoCloseable {

    private final Console console;
    private final Actions actions;
    private final DataLocations locations;
    private final List<String> arguments;
    private GlobalOptions options = new GlobalOptions();
    private @Nullable ClassLoader loader;
    private @Nullable URLClassLoader jars;
    private @Nullable SpecContext context;
    private @Nullable Backends backends;

    Session(
            Console console, Actions actions, DataLocations locations, List<String> arguments) {
        this.console = console;
        this.actions = actions;
        this.locations = locations;
        this.arguments = List.copyOf(arguments);
    }

    /** Begins, once the options are parsed. */
    void open(GlobalOptions parsed) {
        options = parsed;
        Logging.configure(parsed.verbose, console);
    }

    Console console() {
        return console;
    }

    Actions actions() {
        return actions;
    }

    /** The command line, as it was given. */
    List<String> arguments() {
        return arguments;
    }

    boolean showsStackTraces() {
        return options.stackTrace;
    }

    /** What the names in a config may refer to. */
    SpecContext context() {
        SpecContext known = context;
        if (known == null) {
            known = SpecContext.of(load(), locations, backends());
            context = known;
        }
        return known;
    }

    private Plugins load() {
        try {
            return Plugins.load(loader());
        } catch (PluginException e) {
            if (options.plugins.isEmpty()) {
                throw e;
            }
            throw new UsageException(
                    e.getMessage()
                            + "\n    given: "
                            + options.plugins.stream()
                                    .map(jar -> "--plugin " + jar)
                                    .collect(Collectors.joining(" ")),
                    e);
        }
    }

    Backends backends() {
        Backends known = backends;
        if (known == null) {
            known = Backends.find(loader());
            backends = known;
        }
        return known;
    }

    private ClassLoader loader() {
        ClassLoader known = loader;
        if (known == null) {
            known = options.plugins.isEmpty() ? Session.class.getClassLoader() : openJars();
            loader = known;
        }
        return known;
    }

    private ClassLoader openJars() {
        List<URL> urls = new ArrayList<>();
        for (Path jar : options.plugins) {
            requireJar(jar);
            try {
                urls.add(jar.toUri().toURL());
            } catch (IOException e) {
                throw new UsageException("--plugin " + jar + ": " + e.getMessage(), e);
            }
        }
        jars = new URLClassLoader(urls.toArray(new URL[0]), Session.class.getClassLoader());
        return jars;
    }

    private static void requireJar(Path jar) {
        if (!Files.isRegularFile(jar)) {
            throw new UsageException("--plugin " + jar + ": no such file");
        }
        try (ZipFile opened = new ZipFile(jar.toFile())) {
            if (opened.size() == 0) {
                throw new UsageException("--plugin " + jar + ": the jar is empty");
            }
        } catch (ZipException e) {
            throw new UsageException("--plugin " + jar + ": not a jar: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UsageException("--plugin " + jar + ": cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        if (jars != null) {
            try {
                jars.close();
            } catch (IOException e) {
                console.err().println("warning: a plugin's jar cannot be closed: " + e);
            }
        }
    }
}
