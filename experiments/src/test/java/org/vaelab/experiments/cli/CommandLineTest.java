// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.experiments.plan.Plans;
import org.vaelab.framework.record.ComparisonPlan;

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
        assertThat(terminal.vaelab(new NoActions(), "--help")).isZero();
        assertThat(terminal.out()).contains("Usage: vaelab", "compare", "doctor", "Exit codes:");
        assertThat(terminal.err()).isEmpty();
    }

    @Test
    void everyCommandExplainsItself() {
        for (String command :
                List.of(
                        "compare",
                        "status",
                        "report",
                        "evaluate",
                        "encode",
                        "reconstruct",
                        "sample",
                        "traverse",
                        "interpolate",
                        "impute",
                        "score")) {
            assertThat(terminal.vaelab(new NoActions(), command, "--help")).isZero();
            assertThat(terminal.out()).contains("Usage: vaelab " + command);
        }
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
                "status",
                "status no-such-folder",
                "report",
                "traverse no-such-run",
                "interpolate no-such-run --pairs few",
                "impute no-such-run",
                "impute no-such-run --observed upper --method gibs",
                "report no-such-folder",
                "report no-such-folder --check",
                "list --plugin no.jar"
            })
    void badUsageIsToldOnStandardError(String line) {
        String[] arguments = line.isEmpty() ? new String[0] : line.split(" ", -1);
        assertThat(terminal.vaelab(new NoActions(), arguments)).isEqualTo(2);
        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err()).startsWith("error: ").doesNotContain("\tat ", "\u001B");
    }

    @Test
    void aPathOfNothingIsNotTheFolderOneIsIn() throws IOException {
        String[] arguments = {"compare", config(), "--out", ""};
        assertThat(terminal.vaelab(new NoActions(), arguments)).isEqualTo(2);
        assertThat(terminal.err()).contains("--out", "expected a path, found nothing");
    }

    @Test
    void listsWhatAConfigMayName() {
        assertThat(terminal.vaelab(new NoActions(), "list")).isZero();
        assertThat(terminal.out())
                .contains("gaussian", "standard-normal", "diagonal-normal", "bernoulli", "iwae")
                .contains("sprites", "fashion-mnist", "nd4j", "activeUnits", "logLikelihood");
    }

    @Test
    void doctorFindsTheBackend() {
        assertThat(terminal.vaelab(new NoActions(), "doctor")).isZero();
        assertThat(terminal.out())
                .contains("nd4j usable", "torch usable", "java", "processor", "sprites");
    }

    @Test
    void aDryRunWritesNothing() throws IOException {
        String out = temporary.resolve("out").toString();
        assertThat(terminal.vaelab(new NoActions(), "compare", config(), "--dry-run", "--out", out))
                .isZero();
        assertThat(terminal.out()).contains("vae", "gaussian", "1 runs");
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
        assertThat(terminal.vaelab(new NoActions(), small)).as(terminal.err()).isZero();
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

    @Test
    void doubtsAreToldAndRefusedOnlyIfSoAsked() throws IOException {
        String out = temporary.resolve("out").toString();
        String[] dry = {"compare", config(), "--dry-run", "--out", out};
        assertThat(terminal.vaelab(new NoActions(), dry)).isZero();
        assertThat(terminal.err()).startsWith("warning: one-seed: ").contains("\n    name several");
        assertThat(terminal.vaelab(new NoActions(), "compare", config(), "--strict", "--out", out))
                .isEqualTo(2);
        assertThat(Path.of(out)).doesNotExist();
        String[] two = {
            "compare", config(), "--strict", "--dry-run", "--out", out, "--set", "seeds=[1, 2]"
        };
        assertThat(terminal.vaelab(new NoActions(), two)).isZero();
    }

    @Test
    void thePlanIsThereBeforeTheFirstRun() throws IOException {
        Path folder = temporary.resolve("out");
        List<ComparisonPlan> seen = new ArrayList<>();
        Actions actions =
                new NoActions() {
                    @Override
                    public int compare(Session s, PreparedComparison comparison, int jobs) {
                        try {
                            seen.add(comparison.folder().readPlan());
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                        assertThat(jobs).isEqualTo(3);
                        assertThat(Plans.of(comparison.spec()).runs())
                                .isEqualTo(
                                        comparison.jobs().stream().map(j -> j.planned()).toList());
                        return 1;
                    }
                };
        int code =
                terminal.vaelab(
                        actions, "compare", config(), "--out", folder.toString(), "--jobs", "3");
        assertThat(code).as(terminal.err()).isEqualTo(1);
        assertThat(seen).singleElement().satisfies(plan -> assertThat(plan.runs()).hasSize(1));
    }

    @Test
    void anErrorOfVaeLabItselfLeavesItsStackTrace() throws IOException {
        Actions broken =
                new NoActions() {
                    @Override
                    public int compare(Session s, PreparedComparison comparison, int jobs) {
                        throw new IllegalStateException("a defect");
                    }
                };
        String[] arguments = {"compare", config(), "--out", temporary.resolve("out").toString()};
        assertThat(terminal.vaelab(broken, arguments)).isEqualTo(70);
        assertThat(terminal.err()).contains("an error in VaeLab itself", "a defect");
        String where = "its stack trace is in ";
        String text = terminal.err().strip();
        Path trace = Path.of(text.substring(text.indexOf(where) + where.length()));
        assertThat(Files.readString(trace)).contains("vaelab compare", "a defect", "\tat ");
        Files.delete(trace);
    }

    @Test
    void withStackTraceItIsShown() throws IOException {
        Actions broken =
                new NoActions() {
                    @Override
                    public int compare(Session s, PreparedComparison comparison, int jobs) {
                        throw new IllegalStateException("a defect");
                    }
                };
        String out = temporary.resolve("out").toString();
        assertThat(terminal.vaelab(broken, "compare", config(), "--out", out, "--stacktrace"))
                .isEqualTo(70);
        assertThat(terminal.err()).contains("\tat ").doesNotContain("stack trace is in");
    }

    @Test
    void aPluginThatCannotBeLoadedIsNamed() throws IOException {
        Path jar = temporary.resolve("broken.jar");
        try (JarOutputStream file = new JarOutputStream(Files.newOutputStream(jar))) {
            file.putNextEntry(
                    new JarEntry("META-INF/services/org.vaelab.framework.plugin.VaeLabModule"));
            file.write("no.such.Module\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(terminal.vaelab(new NoActions(), "list", "--plugin", jar.toString()))
                .isEqualTo(2);
        assertThat(terminal.err()).contains("no.such.Module", "--plugin " + jar);
        assertThat(terminal.out()).isEmpty();
    }

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
        assertThat(terminal.vaelab(new NoActions(), plugged)).isEqualTo(2);
        assertThat(terminal.err()).contains("unknown prior 'wide'");

        List<String> with = new ArrayList<>(List.of(plugged));
        with.addAll(List.of("--plugin", jar.toString()));
        assertThat(terminal.vaelab(new NoActions(), with.toArray(new String[0])))
                .as(terminal.err())
                .isZero();
        assertThat(terminal.vaelab(new NoActions(), "list", "priors", "--plugin", jar.toString()))
                .isZero();
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

                        public final class WideModule extends VaeLabModule {
                            public record Settings(double scale) {}

                            public static final class Wide implements PriorFactory<Settings> {
                                public Class<Settings> settingsType() {
                                    return Settings.class;
                                }

                                public String description() {
                                    return "a prior of a plugin";
                                }

                                public Prior create(Settings settings, PriorContext context) {
                                    return new StandardNormal(
                                            context.runtime(),
                                            context.space(Euclidean.class, "prior wide"));
                                }
                            }

                            protected void announce() {
                                prior("wide", Wide.class);
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
            for (String name : List.of("WideModule", "WideModule$Wide", "WideModule$Settings")) {
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
