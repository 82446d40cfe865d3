// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.publish.MlflowStandIn;
import org.vaelab.experiments.run.PlanOnDisk;

/** What the command {@code history} sends and writes. */
final class HistoryCommandTest {

    @TempDir Path folder;

    private final Terminal terminal = new Terminal();

    /** Two runs, of which the first has ended. */
    private PlanOnDisk plan() throws IOException {
        PlanOnDisk plan = PlanOnDisk.write(folder, 1);
        plan.begin(0, 500, 10, 0);
        plan.complete(0, 20, 5);
        return plan;
    }

    private int send(MlflowStandIn server, Path from, String... options) {
        return terminal.vaelab(
                Stream.concat(
                                Stream.of(
                                        "history",
                                        from.toString(),
                                        "--to",
                                        "mlflow",
                                        "--uri",
                                        server.uri().toString()),
                                Stream.of(options))
                        .toArray(String[]::new));
    }

    private void writeReport() throws IOException {
        Files.createDirectories(folder.resolve("report"));
        Files.writeString(folder.resolve("report/report.md"), "# Results");
    }

    @Test
    void aComparisonIsSentAsItIs() throws IOException {
        PlanOnDisk plan = plan();
        writeReport();
        try (MlflowStandIn server = new MlflowStandIn()) {
            assertThat(send(server, folder)).as("%s", terminal).isZero();
            assertThat(terminal.out()).isEqualTo("sent: 1 run to " + server.uri() + "\n");
            assertThat(terminal.err()).isEmpty();
            assertThat(server.names()).containsExactly("small", plan.run(0).folderName());
            assertThat(server.info("small", "status")).isEqualTo("RUNNING");
            assertThat(server.artifacts()).hasSize(1);
            Path run = plan.folder().run(plan.run(0)).path();
            assertThat(send(server, run)).as("%s", terminal).isZero();
            assertThat(server.tagOf(plan.run(0).folderName(), "mlflow.parentRunId"))
                    .isEqualTo(server.id("small"));
        }
        assertThat(terminal.vaelab("history", folder.toString(), "--to", "tensorboard")).isZero();
        assertThat(terminal.out()).startsWith("written: 1 run to ");
    }

    @Test
    void aLineSaysThatTheReportIsLeftOut() throws IOException {
        plan();
        writeReport();
        try (MlflowStandIn server = new MlflowStandIn("s3://bucket")) {
            assertThat(send(server, folder)).as("%s", terminal).isZero();
            assertThat(terminal.err())
                    .matches("the report is left out: .* 's3://bucket/0/id\\d+/artifacts'\n");
        }
    }

    @Test
    void anAbsentServerIsAnError() throws IOException {
        plan();
        MlflowStandIn server = new MlflowStandIn();
        server.close();
        assertThat(send(server, folder)).isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("no MLflow server answers");
    }

    @Test
    void anAddressThatIsNoServerIsAnError() throws IOException {
        plan();
        for (String uri : List.of("sqlite:///mlruns.db", "databricks", "a b")) {
            String[] words = {"history", folder + "", "--to", "mlflow", "--uri", uri};
            assertThat(terminal.vaelab(words)).isEqualTo(ExitCode.USAGE);
            assertThat(terminal.err()).contains("'" + uri + "'", "http://127.0.0.1:5000");
            words[3] = "tensorboard";
            assertThat(terminal.vaelab(words)).as("%s", terminal).isZero();
        }
    }

    @Test
    void onlyMlflowIsFollowed() throws IOException {
        plan();
        assertThat(terminal.vaelab("history", folder + "", "--to", "tensorboard", "--follow"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(terminal.err()).contains("--follow is for --to mlflow");
        assertThat(folder.resolve("tensorboard")).doesNotExist();
    }

    /**
     * A run and then the report are written while the command follows, and once the server is away.
     */
    @Tag("slow")
    @Test
    void aPlanIsFollowedToItsEnd() throws Exception {
        PlanOnDisk plan = plan();
        String second = plan.run(1).folderName();
        try (MlflowStandIn server = new MlflowStandIn()) {
            CompletableFuture<Integer> following =
                    CompletableFuture.supplyAsync(() -> send(server, folder, "--follow"));
            await(following, () -> server.names().size() == 2);
            plan.begin(1, 100, 1, 0);
            await(following, () -> server.names().contains(second));
            assertThat(server.info(second, "status")).isEqualTo("RUNNING");
            server.failNext(503);
            plan.complete(1, 20, 5);
            await(following, () -> server.info(second, "status").equals("FINISHED"));
            assertThat(following).as("the report is due").isNotDone();
            writeReport();
            assertThat(following.get()).as("%s", terminal).isZero();
            assertThat(server.info("small", "status")).isEqualTo("FINISHED");
            assertThat(server.points(second, "train/bound")).isEqualTo(List.of("-1.0 100"));
            assertThat(server.artifacts()).hasSize(1);
            assertThat(terminal.out()).isEqualTo("sent: 2 runs to " + server.uri() + "\n");
            assertThat(terminal.err()).contains("HTTP status 503", "trying again", "answers again");
        }
    }

    private static void await(CompletableFuture<?> running, BooleanSupplier condition)
            throws InterruptedException {
        while (!condition.getAsBoolean()) {
            assertThat(running).isNotDone();
            Thread.sleep(50);
        }
    }
}
