// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.explore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.vaelab.experiments.Results;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.run.PlanProgress;
import org.vaelab.experiments.run.PlanWatch;
import org.vaelab.experiments.use.Lab;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;

/**
 * The comparisons that are shown. A request names a run by its comparison and its folder's name,
 * {@code 0/vae-1-0123456789}, and nothing else of a disk.
 *
 * @param known the runs that were asked for, by these names
 */
record Folders(List<Shown> all, Map<String, Run> known) {

    /**
     * A comparison that is shown.
     *
     * @param id its number
     * @param named the names of the folders of runs that the user named
     */
    record Shown(String id, Path path, Results results, PlanWatch watch, Set<String> named) {

        /** Looks at the folder. Requests of several threads share the watch. */
        PlanProgress look() throws IOException {
            synchronized (watch) {
                return watch.look();
            }
        }

        String idOf(PlannedRun run) {
            return id + "/" + run.folderName();
        }

        RunFolder folder(PlannedRun run) {
            return results.folder().run(run);
        }
    }

    /** A run that is shown. */
    record Run(String id, PlannedRun planned, RunFolder folder) {}

    static Folders of(List<Path> places, Lab lab) throws IOException {
        Map<Path, Set<String>> named = new LinkedHashMap<>();
        for (Path place : places) {
            boolean isComparison = isComparison(place);
            Path comparison = isComparison ? place : ofRun(place);
            Set<String> runs = named.computeIfAbsent(comparison, path -> new TreeSet<>());
            if (!isComparison) {
                runs.add(String.valueOf(place.toRealPath().getFileName()));
            }
        }
        List<Shown> all = new ArrayList<>();
        for (Map.Entry<Path, Set<String>> each : named.entrySet()) {
            Results results = Results.in(each.getKey(), lab);
            String id = Integer.toString(all.size());
            all.add(new Shown(id, each.getKey(), results, results.watch(), each.getValue()));
        }
        return new Folders(all, new ConcurrentHashMap<>());
    }

    private static boolean isComparison(Path place) {
        return Files.isRegularFile(new ComparisonFolder(place).plan());
    }

    private static Path ofRun(Path place) throws IOException {
        Path comparison =
                Files.isDirectory(place) ? place.toRealPath().resolve("../..").normalize() : place;
        if (comparison.equals(place) || !isComparison(comparison)) {
            throw new UserError(
                    place
                            + " is neither the folder of a comparison nor that of a run of one: "
                            + (Files.isDirectory(place)
                                    ? "it has no plan.json"
                                    : "no such folder"));
        }
        Path here = Path.of("").toAbsolutePath();
        return comparison.startsWith(here) ? here.relativize(comparison) : comparison;
    }

    /**
     * Returns a comparison.
     *
     * @throws Refusal if there is none of this number
     */
    Shown comparison(String id) {
        return all.stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new Refusal(404, "there is no such comparison"));
    }

    /**
     * Returns a run.
     *
     * @throws Refusal if none is planned under this name
     */
    Run run(String id) throws IOException {
        Run before = known.get(id);
        if (before != null) {
            return before;
        }
        for (Shown each : all) {
            Optional<PlannedRun> found =
                    each.results().plan().runs().stream()
                            .filter(run -> each.idOf(run).equals(id))
                            .findFirst();
            if (found.isPresent()) {
                Run run = new Run(id, found.get(), each.folder(found.get()));
                known.put(id, run);
                return run;
            }
        }
        throw new Refusal(404, "there is no such run");
    }
}
