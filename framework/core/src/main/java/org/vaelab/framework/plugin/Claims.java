// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.security.CodeSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who announced which name, so that two that collide are both named; and who could not. */
final class Claims {

    private final Map<String, Map<String, String>> origins = new HashMap<>();
    private @Nullable PluginException failure;

    void claim(String kind, String name, Class<?> module) {
        String origin = origin(module);
        String earlier =
                origins.computeIfAbsent(kind, k -> new HashMap<>()).putIfAbsent(name, origin);
        if (earlier != null) {
            throw new PluginException(
                    kind
                            + " '"
                            + name
                            + "' is announced twice: by "
                            + earlier
                            + " and by "
                            + origin);
        }
    }

    /** Hears that a module could not announce its parts. */
    void failed(Class<?> module, Throwable cause) {
        if (failure != null) {
            return;
        }
        failure =
                cause instanceof PluginException itself
                        ? itself
                        : new PluginException(
                                "module " + origin(module) + " cannot announce its parts: " + cause,
                                cause);
    }

    /** Throws the first failure, if there was one. */
    void requireNoFailure() {
        if (failure != null) {
            throw failure;
        }
    }

    Map<String, String> origins(String kind) {
        return origins.getOrDefault(kind, Map.of());
    }

    private static String origin(Class<?> module) {
        @Nullable CodeSource source = module.getProtectionDomain().getCodeSource();
        String place = source == null || source.getLocation() == null ? "" : place(source);
        return module.getName() + place;
    }

    private static String place(CodeSource source) {
        String path = source.getLocation().getPath();
        String trimmed = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return " (" + trimmed.substring(trimmed.lastIndexOf('/') + 1) + ")";
    }
}
