// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.progress;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.vaelab.experiments.run.RunsAtWork;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.PlannedRun;

/**
 * The progress of a plan.
 *
 * @param runs its runs, in its order
 * @param workIsKnown whether the work of processes can be determined
 */
public record PlanProgress(ComparisonPlan plan, List<RunProgress> runs, boolean workIsKnown) {

    public PlanProgress {
        runs = List.copyOf(runs);
    }

    /**
     * Looks at the folder of a comparison.
     *
     * @throws IOException if there is no plan, or a file is damaged
     */
    public static PlanProgress read(ComparisonFolder folder) throws IOException {
        try (RunsAtWork atWork = RunsAtWork.in(folder)) {
            ComparisonPlan plan = folder.readPlan();
            List<RunProgress> runs = new ArrayList<>();
            for (PlannedRun run : plan.runs()) {
                runs.add(RunProgress.of(run, folder.run(run), atWork));
            }
            return new PlanProgress(plan, runs, atWork.isKnown());
        }
    }

    public List<RunProgress> of(String model) {
        return runs.stream().filter(run -> run.planned().model().equals(model)).toList();
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
        return TimeLeft.of(runs);
    }
}
