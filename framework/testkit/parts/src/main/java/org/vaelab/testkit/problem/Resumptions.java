// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.vaelab.framework.training.CheckpointFile;
import org.vaelab.framework.training.StepReport;
import org.vaelab.framework.training.TrainingOutcome;
import org.vaelab.framework.training.TrainingSettings;

/** A run held against runs that are interrupted once, after each of its steps, and go on. */
public final class Resumptions {

    private Resumptions() {}

    /**
     * Requires the same reports and the same bytes of the checkpoint wherever a run was
     * interrupted.
     *
     * @param open opens the problem with weights drawn by a seed; a resumed run starts with other
     *     weights
     * @return the checkpoint of the run that was not interrupted
     */
    public static CheckpointFile compare(
            Path folder, LongFunction<SmallProblem> open, TrainingSettings settings) {
        CheckpointFile whole = new CheckpointFile(folder.resolve("whole"));
        History expected = new History();
        long steps;
        try (SmallProblem problem = open.apply(1)) {
            steps = problem.train(settings, whole, expected).steps();
        }
        assertThat(steps).isGreaterThan(1);
        for (long after = 1; after < steps; after++) {
            CheckpointFile parts = new CheckpointFile(folder.resolve("after" + after));
            History before = new History(after);
            try (SmallProblem problem = open.apply(1)) {
                assertThat(problem.train(settings, parts, before).ending())
                        .isEqualTo(TrainingOutcome.Ending.INTERRUPTED);
            }
            History rest = new History();
            try (SmallProblem problem = open.apply(99)) {
                problem.train(settings, parts, rest);
            }
            List<StepReport> reports = new ArrayList<>(before.reports());
            reports.addAll(rest.reports());
            assertThat(reports).isEqualTo(expected.reports());
            assertThat(parts.path()).hasSameBinaryContentAs(whole.path());
        }
        return whole;
    }
}
