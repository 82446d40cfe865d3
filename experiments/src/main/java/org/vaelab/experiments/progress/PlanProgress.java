// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.progress;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.experiments.run.RunsAtWork;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.SearchFolder;

/**
 * The progress of a plan.
 *
 * @param runs its runs, in its order
 * @param searches the progress of each rung of its searches, by a name such as {@code vae: rung 0}
 * @param workIsKnown whether the work of processes can be determined
 */
public record PlanProgress(
        ComparisonPlan plan,
        List<RunProgress> runs,
        Map<String, List<RunProgress>> searches,
        boolean workIsKnown) {

    public PlanProgress {
        runs = List.copyOf(runs);
        searches = Collections.unmodifiableMap(new LinkedHashMap<>(searches));
    }

    /**
     * Looks at the folder of a comparison.
     *
     * @throws IOException if there is no plan, or a file is damaged
     */
    public static PlanProgress read(ComparisonFolder folder) throws IOException {
        PlanProgress own = readOwn(folder);
        Map<String, List<RunProgress>> searches = new LinkedHashMap<>();
        for (Map.Entry<String, ComparisonFolder> rung : rungs(folder).entrySet()) {
            searches.put(rung.getKey(), readOwn(rung.getValue()).runs());
        }
        return new PlanProgress(own.plan(), own.runs(), searches, own.workIsKnown());
    }

    /** Returns the rungs of the searches of a comparison, by name. */
    static Map<String, ComparisonFolder> rungs(ComparisonFolder folder) throws IOException {
        Map<String, ComparisonFolder> rungs = new LinkedHashMap<>();
        for (SearchFolder search : folder.allSearches()) {
            for (ComparisonFolder rung : search.rungs()) {
                String number = rung.path().getFileName().toString().replace('-', ' ');
                rungs.put(search.path().getFileName() + ": " + number, rung);
            }
        }
        return rungs;
    }

    private static PlanProgress readOwn(ComparisonFolder folder) throws IOException {
        try (RunsAtWork atWork = RunsAtWork.in(folder)) {
            ComparisonPlan plan = folder.readPlan();
            List<RunProgress> runs = new ArrayList<>();
            for (PlannedRun run : plan.runs()) {
                runs.add(RunProgress.of(run, folder.run(run), atWork));
            }
            return new PlanProgress(plan, runs, Map.of(), atWork.isKnown());
        }
    }

    public List<RunProgress> of(String model) {
        return runs.stream().filter(run -> run.planned().model().equals(model)).toList();
    }

    /** Returns the runs of each rung of a search, then those of each model, by name. */
    public Map<String, List<RunProgress>> groups() {
        Map<String, List<RunProgress>> groups = new LinkedHashMap<>(searches);
        plan.models().forEach(model -> groups.put(model, of(model)));
        return groups;
    }

    /** Returns the runs in exactly this state. */
    public List<RunProgress> in(RunState state) {
        return runs.stream().filter(run -> run.state() == state).toList();
    }

    /** Returns the open runs that no process has claimed. */
    public List<RunProgress> abandoned() {
        return runs.stream().filter(run -> run.state().isOpen() && !run.claimed()).toList();
    }

    public TimeLeft timeLeft() {
        List<RunProgress> all = new ArrayList<>(runs);
        // A failed trial is not repeated.
        searches.values().forEach(all::addAll);
        return TimeLeft.of(all);
    }
}
