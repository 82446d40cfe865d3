// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of a comparison.
 *
 * <pre>
 * plan.json  runs/&lt;model&gt;-&lt;seed&gt;-&lt;hash&gt;/  search/&lt;model&gt;/  report/
 * </pre>
 *
 * @param path the folder; it need not exist yet
 */
public record ComparisonFolder(Path path) {

    public Path plan() {
        return path.resolve("plan.json");
    }

    public Path runs() {
        return path.resolve("runs");
    }

    public Path report() {
        return path.resolve("report");
    }

    /** Returns the folder of the search for the settings of a model. */
    public SearchFolder search(String model) {
        return new SearchFolder(searches().resolve(model));
    }

    private Path searches() {
        return path.resolve("search");
    }

    /**
     * Returns the folders of all searches, sorted by model.
     *
     * @throws IOException if the folder cannot be read
     */
    public List<SearchFolder> allSearches() throws IOException {
        if (!Files.isDirectory(searches())) {
            return List.of();
        }
        try (Stream<Path> models = Files.list(searches())) {
            return models.sorted()
                    .map(SearchFolder::new)
                    .filter(search -> Files.isRegularFile(search.record().path()))
                    .toList();
        }
    }

    public RunFolder run(PlannedRun run) {
        return new RunFolder(runs().resolve(run.folderName()));
    }

    /**
     * Reads {@code plan.json}.
     *
     * @throws DamagedFileException if it is cut short or overwritten
     * @throws IOException if it is absent or not a plan
     */
    public ComparisonPlan readPlan() throws IOException {
        if (!Files.isRegularFile(plan())) {
            throw new NoSuchFileException(
                    plan().toString(), null, "not the folder of a comparison: it has no plan.json");
        }
        return new JsonFile<>(plan(), ComparisonPlan.class).read();
    }

    /**
     * Writes {@code plan.json}, wholly or not at all.
     *
     * @throws IOException if it cannot be written
     */
    public void writePlan(ComparisonPlan plan) throws IOException {
        new JsonFile<>(plan(), ComparisonPlan.class).write(plan);
    }
}
