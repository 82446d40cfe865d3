// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vaelab.framework.Internal;

/** Opens files that a user names. A device or a pipe may never end, and is refused. */
@Internal
public final class GivenFile {

    private GivenFile() {}

    /**
     * Opens a file.
     *
     * @throws IOException if it cannot be opened, or is a device or a pipe
     */
    public static InputStream open(Path path) throws IOException {
        return Files.newInputStream(required(path));
    }

    /**
     * Returns a path.
     *
     * @throws FileSystemException if it is a device or a pipe
     */
    public static Path required(Path path) throws FileSystemException {
        if (Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)) {
            throw new FileSystemException(
                    path.toString(), null, "it is a device or a pipe, expected a file");
        }
        return path;
    }
}
