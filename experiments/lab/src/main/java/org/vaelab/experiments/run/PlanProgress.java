// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.HealthFinding;
import org.vaelab.framework.record.PlannedRun;

/**
 * The progress of a plan, as a {@link PlanWatch} sees it.
 *
 * @param runs its runs, in its order
 * @param searches the progress of each rung of its searches, by a name such as {@code vae: rung 0}
 * @param atWork the histories of the runs at work, in the order of the plan
 * @param findings of the health monitor, of the runs at work
 * @param searching whether a search is under way, after which runs are planned
 * @param workIsKnown whether the work of processes can be determined
 */
public record PlanProgress(
        ComparisonPlan plan,
        List<RunProgress> runs,
        Map<String, List<RunProgress>> searches,
        Map<RunProgress, HistoryTail> atWork,
        Map<PlannedRun, List<HealthFinding>> findings,
        boolean searching,
        boolean workIsKnown) {

    /** Returns the runs of each rung of a search, then those of each model, by name. */
    public Map<String, List<RunProgress>> groups() {
        Map<String, List<RunProgress>> groups = new LinkedHashMap<>(searches);
        for (String model : plan.models()) {
            groups.put(
                    model,
                    runs.stream().filter(run -> run.planned().model().equals(model)).toList());
        }
        return groups;
    }

    /** Returns the runs in exactly this state. */
    public List<RunProgress> in(RunState state) {
        return runs.stream().filter(run -> run.state() == state).toList();
    }

    /** Returns whether all runs are done or failed. */
    public boolean isOver() {
        return !searching && runs.stream().noneMatch(run -> run.state().isOpen());
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
