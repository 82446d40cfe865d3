// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;

/**
 * A comparison, read from its folder.
 *
 * @param plan what was planned
 * @param models what came of it, models in the order of the plan
 */
public record Comparison(ComparisonPlan plan, List<ComparedModel> models) {

    /** Checks the components. */
    public Comparison {
        models = List.copyOf(models);
    }

    /**
     * Reads a comparison from its records.
     *
     * @param folder the folder of the comparison
     * @return the comparison
     * @throws IOException if there is no plan, a file is damaged, or a record is not of the run that
     *     was planned
     */
    public static Comparison read(Path folder) throws IOException {
        ComparisonFolder files = new ComparisonFolder(folder);
        ComparisonPlan plan = files.readPlan();
        List<ComparedModel> models = new ArrayList<>();
        for (String name : plan.models()) {
            List<ComparedRun> runs = new ArrayList<>();
            for (PlannedRun run : plan.runs()) {
                if (run.model().equals(name)) {
                    runs.add(read(run, files.run(run)));
                }
            }
            models.add(new ComparedModel(name, runs.get(0).planned().variant(), runs));
        }
        return new Comparison(plan, models);
    }

    private static ComparedRun read(PlannedRun planned, RunFolder folder) throws IOException {
        RunRecord record = folder.hasResult() ? folder.readResult() : null;
        if (record != null) {
            requireSame(folder, "model", planned.model(), record.model());
            requireSame(folder, "seed", planned.seed(), record.seed());
            requireSame(folder, "config hash", planned.hash(), record.provenance().configHash());
        }
        return new ComparedRun(
                planned,
                folder,
                record,
                folder.readHistory(),
                folder.readKlByUnit(),
                folder.readGradients());
    }

    private static void requireSame(RunFolder folder, String what, Object planned, Object found)
            throws IOException {
        if (!planned.equals(found)) {
            throw new IOException(
                    String.format(
                            Locale.ROOT,
                            "%s: the plan says %s %s, the record says %s",
                            folder.result(),
                            what,
                            planned,
                            found));
        }
    }

    /** Returns the baseline, if the plan names one. */
    public Optional<ComparedModel> baseline() {
        @Nullable String name = plan.baseline();
        return models.stream().filter(model -> model.name().equals(name)).findFirst();
    }

    /** Returns the records of all completed runs. */
    public List<RunRecord> completed() {
        return models.stream().flatMap(model -> model.completed().stream()).toList();
    }

    /** Returns all runs, model by model. */
    public List<ComparedRun> runs() {
        return models.stream().flatMap(model -> model.runs().stream()).toList();
    }

    /** Returns the planned seeds in the order of the plan. */
    public List<Long> seeds() {
        return plan.runs().stream().map(PlannedRun::seed).distinct().toList();
    }

    /** Returns the metrics that any completed run holds, in the order of the records. */
    public List<Metric> metrics() {
        Set<String> names = new LinkedHashSet<>();
        completed().forEach(record -> names.addAll(record.metrics().keySet()));
        return names.stream().map(Metric::named).toList();
    }
}
