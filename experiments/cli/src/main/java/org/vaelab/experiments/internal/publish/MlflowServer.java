// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.internal.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.experiments.config.UserError;
import org.vaelab.framework.record.RunStatus;

/**
 * Sends runs to a tracking server of MLflow by its REST interface 2.0. The experiment has the name of the
 * comparison. An earlier copy of a run is deleted first; MLflow can restore it.
 */
public record MlflowServer(URI uri) {

    // The limits of a request, and of a text in it.
    private static final int METRICS_AT_ONCE = 1000;
    private static final int OTHERS_AT_ONCE = 100;
    private static final int LONGEST_KEY = 250;
    private static final int LONGEST_PARAMETER = 6000;
    private static final int LONGEST_TAG = 5000;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    /** The tag by which a second export finds a run. */
    private static final String RUN = "vaelab.run";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    /**
     * Sends a run.
     *
     * @throws UserError if no server answers, or it refuses
     */
    public void send(TrackedRun run) throws IOException {
        String experiment = experiment(run.experiment());
        ObjectNode earlier = JSON.createObjectNode();
        earlier.put("filter", "tags.`%s` = '%s'".formatted(RUN, run.name()));
        earlier.putArray("experiment_ids").add(experiment);
        for (JsonNode found : post("runs/search", earlier).path("runs")) {
            post("runs/delete", ofRun(found.at("/info/run_id").asText()));
        }
        ObjectNode created = JSON.createObjectNode();
        created.put("experiment_id", experiment);
        created.put("run_name", run.name());
        created.put("start_time", run.startMillis());
        created.putArray("tags").add(pair(RUN, run.name()));
        String id = post("runs/create", created).at("/run/info/run_id").asText();
        log(id, "metrics", metrics(run), METRICS_AT_ONCE);
        log(id, "params", pairs(settings(run), LONGEST_PARAMETER), OTHERS_AT_ONCE);
        log(id, "tags", pairs(tags(run), LONGEST_TAG), OTHERS_AT_ONCE);
        if (run.ended() != null) {
            String status = run.ended() == RunStatus.COMPLETED ? "FINISHED" : "FAILED";
            post("runs/update", ofRun(id).put("status", status).put("end_time", run.endMillis()));
        }
    }

    /** Returns the id of the experiment of a name, which is created if absent. */
    private String experiment(String name) throws IOException {
        String query = "?experiment_name=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
        JsonNode known =
                answer("experiments/get-by-name", request("experiments/get-by-name" + query));
        return known.isEmpty()
                ? post("experiments/create", JSON.createObjectNode().put("name", name))
                        .path("experiment_id")
                        .asText()
                : known.at("/experiment/experiment_id").asText();
    }

    private static ObjectNode ofRun(String id) {
        return JSON.createObjectNode().put("run_id", id);
    }

    private void log(String id, String kind, List<ObjectNode> all, int most) throws IOException {
        for (int from = 0; from < all.size(); from += most) {
            ObjectNode batch = ofRun(id);
            batch.putArray(kind).addAll(all.subList(from, Math.min(all.size(), from + most)));
            post("runs/log-batch", batch);
        }
    }

    private static List<ObjectNode> metrics(TrackedRun run) {
        List<ObjectNode> metrics = new ArrayList<>();
        run.curves().forEach((name, points) -> points.forEach(p -> metrics.add(metric(name, p))));
        long end = Math.max(run.startMillis(), run.endMillis());
        run.metrics()
                .forEach(
                        (name, value) ->
                                metrics.add(
                                        metric(
                                                name,
                                                new TrackedRun.Point(run.lastStep(), end, value))));
        return metrics;
    }

    private static ObjectNode metric(String name, TrackedRun.Point point) {
        return JSON.createObjectNode()
                .put("key", key(name))
                .put("value", point.value())
                .put("timestamp", point.millis())
                .put("step", point.step());
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
        return JSON.createObjectNode().put("key", key).put("value", value);
    }

    /** Returns a name that MLflow accepts: word characters, {@code - . /} and spaces. */
    private static String key(String name) {
        return cut(name.replaceAll("[^/A-Za-z0-9_.\\- ]", "_").replaceAll("/+", "/"), LONGEST_KEY);
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }

    private HttpRequest.Builder request(String path) {
        String base = uri.toString().replaceFirst("/+$", "") + "/api/2.0/mlflow/";
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE);
    }

    private JsonNode post(String path, ObjectNode body) throws IOException {
        return answer(
                path,
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))));
    }

    /** Returns an answer; an empty one of what is not there. */
    private JsonNode answer(String path, HttpRequest.Builder request) throws IOException {
        HttpResponse<byte[]> response;
        try {
            response = CLIENT.send(request.build(), BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (IOException e) {
            throw new UserError(
                    uri
                            + ": no MLflow server answers: "
                            + e
                            + "\n    start one by 'mlflow server', or name it with --uri",
                    e);
        }
        if (response.statusCode() == NOT_FOUND && path.endsWith("get-by-name")) {
            return JSON.createObjectNode();
        }
        String text = new String(response.body(), StandardCharsets.UTF_8);
        if (response.statusCode() != OK) {
            throw new UserError(
                    "%s: %s is refused, HTTP status %s: %s"
                            .formatted(uri, path, response.statusCode(), cut(text, LONGEST_KEY)));
        }
        return JSON.readTree(text);
    }
}
