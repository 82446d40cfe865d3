// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.explore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.run.PlanProgress;
import org.vaelab.experiments.run.RunProgress;
import org.vaelab.experiments.run.RunState;
import org.vaelab.experiments.run.TimeLeft;
import org.vaelab.framework.record.Failure;
import org.vaelab.framework.record.HealthFinding;
import org.vaelab.framework.record.HistoryEntry;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.reports.tables.Table;

/** What is known of comparisons while they train and afterwards, from their files alone. */
final class Training {

    /** The points of a curve. */
    private static final int POINTS = 300;

    private final Folders folders;
    private final Map<RunFolder, History> histories = new ConcurrentHashMap<>();
    private final Map<String, ResultsTable> tables = new ConcurrentHashMap<>();

    Training(Folders folders) {
        this.folders = folders;
    }

    record RunLine(
            String id,
            String model,
            long seed,
            String state,
            long step,
            long steps,
            @Nullable String failure,
            boolean hasModel,
            boolean isChosen) {}

    record FolderState(
            String id,
            String name,
            String path,
            boolean isOver,
            String progress,
            @Nullable Double secondsLeft,
            List<RunLine> runs) {}

    List<FolderState> overview() throws IOException {
        List<FolderState> states = new ArrayList<>();
        for (Folders.Shown each : folders.all()) {
            PlanProgress now = each.look();
            TimeLeft left = now.timeLeft();
            states.add(
                    new FolderState(
                            each.id(),
                            now.plan().name(),
                            each.path().toString(),
                            now.isOver(),
                            counts(now),
                            now.isOver() || left.counted() == 0 ? null : left.seconds(),
                            now.runs().stream().map(run -> state(each, run)).toList()));
        }
        return states;
    }

    /** Returns how many runs are in each state, such as {@code 3 done, 1 running}. */
    private static String counts(PlanProgress now) {
        Map<RunState, Long> counts =
                now.runs().stream()
                        .collect(
                                Collectors.groupingBy(
                                        RunProgress::state,
                                        LinkedHashMap::new,
                                        Collectors.counting()));
        String all = now.runs().size() == 1 ? "1 run: " : now.runs().size() + " runs: ";
        return all
                + counts.entrySet().stream()
                        .map(count -> count.getValue() + " " + count.getKey())
                        .collect(Collectors.joining(", "))
                + (now.searching() ? "; a search is under way" : "");
    }

    private static RunLine state(Folders.Shown folder, RunProgress run) {
        Failure failure = run.record() == null ? null : run.record().failure();
        return new RunLine(
                folder.idOf(run.planned()),
                run.planned().model(),
                run.planned().seed(),
                run.state().toString(),
                run.stepsDone(),
                run.steps(),
                failure == null ? null : failure.cause() + "\n" + failure.advice(),
                run.state() == RunState.DONE
                        && Files.isDirectory(folder.folder(run.planned()).checkpoint()),
                folder.named().contains(run.planned().folderName()));
    }

    /** The entries of a history, thinned, and what its file was when it was read. */
    private record History(@Nullable Object key, long size, List<HistoryEntry> entries) {}

    private List<HistoryEntry> history(RunFolder run) throws IOException {
        if (!Files.exists(run.history())) {
            return List.of();
        }
        BasicFileAttributes now = Files.readAttributes(run.history(), BasicFileAttributes.class);
        History known = histories.get(run);
        if (known == null
                || known.size() != now.size()
                || !now.lastModifiedTime().equals(known.key())) {
            List<HistoryEntry> all = run.readHistory();
            known = new History(now.lastModifiedTime(), now.size(), thinned(all));
            histories.put(run, known);
        }
        return known.entries();
    }

    /** Returns every so many entries, with the last one, and those that validated. */
    private static List<HistoryEntry> thinned(List<HistoryEntry> all) {
        int every = Math.max(1, (all.size() + POINTS - 1) / POINTS);
        List<HistoryEntry> kept = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            boolean validates = !all.get(i).validation().isEmpty() && all.size() < 10 * POINTS;
            if (i % every == 0 || i == all.size() - 1 || validates) {
                kept.add(all.get(i));
            }
        }
        return kept;
    }

    record CurveOfRun(
            String id,
            String model,
            long seed,
            List<Long> steps,
            List<Double> train,
            List<Double> validation) {}

    record Found(String run, long step, String text) {}

    record Curves(Set<String> terms, String term, List<CurveOfRun> runs, List<Found> health) {}

    Curves curves(Ask ask) throws IOException {
        Folders.Shown folder = folders.comparison(ask.text("folder"));
        String wanted = ask.has("term") ? ask.text("term") : HistoryEntry.BOUND;
        Set<String> terms = new LinkedHashSet<>();
        List<CurveOfRun> curves = new ArrayList<>();
        List<Found> found = new ArrayList<>();
        for (PlannedRun run : folder.results().plan().runs()) {
            RunFolder files = folder.folder(run);
            List<HistoryEntry> entries = history(files);
            entries.forEach(entry -> terms.addAll(entry.train().keySet()));
            curves.add(
                    new CurveOfRun(
                            folder.idOf(run),
                            run.model(),
                            run.seed(),
                            entries.stream().map(HistoryEntry::step).toList(),
                            values(entries, entry -> entry.train().get(wanted)),
                            values(entries, entry -> entry.validation().get(wanted))));
            for (HealthFinding each : files.health().findings()) {
                found.add(new Found(run.label(), each.step(), each.line()));
            }
        }
        return new Curves(terms, wanted, curves, found);
    }

    private static List<Double> values(
            List<HistoryEntry> entries, Function<HistoryEntry, @Nullable Double> of) {
        return entries.stream()
                .map(entry -> Objects.requireNonNullElse(of.apply(entry), Double.NaN))
                .toList();
    }

    record ResultsTable(
            long done,
            String title,
            List<String> columns,
            List<List<String>> rows,
            List<String> notes) {}

    /** Returns the table of results of the runs that have ended. */
    ResultsTable table(Ask ask) throws IOException {
        Folders.Shown folder = folders.comparison(ask.text("folder"));
        long done = folder.results().records().size();
        ResultsTable known = tables.get(folder.id());
        if (known == null || known.done() != done) {
            known = done == 0 ? empty() : of(folder.results().table("results"), done);
            tables.put(folder.id(), known);
        }
        return known;
    }

    private static ResultsTable empty() {
        return new ResultsTable(0, "no run has ended yet", List.of(), List.of(), List.of());
    }

    private static ResultsTable of(Table table, long done) {
        return new ResultsTable(
                done,
                table.caption(),
                table.columns().stream()
                        .map(column -> (column.title() + " " + column.detail()).strip())
                        .toList(),
                table.all().stream().map(row -> row.stream().map(Training::text).toList()).toList(),
                table.notes().stream().map(note -> note.mark() + ": " + note.text()).toList());
    }

    private static String text(Table.Cell cell) {
        return cell.marks().isEmpty()
                ? cell.text()
                : cell.text() + " [" + String.join(",", cell.marks()) + "]";
    }
}
