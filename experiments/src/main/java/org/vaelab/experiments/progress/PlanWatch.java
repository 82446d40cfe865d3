// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.progress;

import java.io.IOException;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.run.RunsAtWork;
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
 * Looks at a plan again and again. A file is parsed only if it changed, and of a history only the new
 * lines. It reads the folder alone, so it does not matter what executes the runs.
 */
public final class PlanWatch {

    /**
     * The plan now.
     *
     * @param atWork the histories of the runs at work, in the order of the plan
     * @param findings of the health monitor, of the runs at work
     * @param failed the failed runs, the newest first
     * @param searching whether a search is under way, after which runs are planned
     */
    public record Look(
            PlanProgress progress,
            Map<RunProgress, HistoryTail> atWork,
            Map<PlannedRun, List<HealthFinding>> findings,
            List<RunProgress> failed,
            boolean searching) {

        /** Returns whether all runs are done or failed. */
        public boolean isOver() {
            return !searching && progress.runs().stream().noneMatch(run -> run.state().isOpen());
        }
    }

    private final ComparisonFolder folder;
    private final WatchedFiles<ComparisonPlan> plans = new WatchedFiles<>();
    private final WatchedFiles<RunRecord> records = new WatchedFiles<>();
    private final WatchedFiles<List<HealthFinding>> health = new WatchedFiles<>();
    private final Map<String, HistoryTail> histories = new HashMap<>();
    private final Map<String, PlanWatch> rungs = new HashMap<>();

    public PlanWatch(ComparisonFolder folder) {
        this.folder = folder;
    }

    /**
     * Looks at the folder.
     *
     * @throws IOException if there is no plan, or a file is damaged
     */
    public Look look() throws IOException {
        Look own = lookAtOwn();
        Map<String, List<RunProgress>> searches = new LinkedHashMap<>();
        Map<RunProgress, HistoryTail> atWork = new LinkedHashMap<>();
        Map<PlannedRun, List<HealthFinding>> findings = new LinkedHashMap<>();
        for (Map.Entry<String, ComparisonFolder> rung : PlanProgress.rungs(folder).entrySet()) {
            Look trials =
                    rungs.computeIfAbsent(rung.getKey(), name -> new PlanWatch(rung.getValue()))
                            .lookAtOwn();
            searches.put(rung.getKey(), trials.progress().runs());
            atWork.putAll(trials.atWork());
            findings.putAll(trials.findings());
        }
        atWork.putAll(own.atWork());
        findings.putAll(own.findings());
        PlanProgress progress =
                new PlanProgress(
                        own.progress().plan(),
                        own.progress().runs(),
                        searches,
                        own.progress().workIsKnown());
        return new Look(progress, atWork, findings, own.failed(), isSearching(progress.plan()));
    }

    private boolean isSearching(ComparisonPlan planned) throws IOException {
        for (SearchFolder search : folder.allSearches()) {
            Optional<SearchRecord> record = search.read();
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
                                !results.isEmpty() && isFailure(results.get(results.size() - 1)));
    }

    private static boolean isFailure(SearchRecord.Result result) {
        return result.failure() != null;
    }

    private Look lookAtOwn() throws IOException {
        ComparisonPlan planned = plan();
        List<RunProgress> runs = new ArrayList<>();
        Map<RunProgress, HistoryTail> atWork = new LinkedHashMap<>();
        Map<PlannedRun, List<HealthFinding>> findings = new LinkedHashMap<>();
        boolean known;
        try (RunsAtWork locks = RunsAtWork.in(folder)) {
            for (PlannedRun run : planned.runs()) {
                // Locks before the record: a run that ends in between then has a record.
                boolean working = locks.isAtWork(run);
                boolean claimed = locks.isClaimed(run);
                RunRecord record = record(run);
                RunProgress progress = progress(run, working, claimed, record);
                runs.add(progress);
                if (progress.state() == RunState.RUNNING) {
                    atWork.put(progress, history(run));
                    findings.put(run, findings(run));
                }
            }
            known = locks.isKnown();
        }
        List<RunProgress> failed =
                runs.stream()
                        .filter(run -> run.state() == RunState.FAILED)
                        .sorted(Comparator.comparing(this::endedAt).reversed())
                        .toList();
        return new Look(
                new PlanProgress(planned, runs, Map.of(), known), atWork, findings, failed, false);
    }

    private FileTime endedAt(RunProgress run) {
        return records.modified(folder.run(run.planned()).result());
    }

    private ComparisonPlan plan() throws IOException {
        Optional<ComparisonPlan> plan = plans.read(folder.plan(), folder::readPlan);
        // Without a file, reading it says so.
        return plan.isPresent() ? plan.get() : folder.readPlan();
    }

    private @Nullable RunRecord record(PlannedRun run) throws IOException {
        RunFolder files = folder.run(run);
        return records.read(files.result(), files::readResult).orElse(null);
    }

    private List<HealthFinding> findings(PlannedRun run) throws IOException {
        HealthFile file = folder.run(run).health();
        return health.read(file.path(), file::findings).orElse(List.of());
    }

    private RunProgress progress(
            PlannedRun run, boolean working, boolean claimed, @Nullable RunRecord record)
            throws IOException {
        if (!working && record != null) {
            histories.remove(run.folderName());
            return RunProgress.ofEnded(run, claimed, record);
        }
        HistoryTail history = history(run);
        history.look();
        return RunProgress.ofOpen(
                run, folder.run(run), working, claimed, record, history.step(), history.seconds());
    }

    private HistoryTail history(PlannedRun run) {
        return histories.computeIfAbsent(
                run.folderName(), name -> new HistoryTail(folder.run(run)));
    }
}
