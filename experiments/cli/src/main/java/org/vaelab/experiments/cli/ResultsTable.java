// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.vaelab.experiments.Results;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;
import org.vaelab.reports.statistics.MeanInterval;

/**
 * The results of a comparison for the console: a table of means over seeds, and notes on metrics.
 */
record ResultsTable(ComparisonPlan plan, List<RunRecord> records) {

    private static final double CONFIDENCE = 0.95;

    static ResultsTable of(Results results) throws IOException {
        return new ResultsTable(results.plan(), results.records());
    }

    void print(PrintWriter out) {
        ConsoleTable<String> table =
                new ConsoleTable<String>()
                        .column("model", model -> model)
                        .column("runs", this::runs);
        for (String metric : metrics()) {
            table.column(heading(metric), model -> interval(metric, complete(model)));
        }
        table.column("ms a step", this::step).print(out, plan.models());
        out.println("means over seeds, +- half of the 95 % interval where there are two or more");
        notes().forEach(
                        (note, of) ->
                                out.println(
                                        String.join(", ", note.metrics())
                                                + note.text()
                                                + " ("
                                                + String.join(", ", of)
                                                + ")"));
        out.println();
        int open = plan.runs().size() - records.size();
        if (open > 0) {
            out.println(open + " of " + plan.runs().size() + " planned runs not done here");
        }
    }

    private List<String> metrics() {
        Map<String, MetricDescription> all = new LinkedHashMap<>();
        records.forEach(record -> all.putAll(record.descriptions()));
        return MetricRole.summary(all);
    }

    /** Names the unit, and the number of test data where the runs have only one such number. */
    private String heading(String metric) {
        List<Long> sizes =
                records.stream()
                        .filter(
                                record ->
                                        isComplete(record) && record.metrics().containsKey(metric))
                        .flatMap(record -> record.provenance().dataBehind(metric).stream().boxed())
                        .distinct()
                        .toList();
        return metric + (sizes.size() == 1 ? " (nats, " + sizes.get(0) + " data)" : " (nats)");
    }

    private List<RunRecord> complete(String model) {
        return records.stream().filter(r -> r.model().equals(model) && isComplete(r)).toList();
    }

    private String runs(String model) {
        int complete = complete(model).size();
        long ended = records.stream().filter(record -> record.model().equals(model)).count();
        return complete == ended ? "" + complete : complete + " of " + ended;
    }

    private String step(String model) {
        return ConsoleText.number(
                complete(model).stream()
                        .mapToDouble(record -> record.timing().stepMillis().median())
                        .average()
                        .orElse(Double.NaN));
    }

    private static boolean isComplete(RunRecord record) {
        return record.status() == RunStatus.COMPLETED;
    }

    private static String interval(String metric, List<RunRecord> records) {
        double[] values =
                records.stream()
                        .map(record -> record.metrics().get(metric))
                        .filter(Objects::nonNull)
                        .mapToDouble(Estimate::value)
                        .toArray();
        if (values.length == 0) {
            return "-";
        }
        MeanInterval mean = MeanInterval.of(values, CONFIDENCE);
        String centre = ConsoleText.number(mean.mean());
        return mean.hasInterval()
                ? centre + String.format(Locale.ROOT, " +- %.2f", mean.halfWidth())
                : centre;
    }

    /** What is said of metrics of one run, in the same words. */
    private record Note(Set<String> metrics, String text) {}

    /**
     * Returns the reasons for missing requested metrics and the caveats of others, with the models
     * concerned.
     */
    private Map<Note, Set<String>> notes() {
        Map<Note, Set<String>> models = new LinkedHashMap<>();
        for (RunRecord record : records) {
            if (isComplete(record)) {
                notes(record.provenance())
                        .forEach(
                                (text, metrics) ->
                                        models.computeIfAbsent(
                                                        new Note(metrics, text),
                                                        n -> new LinkedHashSet<>())
                                                .add(record.model()));
            }
        }
        return models;
    }

    private static Map<String, Set<String>> notes(Provenance provenance) {
        Map<String, Set<String>> notes = new LinkedHashMap<>();
        provenance
                .missedMetrics()
                .forEach((name, reason) -> note(notes, name, " is absent: " + reason));
        provenance
                .facts()
                .evaluation()
                .caveats()
                .forEach((name, caveat) -> note(notes, name, ": " + caveat));
        return notes;
    }

    private static void note(Map<String, Set<String>> notes, String metric, String text) {
        notes.computeIfAbsent(text, t -> new LinkedHashSet<>()).add(metric);
    }
}
