// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.DiagnosticsFolder;
import org.vaelab.framework.record.Failure;
import org.vaelab.framework.record.GradientQuality;
import org.vaelab.framework.record.HistoryEntry;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;
import org.vaelab.framework.record.UnitKl;

/**
 * A planned run and what it left behind so far.
 *
 * @param record its record; null if it has not ended
 * @param history its history; empty if there is none yet
 * @param klByUnit the KL of each latent unit; empty where it is not known
 * @param gradients what was measured of gradients; empty where nothing was
 * @param perDatum the numbers of each test example, by the name of their metric; NaN where an
 *     example has none
 * @param diagnostics the folder of what its metrics show beside their numbers
 */
public record ComparedRun(
        PlannedRun planned,
        RunFolder folder,
        @Nullable RunRecord record,
        List<HistoryEntry> history,
        List<UnitKl> klByUnit,
        List<GradientQuality> gradients,
        Map<String, double[]> perDatum,
        DiagnosticsFolder diagnostics) {

    public ComparedRun {
        history = List.copyOf(history);
        klByUnit = List.copyOf(klByUnit);
        gradients = List.copyOf(gradients);
        perDatum = Map.copyOf(perDatum);
    }

    /** Returns this run with the record and the files of another evaluation of its model. */
    ComparedRun evaluated(RunRecord other, Map<String, double[]> values, DiagnosticsFolder shown) {
        return new ComparedRun(planned, folder, other, history, klByUnit, gradients, values, shown);
    }

    /** Returns this run as one that was not evaluated. */
    ComparedRun unevaluated() {
        return new ComparedRun(
                planned, folder, null, history, klByUnit, gradients, Map.of(), diagnostics);
    }

    public Optional<RunRecord> completed() {
        return ended().filter(r -> r.status() == RunStatus.COMPLETED);
    }

    public Optional<RunRecord> ended() {
        return Optional.ofNullable(record);
    }

    public Optional<Failure> failure() {
        return ended().flatMap(r -> Optional.ofNullable(r.failure()));
    }

    /** Returns this run with the report name of its model. */
    ComparedRun named(String name) {
        return new ComparedRun(
                new PlannedRun(
                        name,
                        planned.variant(),
                        planned.seed(),
                        planned.hash(),
                        planned.config(),
                        planned.data()),
                folder,
                ended().map(of -> of.named(name)).orElse(null),
                history,
                klByUnit,
                gradients,
                perDatum,
                diagnostics);
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
