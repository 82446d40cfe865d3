// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.UnaryOperator;
import org.vaelab.experiments.config.ConfigPaths;
import org.vaelab.experiments.config.UserError;

/** The option {@code --moved}: where the files of a record are on this machine. */
final class MovedPaths {

    private MovedPaths() {}

    /**
     * Returns what gives the place of a path of a config.
     *
     * @param moved places by the paths of the record, which may be folders above files
     * @param otherwise gives the place of other paths
     * @throws UserError if the config has no such path
     */
    static UnaryOperator<String> of(
            Map<String, Path> moved, JsonNode config, UnaryOperator<String> otherwise) {
        SortedSet<String> paths = ConfigPaths.of(config);
        Map<String, String> places = new LinkedHashMap<>();
        paths.forEach(path -> places.put(path, otherwise.apply(path)));
        moved.forEach(
                (old, now) -> {
                    String above = old.replaceFirst("[/\\\\]+$", "");
                    List<String> below =
                            paths.stream().filter(path -> isBelow(path, above)).toList();
                    if (below.isEmpty()) {
                        throw new UserError(
                                "--moved %s=%s: the record has no such path\n    it has: %s"
                                        .formatted(
                                                old,
                                                now,
                                                paths.isEmpty()
                                                        ? "none"
                                                        : String.join(", ", paths)));
                    }
                    String place = now.toAbsolutePath().normalize().toString();
                    below.forEach(path -> places.put(path, place + path.substring(above.length())));
                });
        return text -> places.getOrDefault(text, text);
    }

    /**
     * Returns the error of data that cannot be loaded, with a hint if files of the config are
     * absent.
     *
     * @param here gives where a path of the config is now
     */
    static RuntimeException explained(
            RuntimeException e, JsonNode config, UnaryOperator<String> here) {
        return ConfigPaths.of(config).stream()
                        .allMatch(path -> Files.exists(ConfigPaths.file(here.apply(path))))
                ? e
                : new UserError(
                        e.getMessage()
                                + "\n    if the files of the record are elsewhere, name the place: --moved"
                                + " OLD=NEW",
                        e);
    }

    private static boolean isBelow(String path, String above) {
        return path.startsWith(above)
                && (path.length() == above.length()
                        || "/\\#".indexOf(path.charAt(above.length())) >= 0);
    }
}
