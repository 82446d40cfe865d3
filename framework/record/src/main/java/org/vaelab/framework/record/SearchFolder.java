// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vaelab.framework.record.internal.AtomicFile;

/**
 * The folder of the search for the settings of a model. Each rung is a comparison of its own.
 *
 * <pre>
 * search.json  rung-0/  rung-1/  ...
 * </pre>
 *
 * @param path the folder; it need not exist yet
 */
public record SearchFolder(Path path) {

    /** More than there can be: each trains at least twice as long as the one before. */
    private static final int MOST_RUNGS = Long.SIZE;

    /** Returns the path of {@code search.json}. */
    public Path record() {
        return path.resolve("search.json");
    }

    /** Returns the folder of a rung, counted from 0. */
    public ComparisonFolder rung(int number) {
        return new ComparisonFolder(path.resolve("rung-" + number));
    }

    /** Returns the folders of the rungs that have a plan. */
    public List<ComparisonFolder> rungs() {
        List<ComparisonFolder> rungs = new ArrayList<>();
        for (int i = 0; i < MOST_RUNGS; i++) {
            // A rung that would keep every trial is left out.
            if (Files.isRegularFile(rung(i).plan())) {
                rungs.add(rung(i));
            }
        }
        return rungs;
    }

    /**
     * Reads {@code search.json}.
     *
     * @return empty if there is no such file
     * @throws DamagedFileException if it is cut short or overwritten
     * @throws IOException if it is not such a file
     */
    public Optional<SearchRecord> read() throws IOException {
        return Files.exists(record())
                ? Optional.of(
                        RecordMapper.read(
                                Files.readAllBytes(record()),
                                SearchRecord.class,
                                record().toString()))
                : Optional.empty();
    }

    /**
     * Writes {@code search.json}, wholly or not at all.
     *
     * @throws IOException if it cannot be written
     */
    public void write(SearchRecord search) throws IOException {
        Files.createDirectories(path);
        AtomicFile.write(record(), RecordMapper.document(search));
    }
}
