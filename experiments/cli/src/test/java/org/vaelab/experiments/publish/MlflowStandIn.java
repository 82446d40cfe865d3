// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server that answers as the REST interface of MLflow 2 and 3 is documented, and keeps what it is
 * sent. It rejects what MLflow rejects: batches that are too large, unknown runs, changed
 * parameters, other states.
 */
public final class MlflowStandIn implements AutoCloseable {

    private static final String TRACKING = "/api/2.0/mlflow/";
    private static final String ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts/";

    private static final Pattern FILTER = Pattern.compile("tags\\.`([^`]+)` = '([^']*)'");
    private static final Pattern KEY = Pattern.compile("[/\\w.\\- ]{1,250}");
    private static final Map<String, Integer> MOST =
            Map.of("metrics", 1000, "params", 100, "tags", 100);
    private static final Set<String> STATES =
            Set.of("RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED");

    static {
        // Otherwise each answer takes 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final ObjectMapper json = new ObjectMapper();
    private final List<String> experiments = new ArrayList<>();
    private final Map<String, ObjectNode> runs = new LinkedHashMap<>();
    private final Map<String, String> artifacts = new TreeMap<>();
    private final List<Integer> failures = new ArrayList<>();
    private final String artifactRoot;
    private String authorization = "";
    private HttpServer http;
    private int requests;
    private String child = "";

    /** A request that MLflow rejects. */
    private static final class Rejected extends RuntimeException {
        private static final long serialVersionUID = 1L;

        final int status;

        Rejected(int status, String why) {
            super(why);
            this.status = status;
        }
    }

    public MlflowStandIn() throws IOException {
        this("mlflow-artifacts:");
    }

    /** Starts a server that keeps artifacts at an address. */
    public MlflowStandIn(String artifactRoot) throws IOException {
        this.artifactRoot = artifactRoot;
        this.http = start(0);
    }

    private HttpServer start(int port) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", this::handle);
        server.start();
        return server;
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/");
    }

    /** Ends the server, which keeps its port and what it was sent for {@link #comeBack}. */
    void goAway() {
        http.stop(0);
    }

    void comeBack() throws IOException {
        http = start(http.getAddress().getPort());
    }

    /** Answers the next requests with these states of HTTP. */
    public synchronized void failNext(Integer... states) {
        failures.addAll(List.of(states));
    }

    /** Lists a run among its own children. */
    synchronized void listInItself(String id) {
        child = id;
    }

    /** Refuses each request that does not have this header. */
    synchronized void require(String header) {
        authorization = header;
    }

    public synchronized int requests() {
        return requests;
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        requests++;
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        String method = exchange.getRequestMethod();
        int status = 200;
        byte[] answer;
        try {
            String given = exchange.getRequestHeaders().getFirst("Authorization");
            if (!authorization.isEmpty() && !authorization.equals(given)) {
                throw new Rejected(401, "who are you?");
            } else if (!failures.isEmpty()) {
                throw new Rejected(failures.remove(0), "as the test wants");
            } else if (path.startsWith(ARTIFACTS) && method.equals("PUT")) {
                artifacts.put(path.substring(ARTIFACTS.length()), new String(body, UTF_8));
                answer = "{}".getBytes(UTF_8);
            } else if (path.startsWith(TRACKING)) {
                JsonNode asked = body.length == 0 ? json.createObjectNode() : json.readTree(body);
                String query = exchange.getRequestURI().getQuery();
                String what = method + " " + path.substring(TRACKING.length());
                answer = json.writeValueAsBytes(answer(what, asked, query));
            } else {
                throw new Rejected(404, "no such address");
            }
        } catch (Rejected e) {
            status = e.status;
            answer = e.getMessage().getBytes(UTF_8);
        }
        exchange.sendResponseHeaders(status, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private ObjectNode answer(String what, JsonNode asked, String query) {
        ObjectNode answer = json.createObjectNode();
        switch (what) {
            case "GET experiments/get-by-name" -> {
                String name = query.split("=", 2)[1];
                require(experiments.contains(name), 404, "RESOURCE_DOES_NOT_EXIST");
                answer.putObject("experiment").put("experiment_id", "" + experiments.indexOf(name));
            }
            case "POST experiments/create" -> {
                answer.put("experiment_id", "" + experiments.size());
                experiments.add(asked.get("name").asText());
            }
            case "POST runs/search" -> {
                Matcher filter = FILTER.matcher(asked.get("filter").asText());
                require(filter.matches(), 400, "invalid filter");
                requireExperiment(asked.get("experiment_ids").get(0).asText());
                for (ObjectNode run : runs.values()) {
                    boolean isChild =
                            filter.group(1).equals("mlflow.parentRunId")
                                    && filter.group(2).equals(child);
                    boolean isListed = isChild && run.at("/info/run_id").asText().equals(child);
                    if (isListed || filter.group(2).equals(tag(run, filter.group(1)))) {
                        answer.withArray("/runs").addObject().set("info", run.get("info"));
                    }
                }
            }
            case "POST runs/delete" -> {
                run(asked);
                runs.remove(asked.get("run_id").asText());
            }
            case "POST runs/create" -> answer.putObject("run").set("info", create(asked));
            case "POST runs/log-batch" -> log(asked);
            case "POST runs/update" -> {
                require(STATES.contains(asked.get("status").asText()), 400, "invalid status");
                run(asked).withObject("/info").setAll((ObjectNode) asked);
            }
            default -> throw new Rejected(404, "no such request");
        }
        return answer;
    }

    private JsonNode create(JsonNode asked) {
        requireExperiment(asked.get("experiment_id").asText());
        ObjectNode run = json.createObjectNode();
        String id = "id" + requests;
        run.putObject("info")
                .put("run_id", id)
                .put("run_name", asked.get("run_name").asText())
                .put("start_time", asked.get("start_time").asLong())
                .put("status", "RUNNING")
                .put("artifact_uri", artifactRoot + "/0/" + id + "/artifacts");
        run.set("tags", asked.get("tags"));
        runs.put(id, run);
        return run.get("info");
    }

    private void log(JsonNode asked) {
        ObjectNode run = run(asked);
        int all = 0;
        for (Map.Entry<String, Integer> kind : MOST.entrySet()) {
            ArrayNode kept = run.withArray("/" + kind.getKey());
            require(asked.path(kind.getKey()).size() <= kind.getValue(), 400, "too many");
            for (JsonNode entry : asked.path(kind.getKey())) {
                all++;
                String key = entry.get("key").asText();
                require(KEY.matcher(key).matches(), 400, "invalid key " + key);
                for (JsonNode earlier : kept) {
                    require(
                            !kind.getKey().equals("params")
                                    || !earlier.get("key").equals(entry.get("key"))
                                    || earlier.equals(entry),
                            400,
                            "changed parameter " + key);
                }
                kept.add(entry);
            }
        }
        require(all > 0 && all <= 1000, 400, "a batch of " + all);
    }

    private void requireExperiment(String id) {
        require(Integer.parseInt(id) < experiments.size(), 404, "RESOURCE_DOES_NOT_EXIST");
    }

    private ObjectNode run(JsonNode asked) {
        ObjectNode run = runs.get(asked.get("run_id").asText());
        require(run != null, 404, "RESOURCE_DOES_NOT_EXIST");
        return run;
    }

    private static void require(boolean holds, int status, String why) {
        if (!holds) {
            throw new Rejected(status, why);
        }
    }

    /** Returns the last value of a tag; null if there is none. */
    private static String tag(ObjectNode run, String key) {
        String value = null;
        for (JsonNode tag : run.path("tags")) {
            value = tag.get("key").asText().equals(key) ? tag.get("value").asText() : value;
        }
        return value;
    }

    public synchronized List<String> experiments() {
        return List.copyOf(experiments);
    }

    /** Returns the names of the runs, in the order of their creation. */
    public synchronized List<String> names() {
        return runs.values().stream().map(run -> run.at("/info/run_name").asText()).toList();
    }

    /** Returns the id of the only run of a name. */
    public synchronized String id(String name) {
        List<String> ids = new ArrayList<>(runs.keySet());
        ids.removeIf(id -> !runs.get(id).at("/info/run_name").asText().equals(name));
        if (ids.size() != 1) {
            throw new AssertionError(ids.size() + " runs are called " + name);
        }
        return ids.get(0);
    }

    /** Returns a fact about the only run of a name, such as {@code status}. */
    public synchronized String info(String name, String fact) {
        return runs.get(id(name)).get("info").get(fact).asText();
    }

    public synchronized String tagOf(String name, String key) {
        return tag(runs.get(id(name)), key);
    }

    /** Returns the values of a metric of the only run of a name, each with its step. */
    public synchronized List<String> points(String name, String metric) {
        List<String> points = new ArrayList<>();
        for (JsonNode of : runs.get(id(name)).path("metrics")) {
            if (of.get("key").asText().equals(metric)) {
                points.add(of.get("value").asText() + " " + of.get("step"));
            }
        }
        return points;
    }

    /** Returns the times of a metric of the only run of a name, in milliseconds. */
    synchronized List<Long> times(String name, String metric) {
        List<Long> times = new ArrayList<>();
        for (JsonNode of : runs.get(id(name)).path("metrics")) {
            if (of.get("key").asText().equals(metric)) {
                times.add(of.get("timestamp").asLong());
            }
        }
        return times;
    }

    synchronized String parameter(String name, String key) {
        for (JsonNode of : runs.get(id(name)).path("params")) {
            if (of.get("key").asText().equals(key)) {
                return of.get("value").asText();
            }
        }
        return null;
    }

    /** Returns the texts of the artifacts by path. */
    public synchronized Map<String, String> artifacts() {
        return Map.copyOf(artifacts);
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
