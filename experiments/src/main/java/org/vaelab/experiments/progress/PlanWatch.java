// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.progress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.run.RunsAtWork;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;

/**
 * Looks at a plan again and again. A record or plan is parsed only if its file changed, and of a history
 * only the new lines. It reads the folder alone, so it does not matter what executes the runs.
 */
public final class PlanWatch {

    /** A file that was read, by what tells whether it changed since. */
    private record Seen(FileTime modified, long size) {

        static @Nullable Seen of(Path file) throws IOException {
            try {
                BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
                return new Seen(found.lastModifiedTime(), found.size());
            } catch (NoSuchFileException e) {
                return null;
            }
        }
    }

    private record Ended(Seen file, RunRecord record) {}

    /**
     * The plan now.
     *
     * @param atWork the histories of the runs at work, in the order of the plan
     * @param failed the failed runs, the newest first
     */
    public record Look(
            PlanProgress progress, Map<RunProgress, HistoryTail> atWork, List<RunProgress> failed) {

        /** Returns whether all runs are done or failed. */
        public boolean isOver() {
            return progress.runs().stream().noneMatch(run -> run.state().isOpen());
        }
    }

    private final ComparisonFolder folder;
    private final Map<String, Ended> ended = new HashMap<>();
    private final Map<String, HistoryTail> histories = new HashMap<>();
    private @Nullable Seen planFile;
    private @Nullable ComparisonPlan plan;

    public PlanWatch(ComparisonFolder folder) {
        this.folder = folder;
    }

    /**
     * Looks at the folder.
     *
     * @throws IOException if there is no plan, or a file is damaged
     */
    public Look look() throws IOException {
        ComparisonPlan planned = plan();
        List<RunProgress> runs = new ArrayList<>();
        Map<RunProgress, HistoryTail> atWork = new LinkedHashMap<>();
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
                }
            }
            known = locks.isKnown();
        }
        List<RunProgress> failed =
                runs.stream()
                        .filter(run -> run.state() == RunState.FAILED)
                        .sorted(Comparator.comparing(this::endedAt).reversed())
                        .toList();
        return new Look(new PlanProgress(planned, runs, known), atWork, failed);
    }

    private FileTime endedAt(RunProgress run) {
        return Objects.requireNonNull(ended.get(run.planned().folderName())).file().modified();
    }

    private ComparisonPlan plan() throws IOException {
        Seen now = Seen.of(folder.plan());
        ComparisonPlan known = plan;
        if (known == null || !Objects.equals(now, planFile)) {
            known = folder.readPlan();
            plan = known;
            planFile = now;
        }
        return known;
    }

    private @Nullable RunRecord record(PlannedRun run) throws IOException {
        RunFolder files = folder.run(run);
        Seen now = Seen.of(files.result());
        if (now == null) {
            ended.remove(run.folderName());
            return null;
        }
        Ended known = ended.get(run.folderName());
        if (known == null || !known.file().equals(now)) {
            known = new Ended(now, files.readResult());
            ended.put(run.folderName(), known);
        }
        return known.record();
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
