// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.experiments.config.UserError;
import org.vaelab.experiments.run.PlanOnDisk;
import org.vaelab.experiments.run.PlanProgress;
import org.vaelab.experiments.run.PlanWatch;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.PlannedRun;

/** What a server of MLflow has after exports. */
final class MlflowTest {

    @TempDir Path temporary;

    private final List<String> lines = new ArrayList<>();
    private PlanOnDisk plan;
    private String first;
    private String second;

    /** Two runs of four have ended. */
    @BeforeEach
    void writePlan() throws IOException {
        plan = PlanOnDisk.write(temporary.resolve("small"), 1, 2);
        first = plan.run(0).folderName();
        second = plan.run(1).folderName();
        plan.train(0, -1, 10, 20, 30);
        plan.complete(0, 20, 5);
        plan.fail(1, 7, "the loss is \"NaN\"");
    }

    private MlflowServer server(MlflowStandIn of, Duration patience) {
        return new MlflowServer(of.uri(), "", patience, MlflowServer.TIMEOUT, lines::add);
    }

    private MlflowRuns runs(MlflowStandIn of) throws IOException {
        return new MlflowRuns(server(of, Duration.ZERO), "small", plan.folder().path());
    }

    private PlanProgress look() throws IOException {
        return new PlanWatch(plan.folder()).look();
    }

    private void export(MlflowStandIn to) throws IOException {
        MlflowRuns runs = runs(to);
        runs.send(plan.folder(), look());
        runs.end(plan.folder(), look());
    }

    @Test
    void aServerGetsCurvesSettingsAndTags() throws IOException {
        try (MlflowStandIn server = new MlflowStandIn()) {
            export(server);
            assertThat(server.experiments()).containsExactly("small");
            assertThat(server.info(first, "status")).isEqualTo("FINISHED");
            assertThat(server.points(first, "train/bound"))
                    .containsExactly("-110.5 10", "-120.5 20", "-130.5 30");
            assertThat(server.points(first, "training/gradientNorm"))
                    .containsExactly("2.0 10", "Infinity 20", "2.0 30");
            assertThat(server.points(first, "trainSeconds")).containsExactly("20.0 30");
            assertThat(server.parameter(first, "training.steps")).isEqualTo("900");
            assertThat(server.tagOf(first, "status")).isEqualTo("completed");
            assertThat(server.tagOf(first, "mlflow.source.type")).isEqualTo("LOCAL");
            assertThat(server.info(second, "status")).isEqualTo("FAILED");
            assertThat(server.tagOf(second, "failure")).isEqualTo("the loss is \"NaN\"");
        }
    }

    @Test
    void runsAreChildrenOfTheirComparison() throws IOException {
        try (MlflowStandIn server = new MlflowStandIn()) {
            export(server);
            assertThat(server.names()).containsExactly("small", first, second);
            assertThat(server.tagOf("small", "vaelab.comparison")).isEqualTo("small");
            assertThat(server.tagOf("small", "mlflow.parentRunId")).isNull();
            assertThat(server.info("small", "status")).isEqualTo("RUNNING");
            assertThat(server.tagOf(first, "mlflow.parentRunId")).isEqualTo(server.id("small"));
            assertThat(server.tagOf(second, "mlflow.parentRunId")).isEqualTo(server.id("small"));
            plan.complete(2, 1, 1);
            plan.complete(3, 1, 1);
            export(server);
            assertThat(server.info("small", "status")).isEqualTo("FAILED");
            plan.complete(1, 1, 1);
            export(server);
            assertThat(server.info("small", "status")).isEqualTo("FINISHED");
            assertThat(server.info("small", "end_time")).isEqualTo(server.info(first, "end_time"));
        }
    }

    /** Also the runs that the config no longer has. */
    @Test
    void aSecondExportReplacesTheFirst() throws IOException {
        try (MlflowStandIn server = new MlflowStandIn()) {
            export(server);
            List<PlannedRun> fewer = List.of(plan.run(0), plan.run(2));
            plan.folder().writePlan(plan.folder().readPlan().with(fewer));
            export(server);
            assertThat(server.experiments()).containsExactly("small");
            assertThat(server.names()).containsExactly("small", first);
            assertThat(server.points(first, "train/bound")).hasSize(3);
            assertThat(server.tagOf(first, "mlflow.parentRunId")).isEqualTo(server.id("small"));
        }
    }

    @Test
    void anEarlierExportStaysUntilTheNewOneIsThere() throws IOException {
        try (MlflowStandIn server = new MlflowStandIn()) {
            export(server);
            MlflowRuns runs = runs(server);
            runs.send(plan.folder(), look());
            assertThat(server.names()).containsExactly("small", "small", first, second);
            runs.end(plan.folder(), look());
            assertThat(server.names()).containsExactly("small", first, second);
        }
    }

    @Tag("full")
    @Test
    void anotherComparisonOfTheNameStays(@TempDir Path other) throws IOException {
        TrackedRun run = TrackedRun.of(plan.folder().run(plan.run(0)));
        try (MlflowStandIn server = new MlflowStandIn()) {
            export(server);
            new MlflowRuns(server(server, Duration.ZERO), "small", other).send(run);
            assertThat(server.names()).containsExactly("small", first, second, first);
        }
    }

    @Test
    void oneRunIsReplacedUnderItsComparison() throws IOException {
        TrackedRun run = TrackedRun.of(plan.folder().run(plan.run(0)));
        try (MlflowStandIn server = new MlflowStandIn()) {
            runs(server).send(run);
            assertThat(server.names()).containsExactly(first);
            assertThat(server.tagOf(first, "mlflow.parentRunId")).isNull();
            export(server);
            runs(server).send(run);
            assertThat(server.names()).containsExactly("small", second, first);
            assertThat(server.tagOf(first, "mlflow.parentRunId")).isEqualTo(server.id("small"));
        }
    }

    private void writeReport() throws IOException {
        Path report = plan.folder().report();
        Files.createDirectories(report.resolve("figures"));
        Files.writeString(report.resolve("index.html"), "<p>results");
        Files.writeString(report.resolve("figures/50% größer.svg"), "<svg/>");
    }

    @Test
    void theReportIsAnArtifactOfTheComparison() throws IOException {
        writeReport();
        try (MlflowStandIn server = new MlflowStandIn()) {
            export(server);
            assertThat(lines).isEmpty();
            String folder = "0/" + server.id("small") + "/artifacts/report/";
            assertThat(server.artifacts())
                    .isEqualTo(
                            Map.of(
                                    folder + "index.html",
                                    "<p>results",
                                    folder + "figures/50% größer.svg",
                                    "<svg/>"));
        }
    }

    @Tag("full")
    @ParameterizedTest
    @ValueSource(strings = {"file:///srv", "s3://bucket", "/srv", "mlflow-artifacts://other:5000"})
    void aReportThatTheServerDoesNotTakeIsLeftOut(String root) throws IOException {
        try (MlflowStandIn server = new MlflowStandIn(root)) {
            export(server);
            assertThat(lines).isEmpty();
            writeReport();
            export(server);
            assertThat(lines).singleElement().asString().contains("left out", root + "/0/id");
            assertThat(server.artifacts()).isEmpty();
            assertThat(server.names()).hasSize(3);
        }
    }

    /** A run is looked at while it works, is killed, resumes from an earlier step, and ends. */
    @Test
    void onlyNewPointsAreSent() throws IOException {
        PlanWatch watch = new PlanWatch(plan.folder());
        String third = plan.run(2).folderName();
        try (MlflowStandIn server = new MlflowStandIn()) {
            MlflowRuns runs = runs(server);
            runs.send(plan.folder(), watch.look());
            assertThat(server.names()).containsExactly("small", first, second);
            plan.train(2, -1, 10, 20);
            runs.send(plan.folder(), watch.look());
            assertThat(server.points(third, "train/bound"))
                    .containsExactly("-110.5 10", "-120.5 20");
            assertThat(server.times(third, "train/bound"))
                    .allMatch(time -> time <= System.currentTimeMillis());
            assertThat(server.info(third, "status")).isEqualTo("RUNNING");
            assertThat(server.tagOf(third, "status")).isEqualTo("open");
            int quiet = server.requests();
            runs.send(plan.folder(), watch.look());
            assertThat(server.requests()).as("nothing is new").isEqualTo(quiet);
            plan.train(2, 10, 20, 30);
            runs.send(plan.folder(), watch.look());
            plan.complete(2, 3, 1);
            runs.send(plan.folder(), watch.look());
            assertThat(server.points(third, "train/bound"))
                    .containsExactly("-110.5 10", "-120.5 20", "-130.5 30");
            assertThat(server.times(third, "train/bound"))
                    .as("1 s for 10 steps")
                    .extracting(t -> t - server.times(third, "train/bound").get(0))
                    .containsExactly(0L, 1000L, 2000L);
            assertThat(server.points(third, "trainSeconds")).containsExactly("3.0 30");
            assertThat(server.info(third, "status")).isEqualTo("FINISHED");
            assertThat(server.tagOf(third, "status")).isEqualTo("completed");
            quiet = server.requests();
            runs.send(plan.folder(), watch.look());
            assertThat(server.requests()).as("nothing is new").isEqualTo(quiet);
            assertThat(runs.size()).isEqualTo(3);
        }
    }

    @Test
    void aFailedRunThatIsTrainedAgainIsReplaced() throws IOException {
        PlanWatch watch = new PlanWatch(plan.folder());
        try (MlflowStandIn server = new MlflowStandIn()) {
            MlflowRuns runs = runs(server);
            runs.send(plan.folder(), watch.look());
            Files.delete(plan.folder().run(plan.run(1)).result());
            plan.train(1, -1, 10);
            runs.send(plan.folder(), watch.look());
            assertThat(server.names()).containsExactly("small", first, second);
            assertThat(server.info(second, "status")).isEqualTo("RUNNING");
            assertThat(server.tagOf(second, "failure")).isNull();
            plan.complete(1, 1, 1);
            runs.send(plan.folder(), watch.look());
            assertThat(server.info(second, "status")).isEqualTo("FINISHED");
            assertThat(server.points(second, "train/bound")).containsExactly("-110.5 10");
        }
    }

    @Test
    @Tag("full")
    void aServerThatIsAwayIsTriedAgain() throws Exception {
        try (MlflowStandIn server = new MlflowStandIn()) {
            MlflowRuns runs =
                    new MlflowRuns(
                            server(server, Duration.ofMinutes(5)), "small", plan.folder().path());
            server.failNext(503, 502, 504);
            runs.send(plan.folder(), look());
            assertThat(lines).hasSize(2);
            assertThat(lines.get(0)).contains("HTTP status 503", "trying again");
            assertThat(lines.get(1)).contains("answers again");
            plan.complete(2, 3, 1);
            server.goAway();
            Thread restart =
                    new Thread(
                            () -> {
                                try {
                                    while (lines.size() < 3) {
                                        Thread.sleep(10);
                                    }
                                    server.comeBack();
                                } catch (IOException | InterruptedException e) {
                                    throw new AssertionError(e);
                                }
                            });
            restart.start();
            runs.send(plan.folder(), look());
            restart.join();
            assertThat(lines).hasSize(4);
            assertThat(lines.get(2)).contains("no MLflow server answers", "ConnectException");
            assertThat(server.names()).hasSize(4);
        }
    }

    @Test
    @Tag("full")
    void aServerThatIsAbsentOrRefusesIsNamed() throws IOException {
        try (MlflowStandIn server = new MlflowStandIn()) {
            URI wrong = URI.create(server.uri() + "other");
            assertThatThrownBy(
                            () ->
                                    new MlflowRuns(
                                            new MlflowServer(
                                                    wrong,
                                                    "",
                                                    Duration.ofHours(1),
                                                    MlflowServer.TIMEOUT,
                                                    lines::add),
                                            "small",
                                            plan.folder().path()))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("experiments/create is refused, HTTP status 404");
            server.failNext(404, 500);
            assertThatThrownBy(() -> runs(server))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("HTTP status 500: as the test wants");
            assertThat(lines).isEmpty();
            server.goAway();
            assertThatThrownBy(() -> runs(server))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("no MLflow server answers")
                    .hasMessageContaining("or give another address");
            assertThat(lines).isEmpty();
            assertThatThrownBy(
                            () ->
                                    new MlflowRuns(
                                            server(server, Duration.ofMillis(500)),
                                            "small",
                                            plan.folder().path()))
                    .isInstanceOf(UserError.class);
            assertThat(lines).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sqlite:///mlruns.db",
                "databricks",
                "databricks://profile",
                "file:///tmp/mlruns",
                "ftp://127.0.0.1/",
                "http://127.0.0.1:99999",
                "http:/127.0.0.1",
                "C:\\mlruns",
                "my runs",
                ""
            })
    void whatIsNoAddressOfHttpIsNamed(String text) {
        assertThatThrownBy(() -> MlflowServer.address(text))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("'" + text + "' is no address of a server")
                .hasMessageContaining("http://127.0.0.1:5000");
    }

    /** Answers all requests of a plan with one status and body, as a proxy may. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>log in</html>",
                "",
                "[]",
                "null",
                "17",
                "{\"x\":1}",
                "{}",
                "{\"experiment_id\":\"\"}"
            })
    void anAnswerThatIsNotOfMlflowIsShown(String body) throws IOException {
        HttpServer server = serving(exchange -> answer(exchange, 200, body));
        try {
            assertThatThrownBy(() -> runs(at(server, MlflowServer.TIMEOUT)))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("http://127.0.0.1:")
                    .hasMessageContaining(": no server of MLflow: ")
                    .hasMessageContaining(body);
        } finally {
            server.stop(0);
        }
    }

    /**
     * One stops before its answer, one within it, one sends a byte now and then, and one never
     * ends.
     */
    @Tag("full")
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void anAnswerThatDoesNotEndIsGivenUp(int kind) throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        HttpServer server =
                serving(
                        exchange -> {
                            if (kind > 0) {
                                exchange.sendResponseHeaders(200, 0);
                            }
                            byte[] part = new byte[kind == 3 ? 1 << 20 : 1];
                            while (kind > 1 && over.getCount() > 0) {
                                exchange.getResponseBody().write(part);
                                exchange.getResponseBody().flush();
                                if (kind == 2) {
                                    LockSupport.parkNanos(10_000_000);
                                }
                            }
                            over.await();
                        });
        try {
            assertThatThrownBy(
                            () ->
                                    runs(
                                            at(
                                                    server,
                                                    kind == 3
                                                            ? MlflowServer.TIMEOUT
                                                            : Duration.ofMillis(300))))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("no MLflow server answers")
                    .hasMessageContaining(kind == 3 ? "more than 64 MB" : "no whole answer");
        } finally {
            over.countDown();
            server.stop(0);
        }
    }

    @Tag("full")
    @Test
    void aBusyServerIsTriedAgain() throws IOException {
        try (MlflowStandIn server = new MlflowStandIn()) {
            server.failNext(429, 500, 408);
            runs(server(server, Duration.ofMinutes(5)));
            assertThat(lines).hasSize(2);
            assertThat(lines.get(0)).contains("HTTP status 429", "trying again");
            assertThat(server.experiments()).containsExactly("small");
            // Without patience it is not.
            server.failNext(429);
            assertThatThrownBy(() -> runs(server))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("HTTP status 429: as the test wants");
        }
    }

    @Test
    void aRunThatListsItselfIsDeletedOnce() throws IOException {
        try (MlflowStandIn server = new MlflowStandIn()) {
            export(server);
            server.listInItself(server.id("small"));
            export(server);
            assertThat(server.names()).containsOnlyOnce("small");
        }
    }

    private MlflowRuns runs(MlflowServer server) throws IOException {
        return new MlflowRuns(server, "small", plan.folder().path());
    }

    private MlflowServer at(HttpServer server, Duration timeout) {
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        Duration patience = Duration.ZERO;
        return new MlflowServer(uri, "", patience, timeout, lines::add);
    }

    /** Handles an exchange, or waits for the end of a test. */
    private interface Handling {
        void handle(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private static HttpServer serving(Handling handling) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        handling.handle(exchange);
                    } catch (InterruptedException e) {
                        throw new InterruptedIOException("the test is over");
                    }
                });
        server.start();
        return server;
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Test
    void aServerIsToldWhoAsks() throws IOException {
        // What curl -u "ada:lo v:é" sends.
        String basic = "Basic YWRhOmxvIHY6w6k=";
        Map<String, String> user =
                Map.of(
                        "MLFLOW_TRACKING_USERNAME",
                        "ada",
                        "MLFLOW_TRACKING_PASSWORD",
                        "lo v:\u00e9");
        assertThat(MlflowServer.authorization(user)).isEqualTo(basic);
        assertThat(MlflowServer.authorization(Map.of("MLFLOW_TRACKING_TOKEN", "t1")))
                .isEqualTo("Bearer t1");
        assertThat(MlflowServer.authorization(Map.of())).isEmpty();
        try (MlflowStandIn server = new MlflowStandIn()) {
            server.require(basic);
            assertThatThrownBy(() -> runs(server))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("HTTP status 401")
                    .hasMessageContaining("set MLFLOW_TRACKING_USERNAME");
            new MlflowRuns(
                    new MlflowServer(
                            server.uri(), basic, Duration.ZERO, MlflowServer.TIMEOUT, lines::add),
                    "small",
                    plan.folder().path());
            assertThat(server.experiments()).containsExactly("small");
        }
    }

    @Test
    void theReportIsAwaitedUntilItIsNewerThanTheRuns() throws IOException {
        try (MlflowStandIn server = new MlflowStandIn()) {
            MlflowRuns runs = runs(server);
            ComparisonFolder folder = plan.folder();
            runs.send(folder, look());
            assertThat(runs.isReportDue(folder)).isTrue();
            writeReport();
            assertThat(runs.isReportDue(folder)).isFalse();
        }
    }
}
