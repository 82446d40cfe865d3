// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.experiments.config.SpecContext;
import org.vaelab.experiments.config.SpecReader;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.tensor.Backends;
import picocli.CommandLine;

/**
 * Links of all Markdown files lead somewhere, their commands are commands, their configs are read.
 */
final class GuidesTest {

    private static final Path ROOT = Path.of(System.getProperty("vaelab.root"));
    private static final ClassLoader LOADER = GuidesTest.class.getClassLoader();
    private static final Plugins PLUGINS = Plugins.load(LOADER);
    private static final Backends BACKENDS = Backends.find(LOADER);
    private static final CommandLine VAELAB =
            new CommandLine(Main.class).setCaseInsensitiveEnumValuesAllowed(true);

    /** Data sets in folders that the pages name. */
    private static final List<String> FOLDERS = List.of("mnist10k", "my-digits");

    /** Marks a config that needs a plugin. {@link PluginGuideTest} reads it. */
    private static final String PLUGIN = "plugin";

    /** Commands and configs of the past. */
    private static final Path CHANGES = Path.of("CHANGELOG.md");

    /** Pages that lead through a task, with at most so many lines. */
    private static final int MOST_LINES = 150;

    private static final Set<Path> GUIDES =
            Set.of(
                    Path.of("README.md"),
                    Path.of("configs", "FIRST-EXPERIMENT.md"),
                    Path.of("configs", "YOUR-DATA.md"),
                    Path.of("configs", "COMING-FROM.md"),
                    Path.of("configs", "GLOSSARY.md"),
                    Path.of("variants", "NEW-DISTRIBUTION.md"),
                    Path.of("variants", "ESTIMATORS.md"),
                    Path.of("reports", "PAPER-TABLE.md"),
                    Path.of("reports", "READING.md"),
                    Path.of("experiments", "CLUSTER.md"),
                    Path.of("experiments", "ARCHITECTURE.md"),
                    Path.of("experiments", "FROM-JAVA.md"),
                    Path.of("experiments", "JAVA-DATA.md"));

    @TempDir Path folder;

    static Stream<Path> pages() {
        return MarkdownPages.below(ROOT).stream().map(ROOT::relativize);
    }

    static Stream<Path> guides() {
        return GUIDES.stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsSomewhere(Path page) {
        Path file = ROOT.resolve(page);
        for (String link : MarkdownPages.links(file)) {
            if (link.matches("(?i)[a-z]+:.*")) {
                continue;
            }
            String[] parts = link.split("#", 2);
            Path target = parts[0].isEmpty() ? file : file.resolveSibling(parts[0]).normalize();
            assertThat(target).as("%s: %s", page, link).exists();
            if (parts.length == 2) {
                assertThat(MarkdownPages.anchors(target))
                        .as("%s: headings of %s", page, link)
                        .contains(parts[1]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyCommandParses(Path page) {
        if (page.equals(CHANGES)) {
            return;
        }
        for (String command : MarkdownPages.commands(ROOT.resolve(page))) {
            List<String> arguments = MarkdownPages.split(command);
            arguments.remove("...");
            assertThatCode(() -> parse(arguments))
                    .as("%s: ./vaelab %s", page, command)
                    .doesNotThrowAnyException();
            arguments.stream()
                    .filter(argument -> argument.matches("configs/[\\w/-]+\\.yaml"))
                    .filter(argument -> !argument.contains("logistic"))
                    .forEach(config -> assertThat(ROOT.resolve(config)).as("%s", page).exists());
        }
    }

    /** A command without arguments is its name in a sentence. */
    private static void parse(List<String> arguments) {
        if (arguments.size() == 1 && VAELAB.getSubcommands().containsKey(arguments.get(0))) {
            return;
        }
        VAELAB.parseArgs(arguments.toArray(String[]::new));
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("pages")
    void everyConfigIsRead(Path page) throws IOException {
        if (page.equals(CHANGES)) {
            return;
        }
        for (MarkdownPages.Block block : MarkdownPages.yaml(ROOT.resolve(page))) {
            if (block.mark().equals(PLUGIN)) {
                continue;
            }
            Files.copy(
                    ROOT.resolve("configs/mnist10k.yaml"),
                    folder.resolve("mnist10k.yaml"),
                    StandardCopyOption.REPLACE_EXISTING);
            Path config = Files.writeString(folder.resolve("page.yaml"), completed(block.text()));
            SpecReader reader = new SpecReader(context());
            assertThatCode(() -> reader.read(config, List.of()))
                    .as("%s, line %d", page, block.line())
                    .doesNotThrowAnyException();
        }
    }

    /** A block without data or models is a part of a config. It is read with them. */
    private static String completed(String text) {
        String whole = text;
        if (!whole.matches("(?ms).*^data:.*")) {
            whole += "data: {source: sprites}\n";
        }
        if (!whole.matches("(?ms).*^models:.*")) {
            whole += "models: {vae: {variant: gaussian, latent: 2}}\n";
        }
        return whole;
    }

    private SpecContext context() throws IOException {
        for (String name : FOLDERS) {
            Files.createDirectories(folder.resolve(name));
        }
        DataLocations data =
                DataLocations.of(Map.of("VAELAB_DATA", folder.toString()), new Properties());
        return SpecContext.of(PLUGINS, data, BACKENDS);
    }

    @ParameterizedTest
    @MethodSource("guides")
    void aGuideIsShort(Path guide) {
        assertThat(MarkdownPages.lines(ROOT.resolve(guide)))
                .as("%s, without comments", guide)
                .filteredOn(line -> !line.startsWith("<!-- "))
                .hasSizeLessThanOrEqualTo(MOST_LINES);
    }

    @Test
    void theReadmeLinksToEveryGuide() {
        List<String> links = MarkdownPages.links(ROOT.resolve("README.md"));
        for (Path guide : GUIDES) {
            if (!guide.equals(Path.of("README.md"))) {
                assertThat(links).contains(guide.toString().replace('\\', '/'));
            }
        }
    }

    @Test
    void thePagesAreFound() {
        assertThat(pages()).hasSizeGreaterThan(30);
        assertThat(MarkdownPages.commands(ROOT.resolve("README.md"))).isNotEmpty();
        assertThat(MarkdownPages.yaml(ROOT.resolve("configs").resolve("README.md"))).isNotEmpty();
    }
}
