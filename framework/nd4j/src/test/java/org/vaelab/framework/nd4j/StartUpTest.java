// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a user sees when the backend opens, in a process of its own. */
@Tag("full")
final class StartUpTest {

    /** Options of the environment, which a JVM announces on standard error. */
    private static final Set<String> ANNOUNCED_OPTIONS =
            Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private record Outcome(int exitCode, String output) {}

    private static Outcome run(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(OpenAndMultiply.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(ANNOUNCED_OPTIONS);
        Process process = builder.start();
        byte[] output = process.getInputStream().readAllBytes();
        return new Outcome(process.waitFor(), new String(output, StandardCharsets.UTF_8));
    }

    @Test
    void opensAndComputesInSilence() throws Exception {
        Outcome outcome = run(nativeAccess());
        assertThat(outcome.output()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void saysWhatToDoWhereNativesAreMissing() throws Exception {
        Outcome outcome = run("-Dorg.bytedeco.javacpp.platform=linux-riscv64");
        assertThat(outcome.output())
                .contains("backend nd4j finds no native libraries for this system (linux-riscv64)")
                .contains("org.bytedeco:openblas")
                .endsWith("choose another runtime.backend");
        assertThat(outcome.exitCode()).isEqualTo(3);
    }

    /** From JDK 24 on the JVM itself warns, unless it is started as the launcher starts it. */
    private static String[] nativeAccess() {
        return Runtime.version().feature() >= 24
                ? new String[] {
                    "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"
                }
                : new String[0];
    }
}
