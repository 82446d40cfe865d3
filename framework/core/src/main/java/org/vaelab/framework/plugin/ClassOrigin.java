// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a class was loaded from. */
public final class ClassOrigin {

    private ClassOrigin() {}

    /** Returns the jar or folder of a class; empty for a class of Java itself. */
    public static Optional<Path> file(Class<?> type) {
        @Nullable CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(source.getLocation().toURI()));
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns the name of a class, and that of its jar or folder: {@code org.example.A (a.jar)}.
     */
    public static String describe(Class<?> type) {
        return type.getName()
                + file(type).map(file -> " (" + PluginJar.fileName(file) + ")").orElse("");
    }
}
