// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Another libtorch in front of the dynamic loader's search, and damaged copies of ours. */
@EnabledOnOs(OS.LINUX)
final class OtherLibtorchTest {

    @TempDir Path folder;

    private record Outcome(int exitCode, String output) {}

    /** Starts a process that finds an unrelated library under each name of ours. */
    private Process start(@Nullable Path natives) throws IOException {
        Path others = Files.createDirectories(folder.resolve("others"));
        Path unrelated = Path.of(System.getProperty("java.home"), "lib", "libzip.so");
        for (String name : LibTorch.FILES) {
            if (!Files.exists(others.resolve(name))) {
                Files.copy(unrelated, others.resolve(name));
            }
        }
        ProcessBuilder builder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                ComputeAndListLibraries.class.getName())
                        .redirectErrorStream(true);
        builder.environment().put("LD_LIBRARY_PATH", others.toString());
        if (natives != null) {
            builder.environment().put("VAELAB_NATIVES", natives.toString());
        }
        return builder.start();
    }

    private static Outcome end(Process process) throws IOException, InterruptedException {
        byte[] output = process.getInputStream().readAllBytes();
        return new Outcome(process.waitFor(), new String(output, StandardCharsets.UTF_8));
    }

    private void computesWithOurs(String state, Outcome outcome) {
        assertThat(outcome.exitCode()).as("%s: %s", state, outcome).isZero();
        assertThat(outcome.output().lines())
                .as(state)
                .anyMatch(line -> line.endsWith("/libtorch_cpu.so"))
                .noneMatch(line -> line.startsWith(folder.resolve("others").toString()));
    }

    @Test
    @Tag("full")
    void isPassedBy() throws Exception {
        computesWithOurs("the user's folder", end(start(null)));
    }

    @Test
    @Tag("slow")
    void isPassedByFromAnEmptyFolderAndFromADamagedOne() throws Exception {
        Path natives = folder.resolve("natives");
        Process first = start(natives);
        Process second = start(natives);
        computesWithOurs("empty, first process", end(first));
        computesWithOurs("empty, second process", end(second));
        Path library = libtorch(natives);
        long size = Files.size(library);
        FileTime time = Files.getLastModifiedTime(library);
        for (String damage : List.of("truncated", "empty", "overwritten")) {
            try (RandomAccessFile file = new RandomAccessFile(library.toFile(), "rw")) {
                switch (damage) {
                    case "truncated" -> file.setLength(size / 2);
                    case "empty" -> file.setLength(0);
                    default -> file.write(new byte[1 << 20]);
                }
            }
            Files.setLastModifiedTime(library, time);
            computesWithOurs(damage, end(start(natives)));
            assertThat(library).hasSize(size);
        }
    }

    @Test
    @Tag("slow")
    void aProcessThatIsKilledWhileItUnpacksLeavesNothingBehind() throws Exception {
        Path natives = folder.resolve("natives");
        Process killed = start(natives);
        while (killed.isAlive() && (!Files.exists(natives) || libtorch(natives) == null)) {
            Thread.sleep(20);
        }
        killed.destroyForcibly().waitFor();
        assertThat(libtorch(natives)).as("what the killed process unpacked").isNotNull();
        computesWithOurs("half unpacked", end(start(natives)));
    }

    private static @Nullable Path libtorch(Path natives) throws IOException {
        try (Stream<Path> files = Files.walk(natives)) {
            return files.filter(file -> file.endsWith("libtorch_cpu.so")).findFirst().orElse(null);
        }
    }
}
