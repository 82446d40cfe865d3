// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.internal.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.run.PlanProgress;
import org.vaelab.experiments.run.RunProgress;
import org.vaelab.experiments.run.RunState;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;

/**
 * The runs of a comparison on a server of MLflow. The experiment has the name of the comparison. A parent
 * run stands for the comparison, and has its report; the runs are its children. What an earlier export sent
 * is deleted first; MLflow can restore it. After the first time only what is new of a run is sent.
 */
public final class MlflowRuns {

    // The limits of a request, and of a text in it.
    private static final int METRICS_AT_ONCE = 1000;
    private static final int OTHERS_AT_ONCE = 100;
    private static final int LONGEST_KEY = 250;
    private static final int LONGEST_PARAMETER = 6000;
    private static final int LONGEST_TAG = 5000;

    // The tags by which a second export finds the runs.
    private static final String COMPARISON = "vaelab.comparison";
    private static final String RUN = "vaelab.run";

    /** The longest time that a process needs to write a report. */
    private static final long WRITING_MILLIS = 120_000;

    private static final String PARENT = "mlflow.parentRunId";

    private final MlflowServer server;
    private final String comparison;
    private final String experiment;
    private final Map<String, Copy> copies = new HashMap<>();

    /** The parent run as MLflow describes it; null until this sends it. */
    private @Nullable JsonNode parent;

    private long endMillis;

    /** What the server has of a run. */
    private static final class Copy {
        private final String id;
        private final long startMillis;
        private long step = -1;
        private @Nullable RunRecord record;

        Copy(String id, long startMillis) {
            this.id = id;
            this.startMillis = startMillis;
        }
    }

    /**
     * Finds or creates the experiment of a comparison.
     *
     * @throws org.vaelab.experiments.config.UserError if no server answers, or it refuses
     */
    public MlflowRuns(MlflowServer server, String comparison) throws IOException {
        this.server = server;
        this.comparison = comparison;
        String name = URLEncoder.encode(comparison, StandardCharsets.UTF_8);
        JsonNode known = server.get("experiments/get-by-name?experiment_name=" + name);
        this.experiment =
                known.isEmpty()
                        ? server.post("experiments/create", object().put("name", comparison))
                                .path("experiment_id")
                                .asText()
                        : known.at("/experiment/experiment_id").asText();
    }

    /** Sends what is new of the runs of a comparison, under a parent run. */
    public void send(ComparisonFolder folder, PlanProgress seen) throws IOException {
        if (parent == null) {
            long start = Files.getLastModifiedTime(folder.plan()).toMillis();
            parent = create(comparison, COMPARISON, start);
        }
        for (RunProgress run : seen.runs()) {
            Copy copy = copies.get(run.planned().folderName());
            RunFolder files = folder.run(run.planned());
            boolean isNew = copy == null || copy.record == null || copy.record != run.record();
            if (isNew && TrackedRun.hasStarted(files)) {
                send(TrackedRun.of(comparison, run.planned(), files, run.record()));
            }
        }
    }

    /** Sends what is new of a run. A run that ended, and then went on or ended anew, is replaced. */
    public void send(TrackedRun run) throws IOException {
        Copy copy = copies.get(run.name());
        if (copy == null || copy.record != null) {
            copy = new Copy(create(run), run.startMillis());
            copies.put(run.name(), copy);
        }
        log(copy.id, "metrics", points(run, copy), METRICS_AT_ONCE);
        copy.step = Math.max(copy.step, run.lastStep());
        if (run.record() != null) {
            log(copy.id, "metrics", lastMetrics(run), METRICS_AT_ONCE);
            log(copy.id, "tags", pairs(tags(run), LONGEST_TAG), OTHERS_AT_ONCE);
            end(copy.id, run.ended() == RunStatus.COMPLETED, lastMillis(run));
            copy.record = run.record();
        }
    }

    private String create(TrackedRun run) throws IOException {
        JsonNode above = parent != null ? parent : find(COMPARISON, comparison).at("/0/info");
        Map<String, String> tags = new LinkedHashMap<>(tags(run));
        if (!above.isMissingNode()) {
            tags.put(PARENT, idOf(above));
        }
        String id = idOf(create(run.name(), RUN, run.startMillis()));
        log(id, "tags", pairs(tags, LONGEST_TAG), OTHERS_AT_ONCE);
        log(id, "params", pairs(settings(run), LONGEST_PARAMETER), OTHERS_AT_ONCE);
        return id;
    }

    /** Creates a run in place of an earlier one. */
    private JsonNode create(String name, String tag, long startMillis) throws IOException {
        delete(tag, name);
        ObjectNode created = object().put("experiment_id", experiment).put("run_name", name);
        created.put("start_time", startMillis).putArray("tags").add(pair(tag, name));
        return server.post("runs/create", created).at("/run/info");
    }

    /** Deletes the runs of a tag, with their children. */
    private void delete(String tag, String value) throws IOException {
        for (JsonNode found : find(tag, value)) {
            String id = idOf(found.path("info"));
            delete(PARENT, id);
            server.post("runs/delete", ofRun(id));
        }
    }

    private JsonNode find(String tag, String name) throws IOException {
        ObjectNode query = object().put("filter", "tags.`%s` = '%s'".formatted(tag, name));
        query.putArray("experiment_ids").add(experiment);
        return server.post("runs/search", query).path("runs");
    }

    /** Returns the number of runs that were sent. */
    public int size() {
        return copies.size();
    }

    /** Returns whether the report is older than the runs, and {@code compare} may be writing it. */
    public boolean isReportDue(ComparisonFolder folder) throws IOException {
        Path report = folder.report();
        long written = Files.exists(report) ? Files.getLastModifiedTime(report).toMillis() : 0;
        return written < endMillis && System.currentTimeMillis() < endMillis + WRITING_MILLIS;
    }

    /**
     * Sends the report of a comparison as artifacts of its parent run, and ends that if the plan is over.
     *
     * @return why the report was left out, if there is one
     */
    public Optional<String> end(ComparisonFolder folder, PlanProgress seen) throws IOException {
        JsonNode of = Objects.requireNonNull(parent, "nothing is sent");
        String kept = of.path("artifact_uri").asText();
        Optional<URI> to = server.artifacts(kept);
        boolean isThere = Files.isDirectory(folder.report());
        if (isThere && to.isPresent()) {
            try (Stream<Path> files = Files.walk(folder.report())) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    String name = folder.path().relativize(file).toString().replace('\\', '/');
                    server.put(to.get(), name, file);
                }
            }
        }
        if (seen.isOver()) {
            end(idOf(of), seen.in(RunState.FAILED).isEmpty(), endMillis);
        }
        return isThere && to.isEmpty()
                ? Optional.of(
                        "the report is left out: the artifacts of this experiment are in '"
                                + kept
                                + "', and the server takes none for it (mlflow server"
                                + " --serve-artifacts does, for new experiments)")
                : Optional.empty();
    }

    private void end(String id, boolean isComplete, long millis) throws IOException {
        String status = isComplete ? "FINISHED" : "FAILED";
        server.post("runs/update", ofRun(id).put("status", status).put("end_time", millis));
        endMillis = Math.max(endMillis, millis);
    }

    private void log(String id, String kind, List<ObjectNode> all, int most) throws IOException {
        for (int from = 0; from < all.size(); from += most) {
            ObjectNode batch = ofRun(id);
            batch.putArray(kind).addAll(all.subList(from, Math.min(all.size(), from + most)));
            server.post("runs/log-batch", batch);
        }
    }

    /** Returns the new points. The start of an open run is an estimate, of which the first one stays. */
    private static List<ObjectNode> points(TrackedRun run, Copy copy) {
        List<ObjectNode> metrics = new ArrayList<>();
        long shift = copy.startMillis - run.startMillis();
        run.curves()
                .forEach(
                        (name, points) ->
                                points.stream()
                                        .filter(p -> p.step() > copy.step)
                                        .map(p -> metric(name, p.step(), p.millis() + shift, p.value()))
                                        .forEach(metrics::add));
        return metrics;
    }

    private static List<ObjectNode> lastMetrics(TrackedRun run) {
        List<ObjectNode> metrics = new ArrayList<>();
        run.metrics()
                .forEach(
                        (name, value) ->
                                metrics.add(metric(name, run.lastStep(), lastMillis(run), value)));
        return metrics;
    }

    private static long lastMillis(TrackedRun run) {
        return Math.max(run.startMillis(), run.endMillis());
    }

    private static ObjectNode metric(String name, long step, long millis, double value) {
        return object()
                .put("key", key(name))
                .put("value", value)
                .put("timestamp", millis)
                .put("step", step);
    }

    private static Map<String, String> settings(TrackedRun run) {
        Map<String, String> settings = new LinkedHashMap<>();
        run.settings().forEach((key, value) -> settings.put(key, TrackedRun.text(value)));
        return settings;
    }

    private static Map<String, String> tags(TrackedRun run) {
        Map<String, String> tags = new LinkedHashMap<>(run.tags());
        tags.put("mlflow.source.type", "LOCAL");
        tags.put("mlflow.source.name", tags.getOrDefault("command", ""));
        tags.put("mlflow.source.git.commit", tags.getOrDefault("framework.commit", ""));
        tags.values().removeIf(String::isEmpty);
        return tags;
    }

    private static List<ObjectNode> pairs(Map<String, String> texts, int longest) {
        return texts.entrySet().stream()
                .map(of -> pair(key(of.getKey()), cut(of.getValue(), longest)))
                .toList();
    }

    private static ObjectNode pair(String key, String value) {
        return object().put("key", key).put("value", value);
    }

    private static String idOf(JsonNode info) {
        return info.path("run_id").asText();
    }

    private static ObjectNode ofRun(String id) {
        return object().put("run_id", id);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Returns a name that MLflow accepts: word characters, {@code - . /} and spaces. */
    private static String key(String name) {
        return cut(name.replaceAll("[^/A-Za-z0-9_.\\- ]", "_").replaceAll("/+", "/"), LONGEST_KEY);
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }
}
