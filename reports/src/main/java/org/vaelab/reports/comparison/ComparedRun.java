// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.DiagnosticsFolder;
import org.vaelab.framework.record.Failure;
import org.vaelab.framework.record.GradientQuality;
import org.vaelab.framework.record.HealthFile;
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
 * @param training what was written while it trained
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
        TrainingLog training,
        List<UnitKl> klByUnit,
        List<GradientQuality> gradients,
        Map<String, double[]> perDatum,
        DiagnosticsFolder diagnostics) {

    /**
     * What was written while a run trained.
     *
     * @param history the state of training by step; empty if there is none yet
     * @param health what the health monitor saw and found
     */
    public record TrainingLog(List<HistoryEntry> history, HealthFile.Content health) {

        public TrainingLog {
            history = List.copyOf(history);
        }
    }

    public ComparedRun {
        klByUnit = List.copyOf(klByUnit);
        gradients = List.copyOf(gradients);
        perDatum = Map.copyOf(perDatum);
    }

    /**
     * Returns this run with the record and the files of another evaluation of its model.
     *
     * @param other null if it was not evaluated so
     */
    ComparedRun evaluated(
            @Nullable RunRecord other, Map<String, double[]> values, DiagnosticsFolder shown) {
        return new ComparedRun(
                planned, folder, other, training, klByUnit, gradients, values, shown);
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

    /**
     * Returns the run that is further: completed, then failed, then not ended; on a tie the first.
     *
     * @throws UnjoinableException if both are complete with different numbers, or planned on
     *     different data
     */
    static ComparedRun further(ComparedRun one, ComparedRun other) {
        String first = one.planned().data();
        String second = other.planned().data();
        if (first != null && second != null && !first.equals(second)) {
            throw refused(one, other, "was planned on different data");
        }
        if (one.completed().isPresent()
                && other.completed().isPresent()
                && !one.completed().get().metrics().equals(other.completed().get().metrics())) {
            throw refused(one, other, "is complete in both, with different numbers");
        }
        return rank(other) > rank(one) ? other : one;
    }

    private static int rank(ComparedRun run) {
        if (run.completed().isPresent()) {
            return 3;
        }
        return run.ended().isPresent() ? 2 : run.training().history().isEmpty() ? 0 : 1;
    }

    private static UnjoinableException refused(ComparedRun one, ComparedRun other, String why) {
        return new UnjoinableException(
                ("the run of %s with seed %s %s\n    %s\n    %s\n    a model has one run with each"
                                + " seed: leave one of the folders out")
                        .formatted(
                                one.planned().model(),
                                one.planned().seed(),
                                why,
                                one.folder().path(),
                                other.folder().path()));
    }
}
