// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.settings.Spelling;

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

    /** Returns that there is no such file, and asks for one of nearly its name beside it. */
    public static String absent(Path path) {
        Path folder = path.toAbsolutePath().normalize().getParent();
        try (Stream<Path> beside = folder == null ? Stream.of() : Files.list(folder)) {
            List<String> names = beside.map(file -> file.getFileName().toString()).toList();
            Path name = path.getFileName();
            return "no such file"
                    + (name == null ? "" : Spelling.question(name.toString(), names).orElse(""));
        } catch (IOException e) {
            return "no such file, and no folder " + folder;
        }
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
