// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.HealthFile;
import org.vaelab.framework.record.HealthFinding;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.SearchFolder;
import org.vaelab.framework.record.SearchRecord;

/**
 * Looks at a plan, once or again and again. A file is parsed only if it changed, and of a history
 * only the new lines. It reads the folder alone, so it does not matter what executes the runs.
 */
public final class PlanWatch {

    private final ComparisonFolder folder;
    private final WatchedFiles<ComparisonPlan> plans = new WatchedFiles<>();
    private final WatchedFiles<RunRecord> records = new WatchedFiles<>();
    private final WatchedFiles<List<HealthFinding>> health = new WatchedFiles<>();
    private final Map<Path, HistoryTail> histories = new HashMap<>();

    public PlanWatch(ComparisonFolder folder) {
        this.folder = folder;
    }

    /** The histories and the findings of runs at work, which a look collects. */
    private record Working(
            Map<RunProgress, HistoryTail> histories,
            Map<PlannedRun, List<HealthFinding>> findings) {}

    /**
     * Looks at the folder.
     *
     * @throws IOException if there is no plan, or a file is damaged
     */
    public PlanProgress look() throws IOException {
        Working working = new Working(new LinkedHashMap<>(), new LinkedHashMap<>());
        Map<String, List<RunProgress>> searches = new LinkedHashMap<>();
        for (SearchFolder search : folder.allSearches()) {
            for (ComparisonFolder rung : search.rungs()) {
                String number = rung.path().getFileName().toString().replace('-', ' ');
                try (RunsAtWork locks = RunsAtWork.in(rung)) {
                    searches.put(
                            search.path().getFileName() + ": " + number,
                            look(rung, plan(rung), locks, working));
                }
            }
        }
        try (RunsAtWork locks = RunsAtWork.in(folder)) {
            ComparisonPlan plan = plan(folder);
            List<RunProgress> runs = look(folder, plan, locks, working);
            return new PlanProgress(
                    plan,
                    runs,
                    searches,
                    working.histories(),
                    working.findings(),
                    isSearching(plan),
                    locks.isKnown());
        }
    }

    private ComparisonPlan plan(ComparisonFolder in) throws IOException {
        Optional<ComparisonPlan> plan = plans.read(in.plan(), in::readPlan);
        // Without a file, reading it says so.
        return plan.isPresent() ? plan.get() : in.readPlan();
    }

    private List<RunProgress> look(
            ComparisonFolder in, ComparisonPlan plan, RunsAtWork locks, Working working)
            throws IOException {
        List<RunProgress> runs = new ArrayList<>();
        for (PlannedRun run : plan.runs()) {
            // Locks before the record: a run that ends in between then has a record.
            boolean atWork = locks.isAtWork(run);
            boolean claimed = locks.isClaimed(run);
            RunFolder files = in.run(run);
            @Nullable RunRecord record =
                    records.read(files.result(), files::readResult).orElse(null);
            HistoryTail history =
                    histories.computeIfAbsent(files.path(), path -> new HistoryTail(files));
            RunProgress progress = RunProgress.of(run, files, atWork, claimed, record, history);
            runs.add(progress);
            if (progress.state() == RunState.RUNNING) {
                HealthFile found = files.health();
                working.histories().put(progress, history);
                working.findings()
                        .put(run, health.read(found.path(), found::findings).orElse(List.of()));
            } else if (progress.state() == RunState.DONE) {
                histories.remove(files.path());
            }
        }
        return runs;
    }

    private boolean isSearching(ComparisonPlan planned) throws IOException {
        for (SearchFolder search : folder.allSearches()) {
            Optional<SearchRecord> record = search.record().find();
            if (record.isEmpty()) {
                return true;
            }
            boolean found = record.get().best() != null;
            if (found
                    ? !planned.models().contains(record.get().model())
                    : !hasFailed(record.get())) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether no trial is left. */
    private static boolean hasFailed(SearchRecord search) {
        return search.trials().stream()
                .map(SearchRecord.Trial::results)
                .allMatch(
                        results ->
                                !results.isEmpty()
                                        && results.get(results.size() - 1).failure() != null);
    }

    /** The contents of files. A file is read again only if its size or time changed. */
    private static final class WatchedFiles<T> {

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
}
