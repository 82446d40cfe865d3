// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records which module announced each name, and which modules failed, for messages. */
final class Announcements {

    private final Map<String, Map<String, String>> origins = new HashMap<>();
    private @Nullable Failure failure;

    void claim(String kind, String name, Class<?> module) {
        String origin = Origin.describe(module);
        String earlier =
                origins.computeIfAbsent(kind, k -> new HashMap<>()).putIfAbsent(name, origin);
        if (earlier != null) {
            throw new PluginException(
                    "%s '%s' is announced twice: by %s and by %s"
                            .formatted(kind, name, earlier, origin));
        }
    }

    void failed(Class<?> module, Throwable cause) {
        if (failure == null) {
            failure = new Failure(module, cause);
        }
    }

    void requireNoFailure(PluginJars jars) {
        if (failure == null) {
            return;
        }
        if (failure.cause() instanceof PluginException itself) {
            throw itself;
        }
        throw new PluginException(
                "module "
                        + Origin.describe(failure.module())
                        + " cannot announce its parts: "
                        + failure.cause()
                        + jars.advice(failure.cause()),
                failure.cause());
    }

    private record Failure(Class<?> module, Throwable cause) {}

    Map<String, String> origins(String kind) {
        return origins.getOrDefault(kind, Map.of());
    }
}
