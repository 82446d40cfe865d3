// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A machine without fonts, as containers and GPU machines often are. */
@EnabledOnOs(OS.LINUX)
@Tag("full")
final class NoFontsTest {

    private static final String CONFIG =
            """
            name: fonts
            data: {source: sprites, size: 16, train: 50, test: 20}
            seeds: [1, 2]
            runtime: {backend: nd4j}
            network: {hidden: [4]}
            training: {steps: 2, batch: 10}
            evaluation: {importanceSamples: 2, importanceExamples: 10}
            models: {tiny: {variant: gaussian, latent: 2}}
            """;

    @TempDir Path temporary;

    /**
     * Fontconfig is given an empty folder; Java keeps what it found last in the home of the user.
     */
    @Test
    void aComparisonPrintsItsResultsAndSaysWhyThereIsNoReport() throws Exception {
        Path fonts = Files.createDirectory(temporary.resolve("fonts"));
        Path fontconfig = temporary.resolve("fonts.conf");
        Files.writeString(
                fontconfig,
                "<fontconfig><dir>%s</dir><cachedir>%s</cachedir></fontconfig>"
                        .formatted(fonts, temporary.resolve("cache")));
        Path config = Files.writeString(temporary.resolve("fonts.yaml"), CONFIG);
        Path out = temporary.resolve("out.txt");
        Path err = temporary.resolve("err.txt");
        Path runs = temporary.resolve("runs");
        ProcessBuilder command = compare(config, runs, out, err);
        command.environment().put("FONTCONFIG_FILE", fontconfig.toString());
        int exit = command.start().waitFor();
        assertThat(err)
                .content()
                .contains("error: no report: its figures have text, and Java cannot draw text")
                .contains("./vaelab report FOLDER")
                .doesNotContain("VaeLab itself");
        assertThat(exit).isEqualTo(ExitCode.FAILED);
        assertThat(out)
                .content()
                .contains("elbo (nats, 20 data)", "logLikelihood (nats, 10 data)")
                .doesNotContain("report:");
        assertThat(runs.resolve("report")).doesNotExist();
    }

    private ProcessBuilder compare(Path config, Path runs, Path out, Path err) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.awt.headless=true",
                        "-Duser.home=" + temporary,
                        "-Dorg.bytedeco.javacpp.cachedir="
                                + System.getProperty(
                                        "org.bytedeco.javacpp.cachedir",
                                        System.getProperty("user.home") + "/.javacpp/cache"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "compare",
                        config.toString(),
                        "--out",
                        runs.toString())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
    }
}
