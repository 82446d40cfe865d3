// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;

/** The name of data in tables. */
@Internal
public final class SourceName {

    private SourceName() {}

    /**
     * Returns the name that a config sets, else that of the file without its ending.
     *
     * @param otherwise for a path without a name
     */
    public static String of(@Nullable String set, Path path, String otherwise) {
        if (set != null) {
            return set;
        }
        String file = Objects.toString(path.getFileName(), otherwise);
        int dot = file.lastIndexOf('.');
        return dot > 0 ? file.substring(0, dot) : file;
    }
}
