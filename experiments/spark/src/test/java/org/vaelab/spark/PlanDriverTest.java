// SPDX-License-Identifier: Apache-2.0
package org.vaelab.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Tasks, lost workers and the end, with a shell script in the place of VaeLab. */
@Tag("slow")
@DisabledOnOs(OS.WINDOWS)
final class PlanDriverTest {

    /** Executes tasks by their names. A marker is the memory of an earlier attempt. */
    private static final String PROGRAM =
            """
            echo "$*" >>"$MARKS/options"
            while read -r task; do
                if [ "$task" = stop ]; then echo stopped >>"$MARKS/stopped"; echo done; continue; fi
                case $task in
                    good*) echo done ;;
                    apart) echo files >result; echo "done $(pwd | sed 's,/,%2F,g')%2Fresult" ;;
                    bad) echo failed no+such+data ;;
                    wait) ;;
                    ends) if mkdir "$MARKS/$task"; then echo 'last words' >&2; exit 3; fi; echo done ;;
                    kills) if mkdir "$MARKS/$task"; then kill -9 $PPID; fi; echo done ;;
                esac
            done
            """;

    @TempDir Path folder;

    private Path program;
    private Path module;

    @BeforeEach
    void writeProgram() throws IOException {
        Path script = Files.writeString(folder.resolve("vaelab"), PROGRAM);
        program = zip("program.zip", folder, List.of(script));
        Path classes = Path.of("target", "classes").toAbsolutePath();
        try (Stream<Path> files = Files.walk(classes)) {
            module = zip("module.jar", classes, files.filter(Files::isRegularFile).toList());
        }
        Files.createFile(folder.resolve("probe"));
    }

    private Path zip(String name, Path root, List<Path> files) throws IOException {
        Path archive = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(archive);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Path file : files) {
                zip.putNextEntry(new ZipEntry(root.relativize(file).toString()));
                Files.copy(file, zip);
            }
        }
        return archive;
    }

    private Driver start(String master) throws IOException {
        Driver driver = new Driver();
        driver.send("conf", "spark.master", master);
        driver.send("conf", "spark.app.name", "test");
        driver.send("conf", "spark.driver.host", "127.0.0.1");
        driver.send("conf", "spark.jars", module.toString());
        driver.send("conf", "spark.archives", program + "#" + Keys.PROGRAM);
        driver.send("conf", Keys.PROBE, folder.resolve("probe").toString());
        driver.send("conf", Keys.SHARED, "auto");
        driver.send("conf", Keys.ENVIRONMENT + "MARKS", folder.toString());
        driver.send("spool", folder.resolve("spool").toString());
        driver.send("start");
        return driver;
    }

    @Test
    void tasksAreAnsweredAndEndedProcessesReplaced() throws Exception {
        try (Driver driver = start("local[2]")) {
            List<String> joined = driver.await(line -> line.get(0).equals("joined"));
            assertThat(joined.subList(3, 5)).containsExactly("true", "true");
            for (String task : List.of("good", "apart", "bad", "ends")) {
                driver.send("task", task, task);
            }
            assertThat(driver.answer("good")).isEqualTo(List.of("done", "good"));
            driver.await(List.of("started", "good", "driver")::equals);
            Path files = Path.of(driver.answer("apart").get(2));
            assertThat(files).hasContent("files\n").hasParent(folder.resolve("spool"));
            assertThat(driver.answer("bad").get(0)).isEqualTo("failed");
            assertThat(driver.answer("bad").get(2)).contains("no such data");
            assertThat(driver.answer("ends")).isEqualTo(List.of("done", "ends"));
            List<String> note =
                    driver.await(
                            line ->
                                    line.get(0).equals("note")
                                            && line.get(1).contains("last words"));
            assertThat(note.get(1)).contains("ended with code 3");
            assertThat(driver.end()).isTrue();
            assertThat(folder.resolve("options")).content().startsWith("work --in-place\n");
            assertThat(folder.resolve("spool")).doesNotExist();
        }
    }

    @Test
    void aCancelledTaskIsToldToStop() throws Exception {
        try (Driver driver = start("local[2]")) {
            driver.send("task", "wait", "wait");
            driver.await(line -> line.get(0).equals("started"));
            driver.send("cancel");
            driver.await(line -> line.get(0).equals("cancelled"));
            assertThat(folder.resolve("stopped")).hasContent("stopped\n");
            assertThat(driver.end()).isTrue();
        }
    }

    @Test
    void aLostWorkerOfAClusterIsReplaced() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home"));
        Path jars = Files.createDirectories(home.resolve("jars"));
        for (String entry : System.getProperty("java.class.path").split(":", -1)) {
            Path jar = Path.of(entry);
            if (entry.endsWith(".jar")) {
                Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar.toAbsolutePath());
            }
        }
        List<Process> cluster = new ArrayList<>();
        try {
            String deploy = "org.apache.spark.deploy.";
            String url = "spark://127.0.0.1:17077";
            cluster.add(
                    spark(
                            home,
                            deploy + "master.Master",
                            "--host",
                            "127.0.0.1",
                            "--port",
                            "17077"));
            for (int worker = 0; worker < 2; worker++) {
                Path work = Files.createDirectories(folder.resolve("worker" + worker));
                cluster.add(
                        spark(
                                home,
                                deploy + "worker.Worker",
                                "--host",
                                "127.0.0.1",
                                "--cores",
                                "1",
                                "--memory",
                                "1200m",
                                "--work-dir",
                                work.toString(),
                                url));
            }
            try (Driver driver = start(url)) {
                for (String task : List.of("kills", "good1", "good2")) {
                    driver.send("task", task, task);
                }
                for (String task : List.of("kills", "good1", "good2")) {
                    assertThat(driver.answer(task)).isEqualTo(List.of("done", task));
                }
                driver.await(line -> line.get(0).equals("note") && line.get(1).contains("is gone"));
                assertThat(driver.end()).isTrue();
            }
        } finally {
            cluster.forEach(Process::destroyForcibly);
        }
    }

    private static Process spark(Path home, String... main) throws IOException {
        ProcessBuilder builder = Driver.jvm(home.resolve("jars/*").toString(), main);
        builder.environment().put("SPARK_HOME", home.toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        return builder.redirectErrorStream(true)
                .redirectOutput(home.resolve("log-" + System.nanoTime()).toFile())
                .start();
    }
}
