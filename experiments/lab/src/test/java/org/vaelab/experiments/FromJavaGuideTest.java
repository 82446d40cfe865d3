// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The code of the guides is that of the programs which continuous integration builds and runs. */
final class FromJavaGuideTest {

    private static final List<Path> GUIDES =
            List.of(Path.of("../FROM-JAVA.md"), Path.of("../JAVA-DATA.md"));

    private static final Path PROJECT = Path.of("../../.ci/from-java");
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    /** What the programs make before the code that the guide shows. */
    private static final String GIVEN =
            """
            import java.nio.file.*;
            import java.util.*;
            import java.util.concurrent.*;
            import org.vaelab.experiments.*;
            import org.vaelab.experiments.use.*;
            import org.vaelab.experiments.run.Control;
            import org.vaelab.experiments.run.Executor;
            import org.vaelab.experiments.run.Listener;
            import org.vaelab.framework.evaluation.evaluator.EvaluationResult;
            import org.vaelab.framework.posterior.Draw;
            import org.vaelab.framework.random.RandomKey;
            import org.vaelab.framework.record.PlannedRun;
            import org.vaelab.framework.sources.SpritesSource;
            import org.vaelab.framework.tensor.*;
            import org.vaelab.framework.tensor.shape.*;
            import org.vaelab.framework.training.StepReport;
            import org.vaelab.variants.gaussian.DiagonalNormalFamily;
            import org.vaelab.variants.vmf.VonMisesFisher;
            Random random = new Random(1);
            double[][] values = new double[2000][3];
            for (double[] row : values) {
                for (int i = 0; i < 3; i++) {
                    row[i] = 10 * random.nextGaussian();
                }
            }
            Results run(String name, Rows rows, Map<String, Object> model) throws Exception {
                return Experiment.named(name).data(rows).set("models.vae", model).
                        set("data.validation", 0.1).training(t -> t.steps(20)).
                        evaluation(e -> e.importanceSamples(2)).in(Path.of("guide").resolve(name)).
                        plan().run(Executor.local(1), Listener.SILENT).orThrow();
            }
            RandomKey key = RandomKey.of(7);
            int n = 50;
            double[][] points = Arrays.copyOf(values, 300);
            double[][] light = Arrays.copyOf(values, 300);
            double[][] steps = new double[300][24];
            Arrays.setAll(steps, i -> key.fold(i).normal(24));
            String[] labels = new String[300];
            Arrays.setAll(labels, i -> i % 2 == 0 ? "green" : "red");
            Map<String, Object> plain = Map.of("variant", "gaussian", "latent", 2);
            Map<String, Object> given = new HashMap<>(plain);
            given.put("condition", "label");
            Results colours = run("colours", Rows.of("points", points).labels(labels), given);
            Results waves = run("waves", Rows.of("w", steps).series(12, "east", "north"), Map.of("variant", "state-space", "state", 2));
            Map<String, Object> experts = new HashMap<>(plain);
            experts.put("inference", "moe");
            double[][] one = new double[300][1];
            Results both = run("both", Rows.joined(Map.of("point", Rows.of("p", points), "light", Rows.of("l", one))), experts);
            Model opened = run("plain", Rows.of("points", points), plain).model("vae", 1);
            var model = opened.distributions().generative();
            var inference = opened.distributions().inference();
            double[][] rest = Arrays.copyOf(values, 300);
            double[] row = rest[0];
            ExecutorService requests = Executors.newFixedThreadPool(4);
            Experiment made = Experiment.named("made").data(SpritesSource.ofSize(16, 500, 100));
            made = made.model("vae", m -> m.posterior(new DiagonalNormalFamily(3)));
            TensorRuntime runtime = Backends.find(Experiment.class.getClassLoader()).open();
            Tensor direction = runtime.tensor(new float[] {0, 0, 1}, Shape.of(1, 3));
            Tensor concentration = runtime.vector(2);
            """;

    @TempDir Path folderOfRuns;

    static List<String> blocks() throws IOException {
        StringBuilder pages = new StringBuilder();
        for (Path guide : GUIDES) {
            pages.append(Files.readString(guide));
        }
        return BLOCK.matcher(pages).results().map(m -> m.group(1)).toList();
    }

    private static List<Path> programs() throws IOException {
        try (Stream<Path> files = Files.walk(PROJECT)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
    }

    private static String withoutSpaces(String code) {
        return code.replaceAll("\\s", "");
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void theCodeIsOfAProgram(String block) throws IOException {
        assertThat(programs())
                .as("%s", block)
                .anyMatch(file -> withoutSpaces(read(file)).contains(withoutSpaces(block)));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A shell evaluates a line as soon as it can be a statement, as the program {@code jshell}
     * does.
     */
    @Tag("exhaustive")
    @Test
    void aShellReadsTheCodeLineByLine() throws IOException {
        StringBuilder session = new StringBuilder(GIVEN);
        for (String block : blocks()) {
            long open = block.chars().filter(c -> c == '{').count();
            long closed = block.chars().filter(c -> c == '}').count();
            session.append(block).append("}".repeat((int) (open - closed))).append('\n');
        }
        session.append("requests.shutdown();\nruntime.close();\nopened.close();\n");
        String folder = folderOfRuns.toString().replace("\\", "/") + "/";
        try (JShell shell = JShell.builder().executionEngine("local").build()) {
            shell.addToClasspath(System.getProperty("java.class.path"));
            paste(shell, session.toString().replace("Path.of(\"", "Path.of(\"" + folder));
        }
        assertThat(Results.in(folderOfRuns.resolve("runs/rings")).records()).hasSize(2);
    }

    private static void paste(JShell shell, String session) {
        String unread = "";
        for (String line : session.lines().toList()) {
            unread += line + "\n";
            CompletionInfo info = shell.sourceCodeAnalysis().analyzeCompletion(unread);
            while (info.completeness().isComplete()) {
                for (SnippetEvent event : shell.eval(info.source())) {
                    assertThat(event.exception()).as(info.source()).isNull();
                    assertThat(event.status())
                            .as(
                                    "%s%n%s",
                                    info.source(),
                                    shell.diagnostics(event.snippet())
                                            .map(d -> d.getMessage(Locale.ROOT))
                                            .toList())
                            .isEqualTo(Snippet.Status.VALID);
                }
                unread = info.remaining();
                info = shell.sourceCodeAnalysis().analyzeCompletion(unread);
            }
        }
        assertThat(unread).as("what is not evaluated").isBlank();
    }

    @Test
    void continuousIntegrationRunsEveryProgram() throws IOException {
        String run = Files.readString(Path.of("../../.ci/run"));
        assertThat(blocks()).hasSizeGreaterThan(5);
        assertThat(programs()).hasSizeGreaterThan(5);
        for (Path file : programs()) {
            assertThat(run).contains(file.getFileName().toString().replace(".java", ""));
        }
    }
}
