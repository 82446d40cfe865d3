// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The search path of data, in this order: the folder in {@code VAELAB_DATA}, the user's cache
 * folder, and {@code ../shared/data} relative to the repository root.
 */
public final class DataLocations {
    private final List<Root> roots;
    private final Path cache;

    private DataLocations(List<Root> roots, Path cache) {
        this.roots = List.copyOf(roots);
        this.cache = cache;
    }

    /**
     * A folder that holds data sets.
     *
     * @param path the folder, absolute
     * @param origin why it is searched, such as {@code $VAELAB_DATA}
     */
    public record Root(Path path, String origin) {
        @Override
        public String toString() {
            return path + " (" + origin + (Files.isDirectory(path) ? ")" : "; no such folder)");
        }
    }

    public static DataLocations ofSystem() {
        return of(System.getenv(), System.getProperties());
    }

    /**
     * The locations under an environment.
     *
     * @param environment reads VAELAB_DATA, XDG_CACHE_HOME, LOCALAPPDATA
     * @param properties reads vaelab.cache (another cache folder), os.name, user.home, user.dir,
     *     vaelab.root
     */
    public static DataLocations of(Map<String, String> environment, Properties properties) {
        List<Root> roots = new ArrayList<>();
        nonBlank(environment.get("VAELAB_DATA"))
                .ifPresent(named -> roots.add(new Root(absolute(named), "$VAELAB_DATA")));
        Path cache = cacheFolder(environment, properties);
        roots.add(new Root(cache, "the user's cache folder"));
        String repository =
                nonBlank(properties.getProperty("vaelab.root"))
                        .orElse(properties.getProperty("user.dir", "."));
        Path shared = absolute(repository).resolve("../shared/data").normalize();
        roots.add(new Root(shared, "../shared/data"));
        return new DataLocations(roots, cache);
    }

    /** Exactly these folders; downloads go into the first. */
    public static DataLocations of(Path cache, Path... others) {
        List<Root> roots = new ArrayList<>();
        roots.add(new Root(cache, "the user's cache folder"));
        for (Path other : others) {
            roots.add(new Root(other, "given"));
        }
        return new DataLocations(roots, cache);
    }

    private static Path cacheFolder(Map<String, String> environment, Properties properties) {
        Optional<String> named = nonBlank(properties.getProperty("vaelab.cache"));
        if (named.isPresent()) {
            return absolute(named.get());
        }
        Path home = absolute(properties.getProperty("user.home", "."));
        String system = properties.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (system.startsWith("windows")) {
            return nonBlank(environment.get("LOCALAPPDATA"))
                    .map(DataLocations::absolute)
                    .orElse(home.resolve("AppData").resolve("Local"))
                    .resolve("vaelab");
        }
        if (system.startsWith("mac")) {
            return home.resolve("Library").resolve("Caches").resolve("vaelab");
        }
        return nonBlank(environment.get("XDG_CACHE_HOME"))
                .map(DataLocations::absolute)
                .orElse(home.resolve(".cache"))
                .resolve("vaelab");
    }

    private static Optional<String> nonBlank(@Nullable String text) {
        return Optional.ofNullable(text).filter(t -> !t.isBlank());
    }

    private static Path absolute(String path) {
        return Path.of(path).toAbsolutePath().normalize();
    }

    public List<Root> roots() {
        return roots;
    }

    /** The folder into which downloads go; it need not exist yet. */
    public Path cache() {
        return cache;
    }
}
