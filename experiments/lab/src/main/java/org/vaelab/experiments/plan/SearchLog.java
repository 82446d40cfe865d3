// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.plan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.config.SearchSpec;
import org.vaelab.experiments.config.UserError;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.DamagedFileException;
import org.vaelab.framework.record.FileProblem;
import org.vaelab.framework.record.SearchFolder;
import org.vaelab.framework.record.SearchRecord;

/** Writes the record of a search, rung by rung. */
@Internal
public final class SearchLog {

    private final SearchSpec search;
    private final SearchFolder folder;
    private final Map<Integer, List<SearchRecord.Result>> results = new TreeMap<>();

    public SearchLog(SearchSpec search, SearchFolder folder) {
        this.search = search;
        this.folder = folder;
    }

    /**
     * Checks that an earlier search in the folder was the same, or one with fewer trials or seeds.
     *
     * @throws UserError if it was another, or cannot be read
     */
    public void requireSame() {
        Optional<SearchRecord> earlier;
        try {
            earlier = folder.record().find();
        } catch (DamagedFileException e) {
            // The record is written again from those of the runs.
            return;
        } catch (IOException e) {
            throw new UserError(folder.record().path() + ": " + FileProblem.of(e), e);
        }
        List<String> differences = new ArrayList<>();
        earlier.ifPresent(before -> compare(before, differences));
        if (!differences.isEmpty()) {
            throw new UserError(
                    ("%s: the search of model '%s' was planned with other settings\n    %s\n"
                                    + "    nothing is overwritten: choose another output folder")
                            .formatted(
                                    folder.record().path(),
                                    search.model(),
                                    String.join("\n    ", differences)));
        }
    }

    private void compare(SearchRecord before, List<String> differences) {
        differ("search.over", before.over().toString(), search.space().toString(), differences);
        differ("search.method", before.method(), search.method(), differences);
        differ("search.by", before.by(), search.by(), differences);
        differ("search.seed", before.seed(), search.seed(), differences);
        differ("search.eta", before.eta(), search.eta(), differences);
        differ("steps of the rungs", before.rungs(), rungs(before.budget()), differences);
        if (search.trials().size() < before.budget()) {
            differ("search.budget", before.budget(), search.trials().size(), differences);
        }
        if (!search.seeds().containsAll(before.seeds())) {
            differ("search.seeds", before.seeds(), search.seeds(), differences);
        }
    }

    /** Returns the steps of the rungs that a number of trials is measured in. */
    private List<Long> rungs(int trials) {
        return new SuccessiveHalving(
                        trials, search.eta(), search.rungs().size(), search.direction())
                .held().stream().map(search.rungs()::get).toList();
    }

    private static void differ(String what, Object was, Object is, List<String> differences) {
        if (!was.equals(is)) {
            differences.add("%s: was %s, is now %s".formatted(what, was, is));
        }
    }

    /**
     * Returns whether the folder has a record of this search, with as many trials and seeds.
     *
     * @throws IOException if it cannot be read
     */
    public boolean hasBegun() throws IOException {
        Optional<SearchRecord> earlier;
        try {
            earlier = folder.record().find();
        } catch (DamagedFileException e) {
            return false;
        }
        return earlier.filter(before -> before.budget() == search.trials().size())
                .filter(before -> before.seeds().equals(search.seeds()))
                .filter(before -> search.finalSeeds().equals(before.finalSeeds()))
                .isPresent();
    }

    /** Adds the results of a rung. */
    public void add(Map<Integer, SearchRecord.Result> ofRung) {
        ofRung.forEach(
                (trial, result) ->
                        results.computeIfAbsent(trial, t -> new ArrayList<>()).add(result));
    }

    /**
     * Writes the record with the results so far.
     *
     * @param best the best trial, if it is known
     * @throws IOException if it cannot be written
     */
    public void write(@Nullable Integer best) throws IOException {
        folder.write(record(best));
    }

    /** Returns the record with the results so far. */
    public SearchRecord record(@Nullable Integer best) {
        return new SearchRecord(
                SearchRecord.SCHEMA,
                search.model(),
                search.space(),
                search.method(),
                search.trials().size(),
                search.seed(),
                search.eta(),
                rungs(search.trials().size()),
                search.seeds(),
                search.finalSeeds(),
                search.by(),
                search.unit(),
                search.direction(),
                search.trials().stream()
                        .map(
                                trial ->
                                        new SearchRecord.Trial(
                                                trial.number(),
                                                trial.values(),
                                                results.getOrDefault(trial.number(), List.of())))
                        .toList(),
                best);
    }
}
