// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.experiments.config.DescribedSections;
import org.vaelab.experiments.reference.Description;
import org.vaelab.experiments.reference.Descriptions;
import org.vaelab.framework.plugin.Plugins;

/** {@code vaelab reference} writes what the settings records say. */
final class ReferencePageTest {

    private static final Plugins PLUGINS = Plugins.load(ReferencePageTest.class.getClassLoader());

    @TempDir Path folder;

    private Path written() {
        Path page = folder.resolve("keys.md");
        Terminal terminal = new Terminal();
        assertThat(terminal.vaelab("reference", "--out", page.toString()))
                .as("%s", terminal)
                .isZero();
        return page;
    }

    @Tag("full")
    @Test
    void thePageHasEveryEntryWithItsKeys() {
        List<String> lines = MarkdownPages.lines(written());
        Descriptions descriptions = new Descriptions(PLUGINS);
        Stream<Description> parts =
                DescribedSections.points().stream()
                        .flatMap(point -> descriptions.parts(point).stream());
        List<Description> entries = Stream.concat(descriptions.sections().stream(), parts).toList();
        assertThat(entries).hasSizeGreaterThan(100);
        int at = 0;
        for (Description entry : entries) {
            int heading = indexOf(lines, "### `" + entry.name() + "`", at);
            at = heading;
            for (List<String> key : entry.keys()) {
                at = indexOf(lines, "| `" + key.get(0) + "` | ", at + 1);
            }
        }
        at = indexOf(lines, "## Metrics", at);
        for (Description metric : descriptions.metrics()) {
            indexOf(lines, "| `" + metric.name() + "` | ", at);
        }
    }

    /** Returns the first line from some line on that begins so. */
    private static int indexOf(List<String> lines, String begin, int from) {
        for (int i = from; i < lines.size(); i++) {
            if (lines.get(i).startsWith(begin)) {
                return i;
            }
        }
        return fail("no line after line %d begins with '%s'", from, begin);
    }

    @Tag("full")
    @Test
    void itsTablesAreWholeAndItsLinksLeadToItsHeadings() {
        Path page = written();
        int columns = 0;
        for (String line : MarkdownPages.lines(page)) {
            int cells = line.startsWith("|") ? line.replace("\\|", "").split("\\|", -1).length : 0;
            assertThat(cells)
                    .as(line)
                    .isIn(columns == 0 || cells == 0 ? List.of(0, 4, 5, 6) : List.of(columns));
            columns = cells;
        }
        assertThat(MarkdownPages.links(page)).isNotEmpty();
        for (String link : MarkdownPages.links(page)) {
            assertThat(link).startsWith("#");
            assertThat(MarkdownPages.anchors(page)).contains(link.substring(1));
        }
    }

    /** Standard output has the same page. */
    @Tag("full")
    @Test
    void withoutAFileThePageIsPrinted() throws IOException {
        Terminal terminal = new Terminal();
        assertThat(terminal.vaelab("reference")).as("%s", terminal).isZero();
        assertThat(terminal.out()).isEqualTo(Files.readString(written()));
    }

    @Test
    void everyKeyHasAMeaning() {
        for (Description section : new Descriptions(PLUGINS).sections()) {
            for (List<String> key : section.keys()) {
                assertThat(key.get(3))
                        .as("meaning of %s in %s", key.get(0), section.name())
                        .isNotBlank();
            }
        }
    }

    @Test
    void partsThatShareANameAreAllDescribed() {
        assertThat(new Descriptions(PLUGINS).of("real-nvp"))
                .extracting(Description::kind)
                .containsExactly("posterior", "prior");
    }

    @Test
    void aShortNameIsDescribed() {
        assertThat(new Descriptions(PLUGINS).of("sphere"))
                .extracting(Description::name)
                .containsExactly("von-mises-fisher");
    }

    /** A path has dots in its place. */
    @Test
    void anExampleIsAConfig() throws IOException {
        String joined = new Descriptions(PLUGINS).of("joined").get(1).example();
        JsonNode parts = new YAMLMapper().readTree(joined).at("/data/parts");
        assertThat(parts.isObject()).as(joined).isTrue();
        parts.forEach(part -> assertThat(part.path("source").asText()).isNotEmpty());
    }

    @Test
    void anExampleHasEveryRequiredKey() {
        assertThat(new Descriptions(PLUGINS).of("renyi").get(0).example())
                .isEqualTo("estimator: {type: renyi, samples: 5, alpha: 0.5}");
    }
}
