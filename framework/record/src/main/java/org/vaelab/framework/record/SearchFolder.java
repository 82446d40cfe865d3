// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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

    /** Returns what was found so far. */
    public JsonFile<SearchRecord> record() {
        return new JsonFile<>(path.resolve("search.json"), SearchRecord.class);
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

    /** Writes {@code search.json}, wholly or not at all. */
    public void write(SearchRecord search) throws IOException {
        Files.createDirectories(path);
        record().write(search);
    }
}
