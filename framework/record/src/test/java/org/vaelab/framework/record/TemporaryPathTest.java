// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Programs that are ended while they have temporary files. */
@Tag("full")
final class TemporaryPathTest {

    @TempDir Path folder;

    private final List<Process> processes = new ArrayList<>();
    private Path temporary;
    private Path out;

    @BeforeEach
    void createFolders() throws IOException {
        temporary = Files.createDirectory(folder.resolve("temporary"));
        out = Files.createDirectory(folder.resolve("out"));
    }

    @AfterEach
    void end() {
        processes.forEach(Process::destroyForcibly);
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Djava.io.tmpdir=" + temporary);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(WaitWithTemporaryFiles.class.getName());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        processes.add(process);
        return process;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private Process waiting() throws IOException {
        Process process = start(out.resolve("result.csv").toString());
        assertThat(lines(process).readLine()).isEqualTo("waiting");
        assertThat(files(out)).hasSize(1);
        return process;
    }

    private static BufferedReader lines(Process process) {
        return process.inputReader();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aSignalLeavesNothing() throws Exception {
        Process process = waiting();
        process.toHandle().destroy();
        assertThat(lines(process).readLine()).isEqualTo("farewell, files are there: true");
        assertThat(process.waitFor()).isEqualTo(143);
        assertThat(out).isEmptyDirectory();
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void theNextStartDeletesWhatAKilledProcessLeft() throws Exception {
        Process killed = waiting();
        Process other = start(folder.resolve("other.csv").toString());
        assertThat(lines(other).readLine()).isEqualTo("waiting");
        killed.destroyForcibly().waitFor();
        assertThat(files(temporary)).hasSize(4);

        assertThat(start().waitFor()).isZero();

        assertThat(files(temporary)).as("those of the process that lives").hasSize(2);
        assertThat(out).as("the unfinished file that it was writing").isEmptyDirectory();
        assertThat(files(folder)).as("that of the process that lives").hasSize(3);
        assertThat(other.isAlive()).isTrue();
    }

    @Test
    void whatHasNoMarkStays() throws Exception {
        Path comparison = Files.createDirectory(temporary.resolve("vaelab-study"));
        Files.createFile(comparison.resolve(".lock"));
        Path results = Files.writeString(comparison.resolve("plan.json"), "{}");
        // The list of a process that was killed while it wrote it.
        Path cut = Files.createDirectory(temporary.resolve("vaelab-cut"));
        Files.writeString(cut.resolve(".vaelab-temporary"), out.toString());

        assertThat(start().waitFor()).isZero();

        assertThat(results).exists();
        assertThat(out).exists();
        assertThat(cut).doesNotExist();
    }

    @Test
    void closingDeletesAFolder() throws IOException {
        TemporaryPath made = TemporaryPath.folder("test-");
        Files.writeString(made.path().resolve("file"), "text");
        TemporaryPath.deleteAbandoned();
        assertThat(made.path().resolve("file")).exists();
        made.close();
        assertThat(made.path()).doesNotExist();
    }
}
