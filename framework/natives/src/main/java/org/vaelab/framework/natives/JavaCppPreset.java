// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.natives;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.ClassProperties;
import org.bytedeco.javacpp.Loader;

/**
 * The native libraries that one class of JavaCPP asks for.
 *
 * <p>A name has the form {@code name@version#nameOfTheFile@version}; only the first part is needed.
 */
final class JavaCppPreset {

    private final Class<?> type;

    /** The type among few jars, for searches. */
    private final Class<?> alone;

    private final ClassProperties properties;
    private final Set<String> names = new LinkedHashSet<>();
    private final Map<String, URL[]> found = new HashMap<>();
    private final Map<String, URL> sources = new LinkedHashMap<>();

    private JavaCppPreset(String name, ClassLoader loader, ClassLoader few)
            throws ClassNotFoundException {
        type = Class.forName(name, false, loader);
        alone = Class.forName(name, false, few);
        properties = Loader.loadProperties(type, Loader.loadProperties(), true);
        names.addAll(properties.get("platform.preload"));
        names.addAll(properties.get("platform.link"));
        Set<String> all = new LinkedHashSet<>(names);
        all.add(properties.getProperty("platform.library", ""));
        for (String library : all) {
            for (URL url : find(library)) {
                if (isResource(url)) {
                    sources.putIfAbsent(library, url);
                }
            }
        }
    }

    /** Returns the classes that a preset inherits from, in the order of JavaCPP, and itself. */
    static List<JavaCppPreset> inOrder(Class<?> preset) {
        Set<String> types = new LinkedHashSet<>();
        ClassProperties properties = Loader.loadProperties(preset, Loader.loadProperties(), true);
        types.addAll(properties.get("global"));
        types.add(preset.getName());
        List<JavaCppPreset> presets = new ArrayList<>();
        ClassLoader loader = preset.getClassLoader();
        ClassLoader few = few(preset);
        for (String type : types) {
            try {
                presets.add(new JavaCppPreset(type, loader, few));
            } catch (ClassNotFoundException e) {
                throw new NoClassDefFoundError(type);
            }
        }
        return presets;
    }

    /**
     * Returns a loader of the jars of presets alone. JavaCPP looks for an absent library in every
     * jar of a loader, under several names and in several folders. The natives for CUDA ask for 30
     * libraries that no jar has, which takes seconds on the class path of the program.
     */
    private static ClassLoader few(Class<?> preset) {
        String[] packages = preset.getName().split("\\.", 3);
        Set<String> folders = new LinkedHashSet<>(List.of("org/bytedeco/"));
        folders.add(packages[0] + "/" + packages[1] + "/");
        Map<String, URL> jars = new LinkedHashMap<>();
        try {
            for (String folder : folders) {
                for (URL at : Collections.list(preset.getClassLoader().getResources(folder))) {
                    String text = at.toString();
                    String jar = text.substring(0, text.length() - folder.length());
                    jars.put(jar, new URL(jar));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new URLClassLoader(jars.values().toArray(new URL[0]), null);
    }

    static String key(String name) {
        String[] parts = name.split("#", -1);
        return parts.length > 1 && !parts[1].isEmpty() ? parts[1] : parts[0];
    }

    Class<?> type() {
        return type;
    }

    /** Returns the libraries besides the JNI library, in the order of JavaCPP. */
    Set<String> names() {
        return names;
    }

    /** Returns whether the class path has libraries of this preset. */
    boolean isBundled() {
        return !sources.isEmpty();
    }

    /** Returns what is on the class path and not loaded yet, the JNI library included. */
    List<URL> unloaded() {
        Set<String> loaded = Loader.getLoadedLibraries().keySet();
        return sources.entrySet().stream()
                .filter(entry -> !loaded.contains(key(entry.getKey())))
                .map(Map.Entry::getValue)
                .toList();
    }

    /**
     * Returns the bundled library of a name. A preset lists several versions of a library and
     * brings one of them, which is used for all.
     */
    Optional<URL> source(String name) {
        if (sources.containsKey(name)) {
            return Optional.of(sources.get(name));
        }
        return sources.entrySet().stream()
                .filter(entry -> base(entry.getKey()).equals(base(name)))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** Returns where JavaCPP finds a library, on the class path or in folders. */
    URL[] find(String name) {
        return found.computeIfAbsent(
                name, each -> Loader.findLibrary(alone, properties, each, false));
    }

    private static String base(String name) {
        return name.split("[@#]", 2)[0];
    }

    /** Returns whether a library is on the class path, and not in a system folder. */
    private boolean isResource(URL url) {
        String path = url.getPath();
        int folder = path.lastIndexOf('/', path.lastIndexOf('/') - 1);
        try {
            URL resource = Loader.findResource(alone, path.substring(folder + 1));
            return resource != null && resource.getPath().equals(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
