// SPDX-License-Identifier: Apache-2.0
package org.vaelab.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tasks, processes that end, and the end of the driver, with {@link Worker} in the place of VaeLab.
 */
@Tag("slow")
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class PlanDriverTest {

    @TempDir Path folder;

    /** Executes tasks by their names. */
    static final class Worker {

        public static void main(String[] arguments) throws Exception {
            Path marks = Path.of(arguments[0]);
            String task = Files.readString(Path.of("task"));
            switch (task) {
                case "sends" -> {
                    Path run = Files.createDirectories(Path.of("runs", "a", "checkpoint"));
                    Files.writeString(run.resolve("weights"), "1 2 3");
                }
                case "bad" -> {
                    System.err.println("error: no such data");
                    System.exit(1);
                }
                case "lost" -> {
                    if (Files.notExists(marks.resolve("lost"))) {
                        Files.createFile(marks.resolve("lost"));
                        Runtime.getRuntime().halt(137);
                    }
                }
                case "waits" -> {
                    Files.createFile(marks.resolve("waits"));
                    System.in.read();
                    Files.createFile(marks.resolve("stopped"));
                }
                default -> throw new IllegalArgumentException(task);
            }
        }
    }

    private Process start(String... tasks) throws IOException {
        Path spool = Files.createDirectory(folder.resolve("spool"));
        Files.writeString(
                spool.resolve("conf"),
                "spark.master=local[2,4]\nspark.app.name=test\nspark.driver.host=127.0.0.1\n");
        Files.write(
                spool.resolve("command"),
                List.of(
                        "-cp",
                        Path.of("target", "test-classes").toAbsolutePath().toString(),
                        Worker.class.getName(),
                        folder.toString()));
        Files.write(spool.resolve("tasks"), List.of(tasks));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx600m", "-XX:+UseSerialGC"));
        command.addAll(Arrays.asList(JavaModuleOptions.defaultModuleOptionArray()));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(PlanDriver.class.getName(), spool.toString()));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static String text(String line) {
        return URLDecoder.decode(line, StandardCharsets.UTF_8);
    }

    @Test
    void tasksAreAnsweredAndLostProcessesReplaced() throws Exception {
        Process driver = start("sends", "bad", "lost");
        List<String> told;
        try (BufferedReader out = driver.inputReader(StandardCharsets.UTF_8)) {
            told = out.lines().map(PlanDriverTest::text).toList();
        }
        assertThat(driver.waitFor()).isZero();
        assertThat(told).contains("done 0", "started 0 driver", "done 2");
        assertThat(folder.resolve("spool/0/a/checkpoint/weights")).hasContent("1 2 3");
        assertThat(told).filteredOn("started 1 driver"::equals).hasSize(4);
        assertThat(told).filteredOn("started 2 driver"::equals).hasSize(2);
        assertThat(told)
                .filteredOn(line -> line.startsWith("failed"))
                .singleElement()
                .asString()
                .startsWith("failed 1 ")
                .contains("ended with code 1", "error: no such data")
                .doesNotContain("\tat ");
    }

    @Test
    void theEndOfTheInputEndsAllTasks() throws Exception {
        Process driver = start("waits");
        while (Files.notExists(folder.resolve("waits"))) {
            Thread.sleep(50);
        }
        driver.getOutputStream().close();
        assertThat(driver.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(driver.inputReader().lines()).containsExactly("started 0 driver");
        assertThat(folder.resolve("spool")).doesNotExist();
        while (Files.notExists(folder.resolve("stopped"))) {
            Thread.sleep(50);
        }
    }
}
