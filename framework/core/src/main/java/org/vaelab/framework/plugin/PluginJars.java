// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The opened plugin jars, with their classes and modules. */
public final class PluginJars implements AutoCloseable {

    private final List<PluginJar> jars;
    private final ClassLoader parent;
    private final @Nullable URLClassLoader opened;

    private PluginJars(List<PluginJar> jars, ClassLoader parent, @Nullable URLClassLoader opened) {
        this.jars = List.copyOf(jars);
        this.parent = parent;
        this.opened = opened;
    }

    /** Returns no jars, on top of a class loader. */
    public static PluginJars none(ClassLoader parent) {
        return new PluginJars(List.of(), parent, null);
    }

    /**
     * Opens jars on top of the class loader of the framework.
     *
     * @throws PluginException if one is no plugin for this framework, or two have one file name, by
     *     which records know them
     */
    public static PluginJars open(List<Path> paths, ClassLoader parent) {
        if (paths.isEmpty()) {
            return none(parent);
        }
        List<PluginJar> jars = new ArrayList<>();
        Map<String, Path> byName = new HashMap<>();
        List<URL> urls = new ArrayList<>();
        for (Path path : paths) {
            PluginJar jar = PluginJar.read(path);
            Path earlier = byName.putIfAbsent(jar.fileName(), path);
            if (earlier != null) {
                throw new PluginException(
                        path + ": a plugin of this file name is given already: " + earlier);
            }
            jars.add(jar);
            try {
                urls.add(path.toUri().toURL());
            } catch (MalformedURLException e) {
                throw new PluginException(path + ": " + e.getMessage(), e);
            }
        }
        return new PluginJars(jars, parent, new URLClassLoader(urls.toArray(URL[]::new), parent));
    }

    /** Returns the jars, in the order in which they were given. */
    public List<PluginJar> jars() {
        return jars;
    }

    /** Returns the loader of the framework's classes and of theirs. */
    public ClassLoader loader() {
        return opened == null ? parent : opened;
    }

    /** Returns the loader of the framework's classes alone. */
    ClassLoader parent() {
        return parent;
    }

    /** Returns the jar that holds a class, if one of these does. */
    public Optional<PluginJar> of(Class<?> type) {
        Optional<Path> file = Origin.file(type);
        return jars.stream()
                .filter(jar -> file.filter(jar.path().toAbsolutePath()::equals).isPresent())
                .findFirst();
    }

    /**
     * Returns the jar in whose classes something went wrong: that of the first class in the stack
     * traces, or in the messages of what could not be linked, that belongs to one.
     */
    public Optional<PluginJar> blamed(Throwable failure) {
        if (jars.isEmpty()) {
            return Optional.empty();
        }
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .flatMap(PluginJars::named)
                .flatMap(name -> loaded(name).stream())
                .flatMap(type -> of(type).stream())
                .findFirst();
    }

    private static Stream<String> named(Throwable cause) {
        return Stream.concat(
                Stream.of(cause.getStackTrace()).map(StackTraceElement::getClassName),
                cause instanceof LinkageError ? words(cause.getMessage()) : Stream.empty());
    }

    private static Stream<String> words(@Nullable String message) {
        return Stream.of(String.valueOf(message).replace('/', '.').split("[^\\w.$]+", -1));
    }

    private Optional<Class<?>> loaded(String name) {
        try {
            return Optional.of(Class.forName(name, false, loader()));
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty();
        }
    }

    /**
     * Returns a failure as that of the plugin in whose classes it arose, if it did.
     *
     * @param doing what was done, for the message
     */
    public Optional<PluginException> defect(String doing, Throwable failure) {
        return blamed(failure)
                .map(jar -> "plugin " + jar.fileName() + " failed " + doing + ": " + failure)
                .map(message -> new PluginException(message + advice(failure), failure));
    }

    /** Returns a further line for the message of a linkage failure; else an empty text. */
    String advice(Throwable failure) {
        return blamed(failure).map(jar -> advice(jar, failure)).orElse("");
    }

    private static String advice(PluginJar jar, Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                        .anyMatch(LinkageError.class::isInstance)
                ? "\n    " + jar.history() + "; build it again against this one"
                : "";
    }

    /** Creates the modules that the jars announce. */
    List<VaeLabModule> modules() {
        List<VaeLabModule> modules = new ArrayList<>();
        for (PluginJar jar : jars) {
            for (String name : jar.modules()) {
                modules.add(create(jar, name));
            }
        }
        return modules;
    }

    private VaeLabModule create(PluginJar jar, String name) {
        try {
            Class<?> type = Class.forName(name, false, loader());
            if (!VaeLabModule.class.isAssignableFrom(type)) {
                throw refusal(jar, name, "is no " + VaeLabModule.class.getSimpleName(), null);
            }
            if (of(type).filter(jar::equals).isEmpty()) {
                throw refusal(
                        jar, name, "was found elsewhere first: " + Origin.describe(type), null);
            }
            Constructor<? extends VaeLabModule> constructor =
                    type.asSubclass(VaeLabModule.class).getConstructor();
            return constructor.newInstance();
        } catch (ClassNotFoundException e) {
            throw refusal(jar, name, "is not in the jar", e);
        } catch (NoSuchMethodException | IllegalAccessException | InstantiationException e) {
            throw refusal(jar, name, "is no public class with a constructor without arguments", e);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            throw refusal(jar, name, "cannot be created: " + cause + advice(jar, cause), cause);
        } catch (LinkageError e) {
            throw refusal(jar, name, "cannot be loaded: " + e + advice(jar, e), e);
        }
    }

    private static PluginException refusal(
            PluginJar jar, String module, String why, @Nullable Throwable cause) {
        String message = jar.path() + ": its module " + module + " " + why;
        return cause == null ? new PluginException(message) : new PluginException(message, cause);
    }

    @Override
    public void close() throws IOException {
        if (opened != null) {
            opened.close();
        }
    }
}
