// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.natives;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.Loader;
import org.vaelab.framework.Internal;
import org.vaelab.framework.tensor.spi.BackendException;

/**
 * Loads the libraries that JavaCPP presets bring in their jars, and no other copies of them.
 * Unpacks those of other jars.
 *
 * <p>All are unpacked before the first is loaded. Each is then loaded by its absolute path, after
 * those that it depends on. The dynamic loader takes a dependency that is already loaded by its
 * name, so it looks neither into {@code LD_LIBRARY_PATH} nor into folders of the system.
 */
@Internal
public final class BundledLibraries {

    /** Presets that are loaded, and not searched for again. */
    private static final Set<Class<?>> LOADED = new HashSet<>();

    private BundledLibraries() {}

    /**
     * Unpacks and loads the libraries of a preset and of the presets that it inherits from. Leaves
     * the JNI libraries to JavaCPP, unpacked. Does nothing for a preset without libraries for this
     * system.
     *
     * @param preset the class that the preset generates, such as {@code torch}
     * @param last names of libraries that are loaded after all others, each after what it depends
     *     on
     * @throws BackendException if a library cannot be unpacked or loaded; the message says what to
     *     do
     */
    public static synchronized void load(Class<?> preset, List<String> last) {
        if (LOADED.contains(preset)) {
            return;
        }
        List<JavaCppPreset> presets = JavaCppPreset.inOrder(preset);
        for (JavaCppPreset each : presets) {
            for (URL source : each.unloaded()) {
                unpack(source);
            }
        }
        for (JavaCppPreset each : presets) {
            if (each.isBundled()) {
                loadAll(each, last);
            }
        }
        LOADED.add(preset);
    }

    private static void loadAll(JavaCppPreset preset, List<String> last) {
        List<String> names = new ArrayList<>(preset.names());
        names.removeAll(last);
        last.stream().filter(preset.names()::contains).forEach(names::add);
        for (String name : names) {
            if (!Loader.getLoadedLibraries().containsKey(JavaCppPreset.key(name))) {
                preset.source(name)
                        .ifPresentOrElse(
                                source -> loadBundled(preset, name, source),
                                () -> loadFromSystem(preset, name));
            }
        }
    }

    private static void loadBundled(JavaCppPreset preset, String name, URL source) {
        Path file = unpack(source);
        try {
            System.load(file.toString());
        } catch (UnsatisfiedLinkError e) {
            throw new BackendException(
                    "cannot load the native library " + file + ": " + e.getMessage(), e);
        }
        // Tells JavaCPP, which otherwise would load it again, or another one of this name.
        Loader.loadLibrary(preset.type(), new URL[] {source}, name);
    }

    /**
     * Libraries of a driver or a toolkit, as JavaCPP loads them: what is not there may not be
     * needed.
     */
    private static void loadFromSystem(JavaCppPreset preset, String name) {
        try {
            Loader.loadLibrary(preset.type(), preset.find(name), name);
        } catch (UnsatisfiedLinkError e) {
            // Whatever needs it names it when it fails to load.
        }
    }

    /**
     * Returns the file of a library that a jar brings, unpacked and undamaged, in the folder that
     * all processes share.
     *
     * @throws BackendException if it cannot be unpacked; the message says what to do
     */
    public static Path unpack(URL source) {
        try {
            return LibraryCache.unpacked(source);
        } catch (IOException e) {
            throw new BackendException(LibraryCache.remedy(source, e), e);
        }
    }
}
