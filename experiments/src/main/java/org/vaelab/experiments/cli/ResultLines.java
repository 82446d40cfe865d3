// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.reports.statistics.MeanInterval;

/** The outcome of a comparison in a few lines: the means over seeds of what the report tells. */
final class ResultLines {

    private static final List<String> METRICS = List.of("elbo", "logLikelihood", "kl");
    private static final double CONFIDENCE = 0.95;

    private ResultLines() {}

    static void print(PrintWriter out, ComparisonFolder folder, ComparisonPlan plan)
            throws IOException {
        List<List<String>> rows = new ArrayList<>();
        for (String model : plan.models()) {
            rows.add(row(model, plan, folder));
        }
        List<String> heading = new ArrayList<>(List.of("model", "runs"));
        METRICS.forEach(metric -> heading.add(metric + " (nats)"));
        heading.add("ms a step");
        TextTable.print(out, heading, rows);
        out.println("means over seeds, +- half of the 95 % interval where there are two or more");
    }

    private static List<String> row(String model, ComparisonPlan plan, ComparisonFolder folder)
            throws IOException {
        Map<String, List<Double>> values = new TreeMap<>();
        List<Double> millis = new ArrayList<>();
        int completed = 0;
        int planned = 0;
        for (PlannedRun run : plan.runs()) {
            RunFolder runFolder = folder.run(run);
            if (!run.model().equals(model) || !runFolder.hasResult()) {
                continue;
            }
            planned++;
            RunRecord record = runFolder.readResult();
            if (record.failure() == null) {
                completed++;
                collect(record, values);
                millis.add(record.timing().stepMillis().median());
            }
        }
        List<String> row = new ArrayList<>();
        row.add(model);
        row.add(completed == planned ? "" + completed : completed + " of " + planned);
        METRICS.forEach(metric -> row.add(interval(values.getOrDefault(metric, List.of()))));
        row.add(
                millis.isEmpty()
                        ? "-"
                        : ProgressDisplay.number(
                                millis.stream().mapToDouble(m -> m).average().orElseThrow()));
        return row;
    }

    private static void collect(RunRecord record, Map<String, List<Double>> values) {
        for (String metric : METRICS) {
            Estimate estimate = record.metrics().get(metric);
            if (estimate != null) {
                values.computeIfAbsent(metric, m -> new ArrayList<>()).add(estimate.value());
            }
        }
    }

    private static String interval(List<Double> values) {
        if (values.isEmpty()) {
            return "-";
        }
        double[] array = values.stream().mapToDouble(v -> v).toArray();
        MeanInterval mean = MeanInterval.of(array, CONFIDENCE);
        String centre = ProgressDisplay.number(mean.mean());
        return mean.hasInterval()
                ? centre + String.format(Locale.ROOT, " +- %.2f", mean.halfWidth())
                : centre;
    }
}
