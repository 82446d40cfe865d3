// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.vaelab.experiments.run.PlanProgress;
import org.vaelab.experiments.run.RunProgress;
import org.vaelab.experiments.run.RunState;
import org.vaelab.framework.Internal;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.FolderTree;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.RunRecord;
import org.vaelab.framework.record.RunStatus;

/**
 * The runs of a comparison on a server of MLflow. The experiment has the name of the comparison. A
 * parent run represents the comparison and has its report; the runs are its children. A new export
 * of a folder deletes the runs of those before it, when its own are there; MLflow can restore them.
 * After the first time only what is new of a run is sent.
 */
@Internal
public final class MlflowRuns {

    // The limits of a request, and of a text in it.
    private static final int METRICS_AT_ONCE = 1000;
    private static final int OTHERS_AT_ONCE = 100;
    private static final int LONGEST_KEY = 250;
    private static final int LONGEST_TEXT = 5000;

    private static final String COMPARISON = "vaelab.comparison";
    private static final String RUN = "vaelab.run";

    /** The tag by which a second export finds the runs of the same folder. */
    private static final String ORIGIN = "vaelab.origin";

    /** A file in the exported folder, with a random text. The names of folders may be equal. */
    private static final String ID_FILE = "mlflow-id.txt";

    /** The longest time that a process needs to write a report. */
    private static final long WRITING_MILLIS = 120_000;

    private static final String ID = "run_id";
    private static final String PARENT = "mlflow.parentRunId";

    private final MlflowServer server;
    private final String comparison;
    private final String experiment;
    private final String origin;
    private final Map<String, Copy> copies = new HashMap<>();

    /** The parent run as MLflow describes it; missing until this sends it. */
    private JsonNode parent = MissingNode.getInstance();

    /** The parent runs of earlier exports. */
    private List<JsonNode> earlier = List.of();

    private long endMillis;

    /**
     * What the server has of a run. The start of an open run is an estimate, of which the first one
     * stays.
     */
    private record Copy(String id, long startMillis, long step, @Nullable RunRecord record) {}

    /**
     * Finds or creates the experiment of a comparison.
     *
     * @param folder of the comparison, or of a run that has none
     */
    public MlflowRuns(MlflowServer server, String comparison, Path folder) throws IOException {
        this.server = server;
        this.comparison = comparison;
        String name = URLEncoder.encode(comparison, StandardCharsets.UTF_8);
        JsonNode known = server.get("experiments/get-by-name?experiment_name=" + name);
        if (known.isEmpty()) {
            known = server.post("experiments/create", Map.of("name", comparison));
        }
        this.experiment = server.required(known, "experiment_id");
        Path id = folder.resolve(ID_FILE);
        if (!Files.exists(id)) {
            Files.writeString(id, UUID.randomUUID().toString());
        }
        this.origin = Files.readString(id).strip();
    }

    /** Sends what is new of the runs of a comparison, under a parent run. */
    public void send(ComparisonFolder folder, PlanProgress seen) throws IOException {
        if (parent.isMissingNode()) {
            long start = Files.getLastModifiedTime(folder.plan()).toMillis();
            earlier = find(origin);
            parent = create(comparison, COMPARISON, origin, start);
        }
        for (RunProgress run : seen.runs()) {
            Copy copy = copies.get(run.planned().folderName());
            boolean isNew =
                    copy == null || copy.record == null || !copy.record.equals(run.record());
            RunFolder files = folder.run(run.planned());
            if (isNew && TrackedRun.hasStarted(files)) {
                send(TrackedRun.of(comparison, run.planned(), files, run.record()));
            }
        }
    }

    /**
     * Sends what is new of a run. A run that ended, and then went on or ended anew, is replaced.
     */
    public void send(TrackedRun run) throws IOException {
        Copy known = copies.get(run.name());
        boolean isNew = known == null || known.record != null;
        String place = origin + "/" + run.name();
        List<JsonNode> before = isNew ? find(place) : List.of();
        Copy copy = isNew ? create(run, place) : known;
        List<Map<String, ?>> points = new ArrayList<>();
        long shift = copy.startMillis - run.time().start();
        run.scalars()
                .curves()
                .forEach(
                        (name, curve) ->
                                curve.stream()
                                        .filter(p -> p.step() > copy.step)
                                        .forEach(p -> points.add(metric(name, p, shift))));
        run.scalars().metrics().forEach((name, last) -> points.add(metric(name, last, 0)));
        log(copy.id, "metrics", points);
        if (run.record() != null) {
            log(copy.id, "tags", pairs(tags(run)));
            end(copy.id, run.ended() == RunStatus.COMPLETED, run.time().end());
        }
        long step = Math.max(copy.step, run.scalars().lastStep());
        copies.put(run.name(), new Copy(copy.id, copy.startMillis, step, run.record()));
        delete(before);
    }

    private Copy create(TrackedRun run, String place) throws IOException {
        List<JsonNode> above = parent.isMissingNode() ? find(origin) : List.of(parent);
        String id = idOf(create(run.name(), RUN, place, run.time().start()));
        Map<String, String> tags = tags(run);
        above.stream().findFirst().ifPresent(of -> tags.put(PARENT, idOf(of)));
        log(id, "tags", pairs(tags));
        log(id, "params", pairs(run.settings()));
        return new Copy(id, run.time().start(), -1, null);
    }

    private JsonNode create(String name, String kind, String place, long startMillis)
            throws IOException {
        Map<String, Object> created = new HashMap<>();
        created.put("experiment_id", experiment);
        created.put("run_name", name);
        created.put("start_time", startMillis);
        created.put("tags", pairs(Map.of(kind, name, ORIGIN, place)));
        return server.post("runs/create", created).path("run");
    }

    /** Deletes runs with their children, which have none. */
    private void delete(List<JsonNode> runs) throws IOException {
        Set<String> all = new LinkedHashSet<>();
        for (JsonNode run : runs) {
            find(PARENT, idOf(run)).forEach(child -> all.add(idOf(child)));
            all.add(idOf(run));
        }
        for (String id : all) {
            server.post("runs/delete", Map.of(ID, id));
        }
    }

    private List<JsonNode> find(String place) throws IOException {
        return find(ORIGIN, place);
    }

    private List<JsonNode> find(String tag, String value) throws IOException {
        String filter = "tags.`%s` = '%s'".formatted(tag, value);
        Map<String, ?> query = Map.of("experiment_ids", List.of(experiment), "filter", filter);
        List<JsonNode> found = new ArrayList<>();
        server.post("runs/search", query).path("runs").forEach(found::add);
        return found;
    }

    private String idOf(JsonNode run) {
        return server.required(run.path("info"), ID);
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
     * Sends the report of a comparison as artifacts of the parent run, and ends that if the plan is
     * over.
     */
    public void end(ComparisonFolder folder, PlanProgress seen) throws IOException {
        String place = parent.at("/info/artifact_uri").asText();
        Map<String, Path> report = FolderTree.files(folder.report());
        if (place.matches(MlflowServer.PROXIED + "[^/].*")) {
            for (Map.Entry<String, Path> file : report.entrySet()) {
                server.put(place + "/report/" + file.getKey(), file.getValue());
            }
        } else if (!report.isEmpty()) {
            String why = "the server takes no artifacts for '" + place + "'";
            server.listener().accept("the report is left out: " + why);
        }
        delete(earlier);
        earlier = List.of();
        if (seen.isOver()) {
            end(idOf(parent), seen.in(RunState.FAILED).isEmpty(), endMillis);
        }
    }

    private void end(String id, boolean isComplete, long millis) throws IOException {
        String status = isComplete ? "FINISHED" : "FAILED";
        server.post("runs/update", Map.of(ID, id, "status", status, "end_time", millis));
        endMillis = Math.max(endMillis, millis);
    }

    private void log(String id, String kind, List<Map<String, ?>> all) throws IOException {
        int most = kind.equals("metrics") ? METRICS_AT_ONCE : OTHERS_AT_ONCE;
        for (int from = 0; from < all.size(); from += most) {
            List<?> some = all.subList(from, Math.min(all.size(), from + most));
            server.post("runs/log-batch", Map.of(ID, id, kind, some));
        }
    }

    private static Map<String, ?> metric(String name, TrackedRun.Point point, long shift) {
        long millis = point.millis() + shift;
        return Map.of(
                "key",
                key(name),
                "value",
                point.value(),
                "timestamp",
                millis,
                "step",
                point.step());
    }

    private static Map<String, String> tags(TrackedRun run) {
        Map<String, String> tags = new LinkedHashMap<>(run.tags());
        tags.put("mlflow.source.type", "LOCAL");
        tags.put("mlflow.source.name", tags.getOrDefault("command", ""));
        tags.put("mlflow.source.git.commit", tags.getOrDefault("framework.commit", ""));
        tags.values().removeIf(String::isEmpty);
        return tags;
    }

    private static List<Map<String, ?>> pairs(Map<String, ?> values) {
        List<Map<String, ?>> pairs = new ArrayList<>();
        values.forEach(
                (name, value) -> {
                    String text =
                            value instanceof JsonNode node ? TrackedRun.text(node) : "" + value;
                    pairs.add(Map.of("key", key(name), "value", cut(text, LONGEST_TEXT)));
                });
        return pairs;
    }

    /** Returns a name that MLflow accepts: word characters, {@code - . /} and spaces. */
    private static String key(String name) {
        return cut(name.replaceAll("[^/A-Za-z0-9_.\\- ]", "_").replaceAll("/+", "/"), LONGEST_KEY);
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }
}
