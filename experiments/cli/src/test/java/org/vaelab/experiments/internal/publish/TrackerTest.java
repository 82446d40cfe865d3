// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.run.PlanOnDisk;
import org.vaelab.framework.record.HistoryEntry;
import org.vaelab.framework.record.JsonLines;

/** Exports are read here from their bytes, as the formats define them. */
final class TrackerTest {

    @TempDir Path temporary;

    private PlanOnDisk plan() throws IOException {
        PlanOnDisk plan = PlanOnDisk.write(temporary.resolve("small"), 1, 2);
        try (JsonLines.Writer<HistoryEntry> history =
                plan.folder().run(plan.run(0)).openHistory(-1)) {
            for (int step = 10; step <= 30; step += 10) {
                history.append(
                        new HistoryEntry(
                                step,
                                step / 100.0,
                                Map.of("bound", -100.5 - step),
                                1e-3,
                                Double.NaN,
                                step == 20 ? Double.POSITIVE_INFINITY : 2,
                                step == 30 ? Map.of("bound", -90.25) : Map.of(),
                                step / 10.0,
                                null));
            }
        }
        plan.complete(0, 20, 5);
        plan.fail(1, 7, "the loss is \"NaN\"");
        return plan;
    }

    /** CRC-32C bit by bit, by its polynomial. */
    private static int crc32c(byte[] bytes) {
        int crc = -1;
        for (byte next : bytes) {
            crc ^= next & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >>> 1 ^ 0x82F63B78 : crc >>> 1;
            }
        }
        return ~crc;
    }

    private static int masked(byte[] bytes) {
        int crc = crc32c(bytes);
        return (crc >>> 15 | crc << 17) + 0xa282ead8;
    }

    private static List<byte[]> records(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<byte[]> records = new ArrayList<>();
        while (in.hasRemaining()) {
            byte[] length = new byte[8];
            in.get(length);
            assertThat(in.getInt()).isEqualTo(masked(length));
            byte[] message =
                    new byte
                            [(int)
                                    ByteBuffer.wrap(length)
                                            .order(ByteOrder.LITTLE_ENDIAN)
                                            .getLong()];
            in.get(message);
            assertThat(in.getInt()).isEqualTo(masked(message));
            records.add(message);
        }
        return records;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    /** Returns the fields of a message: Long, Double, Float or byte[], all values of each. */
    private static Map<Integer, List<Object>> fields(byte[] message) {
        ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        Map<Integer, List<Object>> fields = new LinkedHashMap<>();
        while (in.hasRemaining()) {
            long tag = varint(in);
            Object value =
                    switch ((int) (tag & 7)) {
                        case 0 -> varint(in);
                        case 1 -> in.getDouble();
                        case 2 -> {
                            byte[] bytes = new byte[(int) varint(in)];
                            in.get(bytes);
                            yield bytes;
                        }
                        case 5 -> in.getFloat();
                        default -> throw new AssertionError("wire type " + tag);
                    };
            fields.computeIfAbsent((int) (tag >>> 3), f -> new ArrayList<>()).add(value);
        }
        return fields;
    }

    private static Map<Integer, List<Object>> inner(Map<Integer, List<Object>> of, int field) {
        return fields((byte[]) of.get(field).get(0));
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.UTF_8);
    }

    @Test
    void anEventFileHoldsTheCurvesAndTheSettings() throws IOException {
        PlanOnDisk plan = plan();
        Path out = temporary.resolve("board");
        List<TrackedRun> runs = TrackedRun.of(plan.folder());
        assertThat(runs).hasSize(2);
        TensorBoardRuns.write(runs, out);

        List<byte[]> events =
                records(out.resolve(plan.run(0).folderName()).resolve(TensorBoardRuns.FILE));
        assertThat(text(fields(events.get(0)).get(3).get(0))).isEqualTo("brain.Event:2");
        Map<String, List<String>> scalars = new TreeMap<>();
        Map<String, Map<Integer, List<Object>>> plugins = new TreeMap<>();
        for (byte[] event : events.subList(1, events.size())) {
            Map<Integer, List<Object>> fields = fields(event);
            Map<Integer, List<Object>> value = inner(inner(fields, 5), 1);
            String tag = text(value.get(1).get(0));
            if (value.containsKey(2)) {
                scalars.computeIfAbsent(tag, t -> new ArrayList<>())
                        .add(fields.get(2).get(0) + " " + value.get(2).get(0));
            } else {
                plugins.put(tag, inner(inner(value, 9), 1));
            }
        }
        assertThat(scalars)
                .containsEntry("train/bound", List.of("10 -110.5", "20 -120.5", "30 -130.5"))
                .containsEntry("validation/bound", List.of("30 -90.25"))
                .containsEntry("training/gradientNorm", List.of("10 2.0", "20 Infinity", "30 2.0"))
                .containsEntry("final/trainSeconds", List.of("30 20.0"))
                .doesNotContainKey("training/klWeight");
        Map<Integer, List<Object>> start = plugins.get("_hparams_/session_start_info");
        assertThat(text(start.get(1).get(0))).isEqualTo("hparams");
        Map<String, String> settings = new TreeMap<>();
        for (Object entry : inner(inner(start, 2), 3).get(1)) {
            Map<Integer, List<Object>> fields = fields((byte[]) entry);
            Object value = inner(fields, 2).values().iterator().next().get(0);
            settings.put(
                    text(fields.get(1).get(0)),
                    value instanceof byte[] bytes ? text(bytes) : value.toString());
        }
        assertThat(settings)
                .containsEntry("training.steps", "900.0")
                .containsEntry("status", "completed")
                .containsEntry("model", "vae")
                .containsEntry("training.dataOnDevice", "0");
        Map<Integer, List<Object>> end = plugins.get("_hparams_/session_end_info");
        assertThat(inner(inner(end, 2), 4).get(1)).isEqualTo(List.of(1L));
    }

    /** Answers as the REST interface of MLflow 2 and 3 is documented, and keeps what it was sent. */
    private static final class Server implements AutoCloseable {
        private final HttpServer http;
        private final List<String> experiments = new ArrayList<>();
        private final Map<String, ObjectNode> runs = new LinkedHashMap<>();
        private final List<Integer> sizes = new ArrayList<>();

        Server() throws IOException {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            http.createContext("/api/2.0/mlflow/", this::handle);
            http.start();
        }

        MlflowServer client() {
            return new MlflowServer(
                    URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/"));
        }

        private void handle(HttpExchange exchange) throws IOException {
            String path = exchange.getRequestURI().getPath().substring("/api/2.0/mlflow/".length());
            byte[] body = exchange.getRequestBody().readAllBytes();
            sizes.add(body.length);
            ObjectMapper json = new ObjectMapper();
            ObjectNode answer = json.createObjectNode();
            int status = 200;
            JsonNode asked = body.length == 0 ? answer : json.readTree(body);
            ObjectNode run = runs.get(asked.path("run_id").asText());
            switch (path) {
                case "experiments/get-by-name" -> {
                    String name = exchange.getRequestURI().getQuery().split("=", 2)[1];
                    status = experiments.contains(name) ? 200 : 404;
                    answer.putObject("experiment")
                            .put("experiment_id", "" + experiments.indexOf(name));
                }
                case "experiments/create" -> {
                    answer.put("experiment_id", "" + experiments.size());
                    experiments.add(asked.get("name").asText());
                }
                case "runs/search" -> {
                    ArrayNode found = answer.putArray("runs");
                    runs.forEach(
                            (id, of) -> {
                                String name = of.get("run_name").asText();
                                if (asked.get("filter")
                                        .asText()
                                        .equals("tags.`vaelab.run` = '" + name + "'")) {
                                    found.addObject().putObject("info").put("run_id", id);
                                }
                            });
                }
                case "runs/delete" -> runs.remove(asked.get("run_id").asText());
                case "runs/create" -> {
                    String id = "id" + sizes.size();
                    runs.put(id, asked.deepCopy());
                    answer.putObject("run").putObject("info").put("run_id", id);
                }
                case "runs/log-batch" -> {
                    for (String kind : List.of("metrics", "params", "tags")) {
                        if (asked.has(kind)) {
                            assertThat(asked.get(kind).size())
                                    .isBetween(1, kind.equals("metrics") ? 1000 : 100);
                            run.withArray("/" + kind).addAll((ArrayNode) asked.get(kind));
                        }
                    }
                }
                case "runs/update" -> run.setAll((ObjectNode) asked);
                default -> status = 400;
            }
            byte[] text = json.writeValueAsBytes(answer);
            exchange.sendResponseHeaders(status, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        }

        /** Returns the values of a run by kind and key. */
        Map<String, List<String>> values(String name) {
            Map<String, List<String>> values = new TreeMap<>();
            for (ObjectNode run : runs.values()) {
                if (run.get("run_name").asText().equals(name)) {
                    values.put("status", List.of(run.get("status").asText()));
                    for (String kind : List.of("metrics", "params", "tags")) {
                        for (JsonNode entry : run.path(kind)) {
                            String step = entry.has("step") ? " " + entry.get("step") : "";
                            values.computeIfAbsent(
                                            kind + "/" + entry.get("key").asText(),
                                            k -> new ArrayList<>())
                                    .add(entry.get("value").asText() + step);
                        }
                    }
                }
            }
            return values;
        }

        @Override
        public void close() {
            http.stop(0);
        }
    }

    @Test
    void anMlflowServerGetsCurvesSettingsAndTags() throws IOException {
        PlanOnDisk plan = plan();
        try (Server server = new Server()) {
            for (int twice = 0; twice < 2; twice++) {
                for (TrackedRun run : TrackedRun.of(plan.folder())) {
                    server.client().send(run);
                }
            }
            assertThat(server.experiments).containsExactly("small");
            assertThat(server.runs).hasSize(2);
            assertThat(server.values(plan.run(0).folderName()))
                    .containsEntry("status", List.of("FINISHED"))
                    .containsEntry(
                            "metrics/train/bound", List.of("-110.5 10", "-120.5 20", "-130.5 30"))
                    .containsEntry(
                            "metrics/training/gradientNorm",
                            List.of("2.0 10", "Infinity 20", "2.0 30"))
                    .containsEntry("metrics/trainSeconds", List.of("20.0 30"))
                    .containsEntry("params/training.steps", List.of("900"))
                    .containsEntry("tags/status", List.of("completed"))
                    .containsEntry("tags/mlflow.source.type", List.of("LOCAL"));
            assertThat(server.values(plan.run(1).folderName()))
                    .containsEntry("status", List.of("FAILED"))
                    .containsEntry("tags/failure", List.of("the loss is \"NaN\""));
        }
    }

    @Test
    void aServerThatIsAbsentOrRefusesIsNamed() throws IOException {
        TrackedRun run = TrackedRun.of(plan().folder()).get(0);
        try (Server server = new Server()) {
            MlflowServer elsewhere = new MlflowServer(URI.create(server.client().uri() + "other"));
            assertThatThrownBy(() -> elsewhere.send(run))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("experiments/create is refused, HTTP status 404");
            MlflowServer gone = server.client();
            server.close();
            assertThatThrownBy(() -> gone.send(run))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("no MLflow server answers")
                    .hasMessageContaining("--uri");
        }
    }

    private static List<Path> files(Path folder, int depth) throws IOException {
        try (Stream<Path> files = Files.walk(folder, depth)) {
            return files.filter(path -> !path.equals(folder)).sorted().toList();
        }
    }

    @Test
    void aSecondExportReplacesTheFirst() throws IOException {
        PlanOnDisk plan = plan();
        Path out = temporary.resolve("board");
        TensorBoardRuns.write(TrackedRun.of(plan.folder()), out);
        List<Path> first = files(out, 9);
        TensorBoardRuns.write(TrackedRun.of(plan.folder()), out);
        assertThat(files(out, 9)).isEqualTo(first).hasSize(4);
    }

    @Test
    void oneRunIsExportedAlone() throws IOException {
        PlanOnDisk plan = plan();
        Path out = temporary.resolve("one");
        TrackedRun run = TrackedRun.of(plan.folder().run(plan.run(0)));
        assertThat(run.experiment()).isEqualTo("small");
        TensorBoardRuns.write(List.of(run), out);
        assertThat(files(out, 1)).containsExactly(out.resolve(plan.run(0).folderName()));
    }
}
