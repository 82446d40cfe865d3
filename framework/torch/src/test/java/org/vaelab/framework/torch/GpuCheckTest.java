// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code gpu/gpu-check.sh}, with a Java and a Python that only say that they were
 * called.
 */
@EnabledOnOs(OS.LINUX)
final class GpuCheckTest {

    private static final Path SCRIPT = Path.of("gpu", "gpu-check.sh").toAbsolutePath();

    @TempDir Path folder;

    private String check(int exit, String... options) throws Exception {
        Path script = Files.copy(SCRIPT, folder.resolve("gpu-check.sh"));
        program(
                "jre/bin/java",
                """
                echo "fake java: $*" | tail -c 300
                case $* in
                    *"runtime.device=cuda"*) exit 70 ;;
                    *BesidePyTorch*--graphs=true*) exit 3 ;;
                esac
                """);
        program("python", "echo 'fake python compares'\n");
        List<String> command = new ArrayList<>(List.of(script.toString(), "check", "--python"));
        command.add(folder.resolve("python").toString());
        command.addAll(List.of(options));
        return output(exit, command);
    }

    private void program(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private String output(int exit, List<String> command) throws Exception {
        List<String> whole = new ArrayList<>(List.of("sh"));
        whole.addAll(command);
        File out = folder.resolve("output.txt").toFile();
        Process process =
                new ProcessBuilder(whole).redirectErrorStream(true).redirectOutput(out).start();
        int ended = process.waitFor();
        String text = Files.readString(out.toPath());
        assertThat(ended).as(text).isEqualTo(exit);
        return text;
    }

    /**
     * The comparison on the device fails, as where its report does; the rest is done nevertheless.
     */
    @Test
    void eachPartEndsWithItsOwnExitCode() throws Exception {
        String text = check(1, "--only", "doctor,families,benchmarks,captured");
        assertThat(text)
                .contains("fake python compares")
                .containsPattern("cuda: [0-9]+ s, exit code 70\ncpu: [0-9]+ s, exit code 0\n");
        assertThat(folder.resolve("log/summary.txt"))
                .content()
                .containsPattern("doctor ended with 0 after")
                .containsPattern("families ended with 70 after")
                .containsPattern("benchmarks ended with 0 after")
                .containsPattern("captured ended with 3 after");
    }

    @Test
    void aCheckWithoutFailuresEndsWell() throws Exception {
        assertThat(check(0, "--only", "families", "--device", "cpu"))
                .containsPattern("families ended with 0 after");
    }

    @Test
    void dataAreTheFolderOfAllDataSets() throws Exception {
        Path data = Files.createDirectory(folder.resolve("mnist10k"));
        String text =
                output(
                        2,
                        List.of(
                                SCRIPT.toString(),
                                "pack",
                                folder.resolve("out").toString(),
                                "--data",
                                data.toString()));
        assertThat(text).contains("holds no folder: expected the folder that VAELAB_DATA names");
        assertThat(folder.resolve("out")).doesNotExist();
    }
}
