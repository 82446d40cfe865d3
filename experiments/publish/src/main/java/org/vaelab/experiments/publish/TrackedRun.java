// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.publish;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.HistoryEntry;
import org.vaelab.framework.record.PlannedRun;
import org.vaelab.framework.record.Provenance;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;

/**
 * A run as an experiment tracker shows it.
 *
 * @param experiment the name of the comparison
 * @param name the name of the run's folder, unique in the experiment
 * @param folder its folder
 * @param record its record; null while it is open
 * @param time when it ran
 * @param settings the values of its config by path, such as {@code training.steps}, as text
 * @param tags facts about the run: model, variant, seed, status, provenance
 * @param scalars the numbers of the run
 */
@Internal
public record TrackedRun(
        String experiment,
        String name,
        RunFolder folder,
        @Nullable RunRecord record,
        Span time,
        Map<String, JsonNode> settings,
        Map<String, String> tags,
        Scalars scalars) {

    /**
     * When a run ran, in milliseconds since 1970.
     *
     * @param start when it started; 0 if unknown
     * @param end when its record was written; when it started, if that is unknown
     */
    public record Span(long start, long end) {}

    /**
     * The numbers of a run.
     *
     * @param curves values by step, by name, such as {@code train/bound}
     * @param metrics the final metrics, and their standard errors under {@code
     *     <name>.standardError}, at the end
     * @param lastStep the last step of the history; 0 if there is none
     */
    public record Scalars(
            Map<String, List<Point>> curves, Map<String, Point> metrics, long lastStep) {}

    /** A value of a curve, and when it was measured. */
    public record Point(long step, long millis, double value) {}

    /**
     * Reads the runs of a comparison that have started.
     *
     * @throws IOException if a file cannot be read
     */
    public static List<TrackedRun> of(ComparisonFolder comparison) throws IOException {
        ComparisonPlan plan = comparison.readPlan();
        List<TrackedRun> started = new ArrayList<>();
        for (PlannedRun run : plan.runs()) {
            RunFolder files = comparison.run(run);
            if (hasStarted(files)) {
                started.add(
                        of(plan.name(), run, files, files.hasResult() ? files.readResult() : null));
            }
        }
        return started;
    }

    /**
     * Reads a finished run. Its experiment is its comparison, or its folder if it was moved.
     *
     * @throws IOException if a file cannot be read
     */
    public static TrackedRun of(RunFolder run) throws IOException {
        ComparisonFolder owner = new ComparisonFolder(owner(run));
        String experiment =
                Files.isRegularFile(owner.plan())
                        ? owner.readPlan().name()
                        : String.valueOf(owner.path().getFileName());
        RunRecord record = run.readResult();
        return of(experiment, PlannedRun.of(record), run, record);
    }

    /** Returns the folder of the comparison of a run, or its own if it was moved. */
    public static Path owner(RunFolder run) {
        Path place = run.path().toAbsolutePath().normalize();
        ComparisonFolder above = new ComparisonFolder(place.resolve("../..").normalize());
        return Files.isRegularFile(above.plan()) ? above.path() : place;
    }

    static boolean hasStarted(RunFolder run) {
        return run.hasResult() || Files.exists(run.history());
    }

    /** Reads a run whose record is known. */
    static TrackedRun of(
            String experiment, PlannedRun planned, RunFolder folder, @Nullable RunRecord record)
            throws IOException {
        Provenance.Execution execution = record == null ? null : record.provenance().execution();
        List<HistoryEntry> history = folder.readHistory();
        long start = execution != null ? millis(execution.startedAt()) : start(folder, history);
        long lastStep = history.isEmpty() ? 0 : history.get(history.size() - 1).step();
        long end = execution == null ? start : millis(execution.finishedAt());
        Map<String, JsonNode> settings = RecordMapper.leaves(planned.config());
        settings.values().removeIf(JsonNode::isNull);
        return new TrackedRun(
                experiment,
                planned.folderName(),
                folder,
                record,
                new Span(start, end),
                settings,
                tags(planned, record),
                new Scalars(
                        curves(history, start),
                        record == null ? Map.of() : metrics(record, lastStep, end),
                        lastStep));
    }

    /** Estimates the start of a run, which no record tells, from its latest entry. */
    private static long start(RunFolder folder, List<HistoryEntry> history) throws IOException {
        if (history.isEmpty()) {
            return 0;
        }
        double seconds = history.get(history.size() - 1).elapsedSeconds();
        return Files.getLastModifiedTime(folder.history()).toMillis() - Math.round(1000 * seconds);
    }

    private static long millis(String iso) {
        return Instant.parse(iso).toEpochMilli();
    }

    private static Map<String, String> tags(PlannedRun planned, @Nullable RunRecord record) {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("model", planned.model());
        tags.put("variant", planned.variant());
        tags.put("seed", Long.toString(planned.seed()));
        tags.put("status", record == null ? "open" : record.status().jsonName());
        tags.put("configHash", planned.hash());
        if (record == null) {
            return tags;
        }
        Provenance provenance = record.provenance();
        if (record.failure() != null) {
            tags.put("failure", record.failure().cause());
        }
        tags.put("framework.version", provenance.framework().version());
        String commit = provenance.framework().commit();
        if (commit != null) {
            tags.put("framework.commit", commit);
        }
        tags.put("data", provenance.data().name());
        tags.put("data.checksum", provenance.data().checksum());
        tags.put("backend", provenance.backend().name());
        tags.put("device", provenance.backend().device());
        Provenance.Execution execution = provenance.execution();
        if (execution != null) {
            tags.put("command", execution.command());
        }
        Map<String, JsonNode> facts = RecordMapper.leaves(RecordMapper.tree(provenance.facts()));
        facts.values().removeIf(fact -> fact.isNull() || (fact.isArray() && fact.isEmpty()));
        facts.forEach(
                (path, fact) ->
                        tags.put("fact." + path, fact.isArray() ? fact.toString() : fact.asText()));
        return tags;
    }

    private static Map<String, List<Point>> curves(List<HistoryEntry> history, long start) {
        Map<String, List<Point>> curves = new LinkedHashMap<>();
        for (HistoryEntry entry : history) {
            double seconds = Double.isNaN(entry.elapsedSeconds()) ? 0 : entry.elapsedSeconds();
            long millis = start + Math.round(1000 * seconds);
            Map<String, Double> values = new LinkedHashMap<>();
            entry.train().forEach((name, value) -> values.put("train/" + name, value));
            entry.validation().forEach((name, value) -> values.put("validation/" + name, value));
            values.put("training/learningRate", entry.learningRate());
            values.put("training/klWeight", entry.klWeight());
            values.put("training/gradientNorm", entry.gradientNorm());
            values.put("training/epoch", entry.epoch());
            if (entry.skipped() != null) {
                values.put("training/skippedSteps", (double) entry.skipped());
            }
            values.forEach(
                    (name, value) -> {
                        if (!Double.isNaN(value)) {
                            curves.computeIfAbsent(name, n -> new ArrayList<>())
                                    .add(new Point(entry.step(), millis, value));
                        }
                    });
        }
        return curves;
    }

    private static Map<String, Point> metrics(RunRecord record, long step, long millis) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        for (Map.Entry<String, Estimate> metric : record.metrics().entrySet()) {
            metrics.put(metric.getKey(), metric.getValue().value());
            metrics.put(metric.getKey() + ".standardError", metric.getValue().standardError());
        }
        metrics.put("trainSeconds", record.timing().trainSeconds());
        metrics.put("evaluateSeconds", record.timing().evaluateSeconds());
        metrics.values().removeIf(value -> Double.isNaN(value));
        Map<String, Point> points = new LinkedHashMap<>();
        metrics.forEach((name, value) -> points.put(name, new Point(step, millis, value)));
        return points;
    }

    /** Returns a setting as a text. */
    static String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : value.toString();
    }

    /** Returns whether it completed or failed; null while it is open. */
    @Nullable RunStatus ended() {
        return record == null ? null : record.status();
    }
}
