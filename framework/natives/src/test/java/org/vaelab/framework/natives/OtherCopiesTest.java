// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Other libraries under the names of ours, in front of the dynamic loader's search. */
@EnabledOnOs(OS.LINUX)
final class OtherCopiesTest {

    /** Those without a version are what JavaCPP asks the system for. */
    private static final List<String> NAMES =
            List.of(
                    "libopenblas.so.0",
                    "libopenblas.so",
                    "libgfortran.so.5",
                    "libgfortran.so",
                    "libquadmath.so.0",
                    "libgcc_s.so");

    @TempDir Path folder;

    private record Outcome(int exitCode, String output) {}

    private Outcome start(Path natives) throws IOException, InterruptedException {
        Path others = Files.createDirectories(folder.resolve("others"));
        Path unrelated = Path.of(System.getProperty("java.home"), "lib", "libzip.so");
        for (String name : NAMES) {
            if (!Files.exists(others.resolve(name))) {
                Files.copy(unrelated, others.resolve(name));
            }
        }
        ProcessBuilder builder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                LoadOpenBlas.class.getName())
                        .redirectErrorStream(true);
        builder.environment().put("LD_LIBRARY_PATH", others.toString());
        builder.environment().put(LibraryCache.VARIABLE, natives.toString());
        Process process = builder.start();
        byte[] output = process.getInputStream().readAllBytes();
        return new Outcome(process.waitFor(), new String(output, StandardCharsets.UTF_8));
    }

    @Test
    @Tag("full")
    void arePassedBy() throws Exception {
        Path natives = folder.resolve("natives");
        for (String state : List.of("empty", "full")) {
            Outcome outcome = start(natives);
            assertThat(outcome.exitCode()).as("%s folder: %s", state, outcome).isZero();
            assertThat(outcome.output().lines())
                    .as("%s folder", state)
                    .anyMatch(line -> line.startsWith(natives + "/openblas-"))
                    .noneMatch(line -> line.startsWith(folder.resolve("others").toString()));
        }
    }

    @Tag("full")
    @Test
    void aFolderThatCannotBeUsedIsNamed() throws Exception {
        Path natives = Files.writeString(folder.resolve("file"), "");
        Outcome outcome = start(natives);
        assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(3);
        assertThat(outcome.output())
                .contains("cannot unpack the native library")
                .contains(natives.toString())
                .endsWith("VAELAB_NATIVES");
    }
}
