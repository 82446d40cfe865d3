// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file that holds one record as JSON. It need not exist yet. */
public record JsonFile<T>(Path path, Class<T> type) {

    /**
     * Reads the file.
     *
     * @throws DamagedFileException if it is cut short or overwritten
     * @throws IOException if it is absent, or not such a record
     */
    public T read() throws IOException {
        return RecordMapper.read(Files.readAllBytes(path), type, path.toString());
    }

    /** Reads the file; empty if it is absent. */
    public Optional<T> find() throws IOException {
        return Files.exists(path) ? Optional.of(read()) : Optional.empty();
    }

    /** Writes the file, wholly or not at all. */
    public void write(T value) throws IOException {
        AtomicFile.write(path, RecordMapper.document(value));
    }
}
