// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The examples of the Javadoc of all modules, and of pages about Java, compile. {@code
 * FromJavaGuideTest} of {@code vaelab-lab} has the guide.
 */
final class JavaExamplesTest {

    private static final Path ROOT = Path.of("../..");

    private static final List<Path> PAGES =
            List.of(
                    Path.of("../../reports/README.md"),
                    Path.of("../../framework/record/README.md"));

    /** The types that a user of the library meets first. */
    private static final List<String> MET_FIRST =
            List.of(
                    "experiments/Experiment",
                    "experiments/ModelConfig",
                    "experiments/Plan",
                    "experiments/Results",
                    "experiments/run/Control",
                    "experiments/run/Listener",
                    "experiments/use/Alarm",
                    "experiments/use/Codes",
                    "experiments/use/Condition",
                    "experiments/use/Lab",
                    "experiments/use/Model",
                    "experiments/use/ModelPool",
                    "experiments/use/Rows",
                    "framework/random/RandomKey",
                    "framework/record/RunFolder");

    private static final Pattern METHOD = Pattern.compile("\\.[a-z]\\w*\\(");

    private static final Pattern JAVADOC =
            Pattern.compile("<pre>\\{@code\n(.*?)\n *\\* }</pre>", Pattern.DOTALL);
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS =
            Pattern.compile("(?m)^(?:public )?(?:final )?(?:class|record|interface) (\\w+)");
    private static final Pattern IMPORTS = Pattern.compile("(?m)^import .*;$");
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package (.*);$");

    /** What a part of a program uses, which another part has made. */
    private static final String GIVEN =
            "Path path, Path other, Path place, double[][] values, String[] kinds, Results results, Model model, Experiment experiment, Lab lab,"
                    + " Path file, TensorRuntime runtime, RandomKey key, Tensor x, Tensor y, Tensor weights,"
                    + " org.vaelab.framework.model.GenerativeModel generative, org.vaelab.framework.model.Inference inference, Tensor a, Tensor rate, Tensor mean, Tensor scale, Tensor concentration, double[] draws";

    /** The module of the plugin that the contracts of the testkit test. */
    private static final String PLUGIN =
            "class LogisticModule extends org.vaelab.framework.plugin.VaeLabModule {"
                    + " protected void announce() {} }";

    private static final String COMMON =
            """
            import java.nio.file.*;
            import java.util.*;
            import org.vaelab.experiments.*;
            import org.vaelab.experiments.run.*;
            import org.vaelab.experiments.use.*;
            import org.vaelab.framework.parts.architecture.*;
            import org.vaelab.framework.parts.estimator.*;
            import org.vaelab.framework.parts.layers.*;
            import org.vaelab.framework.random.*;
            import org.vaelab.framework.record.*;
            import org.vaelab.framework.sources.*;
            import org.vaelab.framework.special.*;
            import org.vaelab.framework.tensor.*;
            import org.vaelab.reports.*;
            import org.vaelab.reports.comparison.*;
            import org.vaelab.reports.figures.*;
            import org.vaelab.reports.tables.Table;
            import org.vaelab.variants.gaussian.*;
            """;

    @TempDir Path classes;

    /**
     * An example.
     *
     * @param imports of the class that it is in, which it sees
     */
    record Example(String place, String imports, String code) {
        @Override
        public String toString() {
            return place;
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String code;

        Source(String name, String code) {
            super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
            this.code = code;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return code;
        }
    }

    static Stream<Example> examples() throws IOException {
        List<Example> all = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : files.filter(JavaExamplesTest::isOfAModule).sorted().toList()) {
                String text = Files.readString(file);
                Matcher named = PACKAGE.matcher(text);
                if (text.contains("<pre>{@code") && named.find()) {
                    String imports =
                            IMPORTS.matcher(text)
                                    .results()
                                    .map(MatchResult::group)
                                    .collect(Collectors.joining("\n"));
                    for (String code : blocks(file, JAVADOC)) {
                        all.add(
                                new Example(
                                        ROOT.relativize(file).toString(),
                                        imports + "\nimport " + named.group(1) + ".*;",
                                        code.replaceAll("(?m)^ *\\* ?", "")));
                    }
                }
            }
        }
        for (Path page : PAGES) {
            for (String code : blocks(page, BLOCK)) {
                all.add(new Example(page.toString(), "", code));
            }
        }
        return all.stream();
    }

    private static boolean isOfAModule(Path file) {
        String path = file.toString().replace('\\', '/');
        return path.contains("/src/main/java/")
                && path.endsWith(".java")
                && !path.contains("/target/");
    }

    private static List<String> blocks(Path file, Pattern pattern) throws IOException {
        return pattern.matcher(Files.readString(file)).results().map(m -> m.group(1)).toList();
    }

    @ParameterizedTest
    @Tag("full")
    @MethodSource("examples")
    void compiles(Example example) {
        assertThat(errors(example)).isEmpty();
    }

    @Test
    void thereAreExamplesAndAWrongOneIsNoticed() throws IOException {
        assertThat(examples()).hasSizeGreaterThan(30);
        assertThat(errors(new Example("", "", "Experiment.named(\"a\").data(new Sprites(3));")))
                .isNotEmpty();
    }

    private static Stream<Example> metFirst() throws IOException {
        return examples()
                .filter(
                        example ->
                                MET_FIRST.stream()
                                        .anyMatch(
                                                type ->
                                                        example.place()
                                                                .replace('\\', '/')
                                                                .endsWith(
                                                                        "/org/vaelab/"
                                                                                + type
                                                                                + ".java")));
    }

    @Test
    void theTypesThatAUserMeetsFirstHaveExamples() throws IOException {
        List<String> places = metFirst().map(Example::place).distinct().toList();
        assertThat(places).hasSameSizeAs(MET_FIRST);
    }

    @ParameterizedTest
    @Tag("full")
    @MethodSource("metFirst")
    void aWrongMethodNameIsNoticed(Example example) {
        String wrong = METHOD.matcher(example.code()).replaceFirst(".ofNobody(");
        assertThat(errors(new Example(example.place(), example.imports(), wrong)))
                .contains("ofNobody");
    }

    private String errors(Example example) {
        String code = example.code();
        Matcher named = CLASS.matcher(code);
        String name = named.find() ? named.group(1) : "Part";
        boolean isWhole = code.startsWith("package ");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        compiler.getTask(
                        null,
                        null,
                        found,
                        List.of("-proc:none", "-d", classes.toString()),
                        null,
                        List.of(
                                new Source(
                                        name,
                                        isWhole ? code : part(example, named.reset().find()))))
                .call();
        return found.getDiagnostics().stream()
                .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                .map(each -> each.getLineNumber() + ": " + each.getMessage(Locale.ROOT))
                .collect(Collectors.joining("\n"));
    }

    /**
     * Returns a program around a class, or around statements, whose results must not have the names
     * of what is given.
     */
    private static String part(Example example, boolean isClass) {
        String code = example.code();
        String given =
                Stream.of(GIVEN.split(", "))
                        .filter(each -> !code.contains(each + " =") && !code.contains(each + ";"))
                        .filter(each -> !code.contains("(" + each + " "))
                        .collect(Collectors.joining(", "));
        String program =
                isClass
                        ? code
                        : "class Part {\nvoid run("
                                + given
                                + ") throws Exception {\n"
                                + code
                                + "\n}}";
        return example.imports() + "\n" + COMMON + program + PLUGIN;
    }
}
