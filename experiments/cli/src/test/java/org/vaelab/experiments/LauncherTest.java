// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher's choice of jars in an archive, and of the JVM's options for nd4j. */
@DisabledOnOs(OS.WINDOWS)
final class LauncherTest {

    private static final Path ROOT = Path.of(System.getProperty("vaelab.root", ".."));

    private static final String FUNCTION = "computes_on_nd4j";

    @TempDir Path folder;

    private String config;
    private String listed;
    private String comment;

    @BeforeEach
    void writeConfigs() throws IOException {
        config = write("config.yaml", "runtime:\n  backend: nd4j\n");
        listed = write("listed.yaml", "sweep:\n  runtime.backend:\n    - torch\n    - 'nd4j'\n");
        comment = write("comment.yaml", "# unlike nd4j\nname: nd4j\nruntime: {backend: torch}\n");
        write("run/result.json", "{\n  \"backend\" : \"nd4j\"\n}\n");
        write("nd4j/plan.json", "{\n  \"backend\": \"torch\"\n}\n");
    }

    private String write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text).toString();
    }

    private boolean computes(String... arguments) throws IOException, InterruptedException {
        return says(FUNCTION, arguments);
    }

    /** Returns whether a function of the launcher says yes to arguments. */
    private boolean says(String name, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.addAll(List.of("sh", "-uc", function(name) + "\n" + name + " \"$@\"", "vaelab"));
        command.addAll(List.of(arguments));
        Process process = start(command);
        byte[] output = process.getInputStream().readAllBytes();
        assertThat(new String(output, StandardCharsets.UTF_8)).isEmpty();
        return process.waitFor() == 0;
    }

    private Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
    }

    private static String function(String name) throws IOException {
        Matcher function =
                Pattern.compile(
                                "^" + name + "\\(\\) \\{.*?^\\}",
                                Pattern.MULTILINE | Pattern.DOTALL)
                        .matcher(Files.readString(ROOT.resolve("vaelab")));
        assertThat(function.find()).as("%s in vaelab", name).isTrue();
        return function.group();
    }

    @Test
    void anArchiveStartsItsOwnJarsWithoutThoseOfTheTests() throws Exception {
        write("an archive/lib/b.jar", "");
        write("an archive/lib/a.jar", "");
        write("an archive/lib/vaelab-testkit-1.jar", "");
        String script =
                "root='an archive'; class_path=\n"
                        + function("list_archive")
                        + "\nlist_archive; echo \"$class_path\"";
        Process process = start(List.of("sh", "-uc", script));
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("an archive/lib/a.jar:an archive/lib/b.jar\n");
    }

    /** Kept classes name their jars; elsewhere the JVM would warn of them at each start. */
    @Test
    void classesThatWereMovedAreNotUsed() throws Exception {
        write("app/place", "/elsewhere/app\n");
        String script = function("is_in_place") + "\napp=%s\nis_in_place && echo yes || echo no";
        for (String app : List.of("app", "app-without-place")) {
            assertThat(said(script.formatted(app))).isEqualTo("no\n");
        }
        write("app/place", "app\n");
        assertThat(said(script.formatted("app"))).isEqualTo("yes\n");
    }

    private String said(String script) throws IOException {
        Process process = start(List.of("sh", "-uc", script));
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void commandsThatComputeOnNd4jAreCompiledEarly() throws Exception {
        assertThat(computes("compare", config)).isTrue();
        assertThat(computes("compare", listed)).isTrue();
        assertThat(computes("compare", comment, "--set", "runtime.backend=nd4j")).isTrue();
        assertThat(computes("compare", comment, "--set=runtime={backend: nd4j}")).isTrue();
        assertThat(computes("sample", folder.resolve("run").toString())).isTrue();
    }

    @Test
    void commandsThatComputeNothingAreNot() throws Exception {
        assertThat(computes()).isFalse();
        assertThat(computes("doctor")).isFalse();
        assertThat(computes("describe", "nd4j")).isFalse();
        assertThat(computes("report", folder.resolve("run").toString())).isFalse();
        assertThat(computes("compare", config, "--help")).isFalse();
        assertThat(computes("compare", config, "--dry-run")).isFalse();
    }

    @Test
    void namesAndCommentsAskForNothing() throws Exception {
        assertThat(computes("compare", comment, "--out", "runs/nd4j")).isFalse();
        assertThat(computes("sample", folder.resolve("nd4j").toString())).isFalse();
    }

    @Test
    @Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aDeviceIsNotRead() throws Exception {
        assertThat(computes("compare", "/dev/zero")).isFalse();
    }

    @Test
    void shortCommandsReadLittle() throws Exception {
        String name = "is_short";
        String large = folder.resolve("large.csv").toString();
        try (RandomAccessFile file = new RandomAccessFile(large, "rw")) {
            file.setLength((4 << 20) + 1);
        }
        assertThat(says(name)).isTrue();
        assertThat(says(name, "--help")).isTrue();
        assertThat(says(name, "encode", "run", config)).isTrue();
        assertThat(says(name, "encode", "run", large)).isFalse();
        assertThat(says(name, "sample", "run", "--out", large)).isTrue();
        assertThat(says(name, "encode", "run", folder.toString())).isFalse();
        Files.createFile(folder.resolve("result.json"));
        assertThat(says(name, "encode", folder.toString(), config)).isTrue();
        assertThat(says(name, "compare", config)).isFalse();
        assertThat(says(name, "evaluate", "run")).isFalse();
    }

    @Test
    void sparkIsBuiltForThoseWhoRunOnIt() throws Exception {
        String name = "asks_for_spark";
        assertThat(says(name, "compare", config, "--executor", "spark")).isTrue();
        assertThat(says(name, "compare", "--executor=SPARK", config)).isTrue();
        assertThat(says(name, "compare", config)).isFalse();
        assertThat(says(name, "compare", config, "--executor", "local", "spark")).isFalse();
        assertThat(says(name, "compare", config, "--executor", "spark", "--dry-run")).isFalse();
        assertThat(says(name, "report", "--executor", "spark")).isFalse();
        assertThat(says(name)).isFalse();
    }
}
