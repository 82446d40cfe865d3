// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The contents of files. A file is read again only if its size or time changed. */
final class WatchedFiles<T> {

    /** Reads a file. */
    @FunctionalInterface
    interface Reader<T> {
        T read() throws IOException;
    }

    private record Known<T>(FileTime modified, long size, T content) {}

    private final Map<Path, Known<T>> known = new HashMap<>();

    /** Returns the content of a file; empty if there is no file. */
    Optional<T> read(Path file, Reader<T> reader) throws IOException {
        BasicFileAttributes now;
        try {
            now = Files.readAttributes(file, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            known.remove(file);
            return Optional.empty();
        }
        Known<T> last = known.get(file);
        if (last == null
                || last.size() != now.size()
                || !last.modified().equals(now.lastModifiedTime())) {
            last = new Known<>(now.lastModifiedTime(), now.size(), reader.read());
            known.put(file, last);
        }
        return Optional.of(last.content());
    }
}
