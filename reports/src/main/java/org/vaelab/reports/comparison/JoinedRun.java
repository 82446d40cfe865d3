// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.Objects;
import java.util.Optional;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunRecord;

/** One run of a model, found in one folder or in several. */
final class JoinedRun {

    private JoinedRun() {}

    /** Returns a run with the report name of its model. */
    static ComparedRun named(ComparedRun run, String name) {
        PlannedRun planned = run.planned();
        return new ComparedRun(
                new PlannedRun(
                        name,
                        planned.variant(),
                        planned.seed(),
                        planned.hash(),
                        planned.config(),
                        planned.data()),
                run.folder(),
                run.ended().map(record -> named(record, name)).orElse(null),
                run.history(),
                run.klByUnit(),
                run.gradients(),
                run.perDatum(),
                run.diagnostics());
    }

    private static RunRecord named(RunRecord record, String name) {
        return new RunRecord(
                record.schema(),
                name,
                record.variant(),
                record.seed(),
                record.status(),
                record.metrics(),
                record.timing(),
                record.provenance(),
                record.failure(),
                record.descriptions(),
                record.parameters(),
                record.methods());
    }

    /**
     * Returns the run that is further: completed, then failed, then not ended; on a tie the first.
     *
     * @throws UnjoinableException if both are complete with different numbers, or planned on
     *     different data
     */
    static ComparedRun further(ComparedRun one, ComparedRun other) {
        requireSameData(one, other);
        Optional<RunRecord> first = one.completed();
        Optional<RunRecord> second = other.completed();
        if (first.isPresent() && second.isPresent()) {
            requireSameNumbers(one, first.get(), other, second.get());
        }
        return rank(other) > rank(one) ? other : one;
    }

    private static int rank(ComparedRun run) {
        if (run.completed().isPresent()) {
            return 3;
        }
        return run.ended().isPresent() ? 2 : run.history().isEmpty() ? 0 : 1;
    }

    private static void requireSameData(ComparedRun one, ComparedRun other) {
        String first = one.planned().data();
        String second = other.planned().data();
        if (first != null && second != null && !first.equals(second)) {
            throw refused(one, other, "was planned on different data");
        }
    }

    private static void requireSameNumbers(
            ComparedRun one, RunRecord first, ComparedRun other, RunRecord second) {
        if (!Objects.equals(first.metrics(), second.metrics())) {
            throw refused(one, other, "is complete in both, with different numbers");
        }
    }

    private static UnjoinableException refused(ComparedRun one, ComparedRun other, String why) {
        return new UnjoinableException(
                "the run of "
                        + one.planned().model()
                        + " with seed "
                        + one.planned().seed()
                        + " "
                        + why
                        + "\n    "
                        + one.folder().path()
                        + "\n    "
                        + other.folder().path()
                        + "\n    a model has one run with each seed: leave one of the folders out");
    }
}
