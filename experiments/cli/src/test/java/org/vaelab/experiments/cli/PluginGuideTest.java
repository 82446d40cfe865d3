// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.settings.Papers;

/**
 * The guide to plugins is true: its snippets compile, its config is read, its tables are complete.
 */
final class PluginGuideTest {

    private static final Path VARIANTS = Path.of(System.getProperty("vaelab.root"), "variants");

    /** The guide, and the page of all methods. */
    private static final List<Path> PAGES =
            List.of(
                    VARIANTS.resolve("NEW-DISTRIBUTION.md"),
                    VARIANTS.resolve("EXTENSION-POINTS.md"));

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\n(.*?)^```$");
    private static final Pattern TABLE =
            Pattern.compile(
                    "(?m)^<!-- (methods|some methods|values): ([\\w.]+) -->\n\n((?:\\|.*\n)+)");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)(?:\\(([^)]*)\\))?` \\|");

    /** What snippets leave out. */
    private static final String HEADER =
            """
            package org.example.logistic;
            import org.vaelab.framework.settings.Part;
            %s
            """
                    .formatted(
                            Stream.of(
                                            "com.fasterxml.jackson.annotation",
                                            "java.util",
                                            "org.vaelab.framework.component",
                                            "org.vaelab.framework.data",
                                            "org.vaelab.framework.estimator",
                                            "org.vaelab.framework.evaluation",
                                            "org.vaelab.framework.health",
                                            "org.vaelab.framework.latent",
                                            "org.vaelab.framework.model",
                                            "org.vaelab.framework.network",
                                            "org.vaelab.framework.plugin",
                                            "org.vaelab.framework.posterior",
                                            "org.vaelab.framework.random",
                                            "org.vaelab.framework.record",
                                            "org.vaelab.framework.settings",
                                            "org.vaelab.framework.tensor",
                                            "org.vaelab.framework.tensor.shape",
                                            "org.vaelab.testkit.contract",
                                            "org.vaelab.testkit.space")
                                    .map(name -> "import " + name + ".*;")
                                    .collect(Collectors.joining("\n")));

    @TempDir Path temporary;

    private static String text() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Path page : PAGES) {
            text.append(Files.readString(page));
        }
        return text.toString();
    }

    private static List<String> blocks(String language) throws IOException {
        List<String> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text());
        while (matcher.find()) {
            if (matcher.group(1).equals(language)) {
                blocks.add(matcher.group(2));
            }
        }
        assertThat(blocks).as(language + " in " + PAGES).isNotEmpty();
        return blocks;
    }

    private static JarOf parts() throws IOException {
        JarOf jar = new JarOf().resource(Papers.RESOURCE, blocks("bibtex").get(0));
        for (String snippet : blocks("java")) {
            String source = HEADER + snippet;
            if (snippet.contains("extends PartSweep") || snippet.contains("Contract {")) {
                jar.absentSource(source);
            } else {
                jar.source(source);
            }
        }
        return jar;
    }

    private Path jar() throws IOException {
        return parts().module("org.example.logistic.LogisticModule")
                .write(temporary.resolve("logistic-0.1.0.jar"));
    }

    /** The jar of the snippets is a plugin, with which the config of the guide can be run. */
    @Tag("full")
    @Test
    void theSnippetsArePluginAndConfig() throws IOException {
        List<String> configs = blocks("yaml");
        assertThat(configs).hasSize(1);
        Path config = Files.writeString(temporary.resolve("sixth.yaml"), configs.get(0));
        Terminal terminal = new Terminal();
        String[] command = {
            "compare",
            config.toString(),
            "--plugin",
            jar().toString(),
            "--dry-run",
            "--out",
            temporary.resolve("out").toString(),
            "--set",
            "data.source=sprites",
            "--set",
            "data.binarize=none"
        };
        assertThat(terminal.vaelab(command)).as("%s", terminal).isZero();
        assertThat(terminal.out()).contains("logistic", "4 runs");
    }

    /** A module with other parts of the page is loaded, and its papers are known. */
    @Test
    @Tag("full")
    void theOtherPartsAreLoaded() throws IOException {
        Path jar =
                parts().module("org.example.logistic.Others")
                        .source(
                                """
                                package org.example.logistic;
                                public final class Others
                                        extends org.vaelab.framework.plugin.VaeLabModule {
                                    @Override
                                    protected void announce() {
                                        part(DataDimension.class);
                                        part(CodeLength.class);
                                    }
                                }
                                """)
                        .write(temporary.resolve("others-0.1.0.jar"));
        Terminal terminal = new Terminal();
        assertThat(terminal.vaelab("list", "metrics", "--plugin", jar.toString()))
                .as("%s", terminal)
                .isZero();
        assertThat(terminal.out()).contains("predictive.dataDimension");
    }

    /**
     * A table of the guide.
     *
     * @param kind of what it lists
     * @param type whose methods or values
     * @param rows the table
     */
    record Table(String kind, Class<?> type, String rows) {

        @Override
        public String toString() {
            return kind + " of " + type.getSimpleName();
        }
    }

    static List<Table> tables() throws IOException, ClassNotFoundException {
        List<Table> tables = new ArrayList<>();
        Matcher matcher = TABLE.matcher(text());
        while (matcher.find()) {
            Class<?> type = Class.forName(matcher.group(2));
            tables.add(new Table(matcher.group(1), type, matcher.group(3)));
        }
        return tables;
    }

    @Test
    void theTablesAreFound() throws Exception {
        assertThat(tables()).hasSizeGreaterThanOrEqualTo(6);
    }

    @ParameterizedTest
    @MethodSource("tables")
    void aTableIsThatOfTheInterface(Table table) {
        Set<String> listed = new TreeSet<>();
        Matcher row = ROW.matcher(table.rows());
        while (row.find()) {
            String arguments = row.group(2);
            int count =
                    arguments == null || arguments.isBlank() ? 0 : arguments.split(",", -1).length;
            listed.add(table.kind().equals("values") ? row.group(1) : row.group(1) + "/" + count);
        }
        Set<String> present = present(table);
        if (table.kind().equals("some methods")) {
            assertThat(present).as(table + ", by their number of arguments").containsAll(listed);
        } else {
            assertThat(listed).as(table + ", by their number of arguments").isEqualTo(present);
        }
    }

    private static Set<String> present(Table table) {
        if (table.kind().equals("values")) {
            return Arrays.stream(table.type().getEnumConstants())
                    .map(value -> ((Enum<?>) value).name())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
        return Arrays.stream(table.type().getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> method.getDeclaringClass() != Object.class)
                .map(PluginGuideTest::signature)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String signature(Method method) {
        return method.getName() + "/" + method.getParameterCount();
    }
}
