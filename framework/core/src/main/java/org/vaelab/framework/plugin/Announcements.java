// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.settings.Papers;

/** Records what each module announced, and which modules failed, for checks and messages. */
final class Announcements {

    private final Map<String, Map<String, String>> origins = new HashMap<>();
    private final Set<Class<?>> types = new LinkedHashSet<>();
    private @Nullable Failure failure;

    void claim(String kind, String name, Class<?> module) {
        String origin = ClassOrigin.describe(module);
        String earlier =
                origins.computeIfAbsent(kind, k -> new HashMap<>()).putIfAbsent(name, origin);
        if (origin.equals(earlier)) {
            throw new PluginException(
                    "%s '%s' is announced twice by %s\n    it is on the class path already, or named twice: leave one out"
                            .formatted(kind, name, origin));
        }
        if (earlier != null) {
            throw new PluginException(
                    "%s '%s' is announced twice: by %s and by %s; if one is a copy, rename it"
                            .formatted(kind, name, earlier, origin));
        }
    }

    /** Notes the class of a part. */
    void announced(Class<?> type) {
        types.add(type);
    }

    /** Checks that each paper that an announced class cites has an entry. */
    void requireKnownPapers(Papers papers) {
        for (Class<?> type : types) {
            for (String key : Papers.of(type)) {
                if (papers.entry(key).isEmpty()) {
                    throw new PluginException(
                            "%s cites '%s', which no %s has\n    %sadd its BibTeX entry to src/main/resources/%s of the plugin"
                                    .formatted(
                                            ClassOrigin.describe(type),
                                            key,
                                            Papers.RESOURCE,
                                            papers.nearest(key)
                                                    .map(
                                                            near ->
                                                                    "did you mean '"
                                                                            + near
                                                                            + "'? Else ")
                                                    .orElse(""),
                                            Papers.RESOURCE));
                }
            }
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
                        + ClassOrigin.describe(failure.module())
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
