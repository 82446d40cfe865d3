// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.data.Sha256;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.RunFolder;

/** A config that names its plugins, from the jar to the report. */
final class ConfigPluginsTest {

    private static final String REST =
            """
            data: {source: sprites, size: 16, train: 100, test: 20}
            network: {hidden: [4]}
            training: {steps: 3, batch: 10}
            evaluation: {importanceSamples: 2}
            report: {formats: [latex]}
            models: {m: {variant: gaussian, latent: 2, likelihood: mine}}
            """;

    @TempDir Path temporary;

    private final Terminal terminal = new Terminal();
    private Path jar = Path.of("");
    private String checksum = "";

    @BeforeEach
    void writeJar() throws IOException {
        jar =
                PluginOfTests.write(
                        Files.createDirectory(temporary.resolve("lib")).resolve("mine-0.2.jar"));
        checksum = Sha256.of(jar);
    }

    private Path config(String name, String text) throws IOException {
        Path file = temporary.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private Path naming(String plugins) throws IOException {
        return config("config.yaml", "plugins: " + plugins + "\n" + REST);
    }

    private int compare(Path config, String... options) {
        List<String> command = new ArrayList<>(List.of("compare", config.toString()));
        command.addAll(List.of("--out", temporary.resolve("out").toString()));
        command.addAll(Arrays.asList(options));
        return terminal.vaelab(command.toArray(String[]::new));
    }

    private void assertRefused(Path config, String... texts) {
        assertThat(compare(config)).as("%s", terminal).isEqualTo(2);
        assertThat(terminal.err()).startsWith("error: " + config + ":").contains(texts);
        assertThat(temporary.resolve("out")).doesNotExist();
    }

    @Tag("full")
    @Test
    void aPinnedPluginIsUsedRecordedAndNamedInThePaper() throws IOException {
        Path config = naming("[{jar: lib/mine-0.2.jar, sha256: " + checksum + "}]");
        assertThat(compare(config)).as("%s", terminal).isZero();
        Path out = temporary.resolve("out");
        assertThat(new ComparisonFolder(out).readPlan().source()).startsWith("plugins: ");
        Path run;
        try (Stream<Path> runs = Files.list(out.resolve("runs"))) {
            run = runs.findFirst().orElseThrow();
        }
        assertThat(new RunFolder(run).readResult().provenance().plugins())
                .containsEntry("mine-0.2.jar", "sha256:" + checksum);
        assertThat(new ComparisonFolder(out).plan())
                .content()
                .doesNotContain(temporary.resolve("lib").toString());
        assertThat(out.resolve("report/setup.tex"))
                .content()
                .contains("All runs use the plugin mine 0.2 (SHA-256 " + checksum + ").");

        // The same command resumes; other commands take the jar as before.
        assertThat(compare(config)).as("%s", terminal).isZero();
        assertThat(terminal.err()).doesNotContain("another build");
        assertThat(terminal.vaelab("evaluate", run.toString(), "--plugin", jar.toString()))
                .as("%s", terminal)
                .isZero();
        assertThat(terminal.err()).doesNotContain("another build");
    }

    @Tag("full")
    @Test
    void withoutAChecksumAnyBuildIsTaken() throws IOException {
        assertThat(compare(naming("[{jar: lib/mine-0.2.jar}]"), "--dry-run"))
                .as("%s", terminal)
                .isZero();
    }

    @Test
    void aConfigInheritsThePluginsOfItsBase() throws IOException {
        naming("[{jar: lib/mine-0.2.jar}]");
        Path config = config("other/deep/config.yaml", "extends: ../../config.yaml\nseeds: [2]\n");
        assertThat(compare(config, "--dry-run")).as("%s", terminal).isZero();
    }

    @Test
    @Tag("full")
    void anotherBuildIsRefused() throws IOException {
        String other = "ab".repeat(32);
        Path config = naming("[{jar: lib/mine-0.2.jar, sha256: " + other + "}]");
        assertRefused(
                config,
                ":1: plugins[0].sha256: ",
                "mine-0.2.jar is another build: the config pins "
                        + other
                        + ", the jar has "
                        + checksum,
                "give the pinned build as --plugin <path of mine-0.2.jar>, or write the checksum");
        assertThat(compare(config, "--plugin", jar.toString())).isEqualTo(2);
        assertThat(terminal.err()).contains("the config pins " + other);
    }

    @Test
    void theCommandLineReplacesAJarOfTheSameName() throws IOException {
        Path config = naming("[{jar: gone/mine-0.2.jar, sha256: " + checksum + "}]");
        assertRefused(
                config,
                ":1: plugins[0].jar: " + temporary.resolve("gone/mine-0.2.jar") + ": no such file",
                "the path is relative to the folder of the config; or give --plugin <path of"
                        + " mine-0.2.jar>");
        assertThat(compare(config, "--dry-run", "--plugin", jar.toString()))
                .as("%s", terminal)
                .isZero();
    }

    @Test
    void whatIsNoPluginIsRefusedAtItsPlace() throws IOException {
        assertRefused(naming("mine.jar"), ":1: plugins: is mine.jar, expected a list");
        assertRefused(
                naming("[{jar: config.yaml}]"),
                ":1: plugins[0].jar: " + temporary.resolve("config.yaml") + ": not a jar: ");
        assertRefused(
                naming("[{path: lib/mine-0.2.jar}]"), ":1: plugins[0].path: unknown key 'path'");
        assertRefused(
                naming("[{jar: lib/mine-0.2.jar, sha256: abc}]"),
                ":1: plugins[0].sha256: must be 64 hexadecimal digits in lower case, is 'abc'");
        Path config = naming("[{jar: lib/mine-0.2.jar}]");
        assertThat(compare(config, "--set", "plugins=[]")).isEqualTo(2);
        assertThat(terminal.err()).contains("--set: plugins: ", "use --plugin JAR");
    }
}
