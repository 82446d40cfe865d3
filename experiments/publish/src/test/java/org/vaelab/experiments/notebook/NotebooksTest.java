// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import jdk.jshell.ExpressionSnippet;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.VarSnippet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.plugin.FrameworkVersion;

/**
 * The Java notebooks run, cell by cell, in the shell of the JDK, which is also what a Java kernel
 * of Jupyter runs them in. Few steps are enough. {@code .ci/notebooks} runs them in Jupyter, with
 * all steps.
 */
@Tag("full")
final class NotebooksTest {

    /** The line of JJava that adds VaeLab, which is on the class path here. */
    private static final String MAGIC = "%maven org.vaelab:vaelab-cli:";

    /** More lines of output hide what a cell shows. */
    private static final int LINES = 60;

    @TempDir Path runs;

    static Stream<Path> notebooks() throws IOException {
        List<Path> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("../notebooks"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".ipynb")).sorted().toList()) {
                if (read(file).at("/metadata/kernelspec/name").asText().equals("java")) {
                    all.add(file);
                }
            }
        }
        assertThat(all).hasSizeGreaterThanOrEqualTo(5);
        return all.stream();
    }

    private static JsonNode read(Path notebook) throws IOException {
        return new ObjectMapper().readTree(notebook.toFile());
    }

    @ParameterizedTest
    @MethodSource("notebooks")
    void runs(Path notebook) throws IOException {
        List<String> shown = new ArrayList<>();
        boolean isAdded = false;
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try (JShell shell = JShell.builder().executionEngine("local").build()) {
            shell.addToClasspath(System.getProperty("java.class.path"));
            for (JsonNode cell : read(notebook).get("cells")) {
                if (!cell.get("cell_type").asText().equals("code")) {
                    continue;
                }
                assertThat(cell.get("outputs")).as("outputs are not committed").isEmpty();
                StringBuilder code = new StringBuilder();
                cell.get("source").forEach(line -> code.append(line.asText()));
                if (code.toString().startsWith(MAGIC)) {
                    assertThat(code).hasToString(MAGIC + FrameworkVersion.current().text());
                    isAdded = true;
                    continue;
                }
                shown.add(run(shell, code.toString()));
                if (cell.at("/metadata/tags/0").asText().equals("parameters")) {
                    run(
                            shell,
                            "runs = Path.of(java.net.URI.create(\""
                                    + runs.toUri()
                                    + "\")); steps = 20;");
                }
            }
        } finally {
            System.setOut(console);
        }
        assertThat(isAdded).as("a cell adds VaeLab").isTrue();
        assertThat(shown.stream().anyMatch(html -> html.contains("data:image/svg+xml;base64,")))
                .as("a cell shows a figure")
                .isTrue();
        assertThat(printed.toString(StandardCharsets.UTF_8).lines().count()).isLessThan(LINES);
        assertThat(runs).isNotEmptyDirectory();
    }

    /** Runs the snippets of a cell, and returns the last value as HTML; empty if it has none. */
    private static String run(JShell shell, String code) {
        String shown = "";
        String rest = code;
        while (!rest.isBlank()) {
            CompletionInfo info = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            assertThat(info.completeness().isComplete()).as(rest).isTrue();
            shown = "";
            for (SnippetEvent event : shell.eval(info.source())) {
                List<String> problems =
                        shell.diagnostics(event.snippet()).map(d -> d.getMessage(null)).toList();
                assertThat(event.exception()).as(info.source()).isNull();
                assertThat(event.status())
                        .as("%s%n%s", info.source(), problems)
                        .isIn(Snippet.Status.VALID, Snippet.Status.OVERWRITTEN);
                if (event.snippet() instanceof ExpressionSnippet value) {
                    shown = html(shell, value.name());
                } else if (event.snippet() instanceof VarSnippet value
                        && value.subKind() == Snippet.SubKind.TEMP_VAR_EXPRESSION_SUBKIND) {
                    shown = html(shell, value.name());
                }
            }
            rest = info.remaining();
        }
        return shown;
    }

    private static String html(JShell shell, String name) {
        String html = Html.class.getName();
        String isShown =
                html + ".TYPES.stream().anyMatch(t -> t.isInstance((Object) " + name + "))";
        return shell.eval(isShown + " ? " + html + ".of(" + name + ") : \"\"").get(0).value();
    }
}
