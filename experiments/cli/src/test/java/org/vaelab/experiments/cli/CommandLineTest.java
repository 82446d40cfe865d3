// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.sources.DataLocations;

final class CommandLineTest {

    private static final String CONFIG =
            """
            data: {source: sprites, train: 200, test: 50}
            runtime: {backend: nd4j}
            models: {vae: {variant: gaussian, latent: 2}}
            """;

    @TempDir Path temporary;

    private final Terminal terminal = new Terminal();

    private String config() throws IOException {
        return Files.writeString(temporary.resolve("small.yaml"), CONFIG).toString();
    }

    @Test
    void helpGoesToStandardOutput() {
        assertThat(terminal.vaelab("--help")).isZero();
        assertThat(terminal.out()).contains("Usage: vaelab", "compare", "doctor", "Exit codes:");
        assertThat(terminal.err()).isEmpty();
    }

    /** The defaults that a command has for itself. */
    private static final Map<String, String> DEFAULTS =
            Map.ofEntries(
                    Map.entry("compare", "1"),
                    Map.entry("report", "<DIR>/report"),
                    Map.entry("encode", "-"),
                    Map.entry("reconstruct", "reconstructions.png"),
                    Map.entry("sample", "samples.png"),
                    Map.entry("traverse", "traversals.png"),
                    Map.entry("interpolate", "interpolations.png"),
                    Map.entry("impute", "imputations.png"),
                    Map.entry("forecast", "forecast.csv"),
                    Map.entry("score", "-"),
                    Map.entry("export", "onnx in the folder of the run"),
                    Map.entry("new", "org.example.NAME"));

    static Set<String> commands() {
        return Main.commandLine().getSubcommands().keySet();
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandExplainsItselfAndItsOwnDefaults(String command) {
        assertThat(terminal.vaelab(command, "--help")).isZero();
        assertThat(terminal.out()).contains("Usage: vaelab " + command);
        assertThat(terminal.out().lines()).allMatch(line -> line.length() <= 80);
        String text = terminal.out().replaceAll("\\s+", " ");
        if (DEFAULTS.containsKey(command)) {
            assertThat(text).contains("(default: " + DEFAULTS.get(command));
        }
        // One file by default at most: that of the command itself.
        assertThat(text.split("default: [a-z]+\\.png", -1)).hasSizeLessThan(3);
        assertThat(text).doesNotContain("default: null", "${");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "lisst",
                "compare",
                "compare a.yaml --jobs many",
                "compare a.yaml --jbs 2",
                "list variant",
                "evaluate no-such-run",
                "encode no-such-run --split all",
                "score no-such-run mnist10k --samples few",
                "compare a.yaml --shard 3/2",
                "compare a.yaml --shard half",
                "compare a.yaml --executor moon",
                "compare a.yaml --master local",
                "compare a.yaml --executor spark --spark cores=2",
                "compare a.yaml --executor spark",
                "status",
                "status no-such-folder",
                "report",
                "traverse no-such-run",
                "interpolate no-such-run --pairs few",
                "impute no-such-run",
                "forecast no-such-run",
                "forecast no-such-run --steps 3",
                "impute no-such-run --observed upper --method gibs",
                "report no-such-folder",
                "report no-such-folder --check",
                "list --plugin no.jar"
            })
    void badUsageIsToldOnStandardError(String line) {
        String[] arguments = line.isEmpty() ? new String[0] : line.split(" ", -1);
        assertThat(terminal.vaelab(arguments)).isEqualTo(2);
        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err()).startsWith("error: ").doesNotContain("\tat ", "\u001B");
    }

    @Test
    void aPathOfNothingIsNotTheFolderOneIsIn() throws IOException {
        String[] arguments = {"compare", config(), "--out", ""};
        assertThat(terminal.vaelab(arguments)).isEqualTo(2);
        assertThat(terminal.err()).contains("--out", "expected a path, found nothing");
    }

    @Test
    void listsWhatAConfigMayName() {
        assertThat(terminal.vaelab("list")).isZero();
        assertThat(terminal.out())
                .contains("gaussian", "standard-normal", "diagonal-normal", "bernoulli", "iwae")
                .contains("sprites", "fashion-mnist", "nd4j", "activeUnits", "logLikelihood");
    }

    @Tag("full")
    @Test
    void doctorFindsTheBackend() {
        assertThat(terminal.vaelab("doctor")).isZero();
        assertThat(terminal.out())
                .contains("nd4j usable", "torch usable", "java", "processor", "sprites");
    }

    @Test
    void aDryRunWritesNothing() throws IOException {
        String out = temporary.resolve("out").toString();
        assertThat(terminal.vaelab("compare", config(), "--dry-run", "--out", out)).isZero();
        assertThat(terminal.out()).contains("vae", "gaussian", "1 run, to be");
        assertThat(Path.of(out)).doesNotExist();
    }

    @Test
    void aBudgetIsToldBeforeAnythingIsTrained() throws IOException {
        Path file = temporary.resolve("paper.yaml");
        Files.writeString(
                file,
                CONFIG
                        + """
                        training: {steps: 3280000}
                        budgets: {small: {training.steps: 5000, seeds: [1, 2]}}
                        """);
        String[] small = {"compare", file.toString(), "--budget", "small", "--dry-run"};
        assertThat(terminal.vaelab(small)).as(terminal.err()).isZero();
        assertThat(terminal.err())
                .isEqualTo(
                        """
                        budget small: training.steps 3,280,000 -> 5,000
                        budget small: seeds not set -> [1, 2]
                        """);
        assertThat(terminal.out())
                .contains("2 runs, to be written to " + Path.of("runs", "paper-small", "runs"));
        assertThat(Path.of("runs")).doesNotExist();
    }

    @Tag("full")
    @Test
    void doubtsAreToldAndRefusedOnlyIfSoAsked() throws IOException {
        String out = temporary.resolve("out").toString();
        String[] dry = {"compare", config(), "--dry-run", "--out", out};
        assertThat(terminal.vaelab(dry)).isZero();
        assertThat(terminal.err()).startsWith("warning: one-seed: ").contains("\n    name several");
        assertThat(terminal.vaelab("compare", config(), "--strict", "--out", out)).isEqualTo(2);
        assertThat(Path.of(out)).doesNotExist();
        String[] two = {
            "compare", config(), "--strict", "--dry-run", "--out", out, "--set", "seeds=[1, 2]"
        };
        assertThat(terminal.vaelab(two)).isZero();
    }

    @Test
    @Tag("full")
    void thePlanIsThereBeforeTheFirstRun() throws IOException {
        ComparisonFolder folder = new ComparisonFolder(temporary.resolve("out"));
        List<ComparisonPlan> seen = new ArrayList<>();
        // The warnings come after the plan and before the first run.
        PrintWriter err =
                new PrintWriter(new StringWriter()) {
                    @Override
                    public void println(String text) {
                        if (seen.isEmpty()) {
                            assertThat(text).startsWith("warning: one-seed");
                            assertThat(folder.path().resolve("runs")).doesNotExist();
                            try {
                                seen.add(folder.readPlan());
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        }
                    }
                };
        int code =
                Main.run(
                        Console.of(new PrintWriter(new StringWriter()), err),
                        DataLocations.ofSystem(),
                        "compare",
                        config(),
                        "--out",
                        folder.path().toString(),
                        "--jobs",
                        "3",
                        "--set",
                        "training.steps=2",
                        "--set",
                        "evaluation.importanceExamples=2",
                        "--set",
                        "evaluation.importanceSamples=10");
        assertThat(code).isZero();
        assertThat(seen).singleElement().isEqualTo(folder.readPlan());
        assertThat(folder.run(folder.readPlan().runs().get(0)).hasResult()).isTrue();
    }

    /** Standard output of which every use is a defect. */
    private static final class BrokenOut extends Writer {
        @Override
        public void write(char[] text, int from, int length) {
            throw new IllegalStateException("a defect");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private static String errorOfBrokenProgram(String... arguments) {
        StringWriter err = new StringWriter();
        Console console = Console.of(new PrintWriter(new BrokenOut()), new PrintWriter(err));
        assertThat(Main.run(console, DataLocations.ofSystem(), arguments)).isEqualTo(70);
        return err.toString();
    }

    @Test
    void anErrorOfVaeLabItselfLeavesItsStackTrace() throws IOException {
        String err = errorOfBrokenProgram("list", "backends");
        assertThat(err).contains("an error in VaeLab itself", "a defect");
        String where = "its stack trace is in ";
        Path trace = Path.of(err.strip().substring(err.strip().indexOf(where) + where.length()));
        assertThat(Files.readString(trace)).contains("vaelab list backends", "a defect", "\tat ");
        Files.delete(trace);
    }

    @Test
    void withStackTraceItIsShown() {
        assertThat(errorOfBrokenProgram("list", "backends", "--stacktrace"))
                .contains("\tat ")
                .doesNotContain("stack trace is in");
    }

    @Test
    void aPluginThatCannotBeLoadedIsNamed() throws IOException {
        Path jar = temporary.resolve("broken.jar");
        try (JarOutputStream file = new JarOutputStream(Files.newOutputStream(jar))) {
            file.putNextEntry(
                    new JarEntry("META-INF/services/org.vaelab.framework.plugin.VaeLabModule"));
            file.write("no.such.Module\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(terminal.vaelab("list", "--plugin", jar.toString())).isEqualTo(2);
        assertThat(terminal.err()).contains("no.such.Module", "--plugin " + jar);
        assertThat(terminal.out()).isEmpty();
    }

    @Tag("full")
    @Test
    void thePartsOfAPluginCanBeNamed() throws IOException {
        Path jar = pluginJar();
        String[] plugged = {
            "compare",
            config(),
            "--dry-run",
            "--out",
            temporary.resolve("out").toString(),
            "--set",
            "models.vae.prior={type: wide, scale: 4}"
        };
        assertThat(terminal.vaelab(plugged)).isEqualTo(2);
        assertThat(terminal.err()).contains("unknown prior 'wide'");

        List<String> with = new ArrayList<>(List.of(plugged));
        with.addAll(List.of("--plugin", jar.toString()));
        assertThat(terminal.vaelab(with.toArray(new String[0]))).as(terminal.err()).isZero();
        assertThat(terminal.vaelab("list", "priors", "--plugin", jar.toString())).isZero();
        assertThat(terminal.out()).contains("a prior of a plugin", "WideModule (wide.jar)");
    }

    /** Compiles a plugin that is not on the class path of the tests. */
    private Path pluginJar() throws IOException {
        Path source =
                Files.writeString(
                        temporary.resolve("WideModule.java"),
                        """
                        import org.vaelab.framework.latent.*;
                        import org.vaelab.framework.plugin.*;
                        import org.vaelab.framework.settings.*;

                        public final class WideModule extends VaeLabModule {
                            @Part(value = "wide", description = "a prior of a plugin")
                            public record Wide(@Setting("scale") double scale) implements PriorPart {
                                public Prior create(PriorContext context) {
                                    return new StandardNormal(
                                            context.runtime(),
                                            context.space(Euclidean.class, "prior wide"));
                                }
                            }

                            protected void announce() {
                                part(Wide.class);
                            }
                        }
                        """);
        Path classes = Files.createDirectory(temporary.resolve("classes"));
        int compiled =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-proc:none",
                                "-classpath",
                                System.getProperty("java.class.path"),
                                "-d",
                                classes.toString(),
                                source.toString());
        assertThat(compiled).isZero();
        Path jar = temporary.resolve("wide.jar");
        try (JarOutputStream file = new JarOutputStream(Files.newOutputStream(jar))) {
            file.putNextEntry(
                    new JarEntry("META-INF/services/org.vaelab.framework.plugin.VaeLabModule"));
            file.write("WideModule\n".getBytes(StandardCharsets.UTF_8));
            for (String name : List.of("WideModule", "WideModule$Wide")) {
                file.putNextEntry(new JarEntry(name + ".class"));
                file.write(Files.readAllBytes(classes.resolve(name + ".class")));
            }
        }
        return jar;
    }

    @Test
    void slowKernelsAreNoticed() {
        HostFacts host =
                new HostFacts(
                        "a processor",
                        List.of("avx2", "avx512f"),
                        Optional.empty(),
                        Optional.empty());
        assertThat(host.warnings(Map.of(), 2)).isEmpty();
        assertThat(host.warnings(Map.of("OPENBLAS_CORETYPE", "SkylakeX"), 2)).isEmpty();
        assertThat(host.warnings(Map.of("OMP_NUM_THREADS", "2"), 2)).isEmpty();
        assertThat(host.warnings(Map.of("OPENBLAS_CORETYPE", "Haswell"), 2))
                .singleElement()
                .asString()
                .contains("OPENBLAS_CORETYPE=Haswell", "AVX-512");
        assertThat(host.warnings(Map.of("OMP_NUM_THREADS", "1"), 2))
                .singleElement()
                .asString()
                .contains("1 of 2 processors");
    }
}
