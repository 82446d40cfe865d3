// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.io.IOException;
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
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The opened plugin jars, with their classes and modules. */
public final class PluginJars implements AutoCloseable {

    private static final String OWN = "org.vaelab.";
    private static final Pattern CLASS_NAME = Pattern.compile("[\\w.$]+");

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

    /** Returns the jar that holds a class, if one of these does. */
    public Optional<PluginJar> of(Class<?> type) {
        Optional<Path> file = ClassOrigin.file(type);
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
        List<Throwable> unlinked =
                Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                        .filter(LinkageError.class::isInstance)
                        .toList();
        if (unlinked.isEmpty()) {
            return "";
        }
        return unlinked.stream()
                .filter(NoClassDefFoundError.class::isInstance)
                .map(error -> String.valueOf(error.getMessage()).replace('/', '.'))
                .filter(name -> CLASS_NAME.matcher(name).matches() && !name.startsWith(OWN))
                .findFirst()
                .map(
                        name ->
                                "\n    there is no class "
                                        + name
                                        + ": a library of the plugin is missing, or the jar is"
                                        + " incomplete")
                .orElseGet(() -> "\n    " + jar.history() + "; build it again against this one");
    }

    /**
     * Creates what the framework's class path and the jars announce for an interface, in this
     * order.
     *
     * @param kind of these objects, for messages, such as {@code module}
     * @throws PluginException if one cannot be created
     */
    public <T> List<T> providers(Class<T> service, String kind) {
        List<T> all = new ArrayList<>();
        try {
            ServiceLoader.load(service, parent).forEach(all::add);
        } catch (ServiceConfigurationError | LinkageError e) {
            throw new PluginException("a plugin cannot be loaded: " + e.getMessage(), e);
        }
        for (PluginJar jar : jars) {
            String its = jar.path() + ": its " + kind + " ";
            jar.providers(service).forEach(name -> all.add(create(jar, service, name, its + name)));
        }
        return all;
    }

    private <T> T create(PluginJar jar, Class<T> service, String name, String its) {
        try {
            Class<?> type = Class.forName(name, false, loader());
            if (!service.isAssignableFrom(type)) {
                throw new PluginException(its + " is no " + service.getSimpleName());
            }
            if (of(type).filter(jar::equals).isEmpty()) {
                throw new PluginException(
                        its + " was found elsewhere first: " + ClassOrigin.describe(type));
            }
            return type.asSubclass(service).getConstructor().newInstance();
        } catch (ClassNotFoundException e) {
            throw new PluginException(its + " is not in the jar", e);
        } catch (NoSuchMethodException | IllegalAccessException | InstantiationException e) {
            throw new PluginException(
                    its + " is no public class with a constructor without arguments", e);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            throw new PluginException(
                    its + " cannot be created: " + cause + advice(jar, cause), cause);
        } catch (LinkageError e) {
            throw new PluginException(its + " cannot be loaded: " + e + advice(jar, e), e);
        }
    }

    @Override
    public void close() throws IOException {
        if (opened != null) {
            opened.close();
        }
    }
}
