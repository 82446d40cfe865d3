// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.reports.ExampleComparison;
import org.vaelab.reports.Report;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.tables.HtmlTable;
import org.vaelab.reports.tables.MarkdownTable;
import org.vaelab.reports.tables.Table;
import org.vaelab.reports.tables.Table.Cell;
import org.vaelab.reports.tables.Table.Column;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** The structure of the page of the example comparison, read with an XML parser. */
final class HtmlPageTest {

    @TempDir static Path folder;
    private static String html;
    private static Document page;
    private static String markdown;

    @BeforeAll
    static void write() throws IOException, ParserConfigurationException, SAXException {
        ExampleComparison.write(folder);
        Path report = Report.write(folder);
        html = Files.readString(report.resolve("index.html"));
        markdown = Files.readString(report.resolve("report.md"));
        String xml =
                html.replaceFirst("(?s)<style>.*?</style>", "<style></style>")
                        .replaceFirst("(?s)<script>.*?</script>", "<script></script>");
        page =
                DocumentBuilderFactory.newDefaultInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(xml)));
    }

    private static List<Element> all(String name) {
        return elements(page.getElementsByTagName(name));
    }

    private static List<Element> elements(NodeList nodes) {
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            if (nodes.item(i) instanceof Element element) {
                elements.add(element);
            }
        }
        return elements;
    }

    private static List<String> values(String attribute) {
        return all("*").stream()
                .map(element -> element.getAttribute(attribute))
                .filter(value -> !value.isEmpty())
                .toList();
    }

    @Test
    void loadsNothing() {
        for (String element : List.of("link", "iframe", "object", "embed", "base", "form")) {
            assertThat(all(element)).as(element).isEmpty();
        }
        assertThat(values("src")).allMatch(src -> src.startsWith("data:image/png"));
        assertThat(values("href")).noneMatch(href -> href.contains(":") || href.startsWith("//"));
        assertThat(html).doesNotContain("@import");
        Matcher uses = Pattern.compile("url\\(([^)]*)\\)").matcher(html.replace("url\\(#", ""));
        while (uses.find()) {
            assertThat(uses.group(1)).startsWith("#");
        }
        assertThat(html.replaceAll("xmlns(:xlink)?=\"[^\"]*\"", ""))
                .doesNotContain("http:", "https:");
    }

    /** The policy of the page allows its own script and no other. */
    @Test
    void theScriptIsTheOneThatThePolicyAllows() throws Exception {
        Matcher script = Pattern.compile("(?s)<script>(.*?)</script>").matcher(html);
        assertThat(script.find()).isTrue();
        byte[] hash =
                MessageDigest.getInstance("SHA-256")
                        .digest(script.group(1).getBytes(StandardCharsets.UTF_8));
        assertThat(html)
                .contains("default-src 'none'")
                .contains("script-src 'sha256-" + Base64.getEncoder().encodeToString(hash) + "'");
        assertThat(script.find()).isFalse();
        assertThat(all("*"))
                .noneMatch(
                        element -> {
                            for (int i = 0; i < element.getAttributes().getLength(); i++) {
                                if (element.getAttributes()
                                        .item(i)
                                        .getNodeName()
                                        .startsWith("on")) {
                                    return true;
                                }
                            }
                            return false;
                        });
    }

    /** What only the script can do is added by the script. */
    @Test
    void withoutTheScriptNothingIsDead() {
        assertThat(all("button")).isEmpty();
        assertThat(all("input")).isEmpty();
        assertThat(values("hidden")).isEmpty();
    }

    @Test
    void identifiersAreUniqueAndLinksLeadSomewhere() {
        List<String> ids = values("id");
        assertThat(ids).isNotEmpty().doesNotHaveDuplicates();
        List<String> inside = values("href").stream().filter(href -> href.startsWith("#")).toList();
        assertThat(inside).isNotEmpty().allMatch(href -> ids.contains(href.substring(1)));
        for (String attribute : List.of("aria-labelledby", "aria-describedby")) {
            assertThat(values(attribute)).allMatch(ids::contains);
        }
        Matcher uses = Pattern.compile("url\\(#([^)\\\\]*)\\)").matcher(html);
        while (uses.find()) {
            assertThat(ids).contains(uses.group(1));
        }
    }

    @Test
    void linksToFilesLeadToFiles() {
        List<String> files =
                values("href").stream().filter(href -> !href.startsWith("#")).distinct().toList();
        assertThat(files)
                .contains("data/runs.csv", "figures/learning-curves.pdf", "report.md")
                .anyMatch(file -> file.startsWith("../runs/vae-1-"));
        assertThat(files)
                .allMatch(file -> Files.isRegularFile(folder.resolve("report").resolve(file)));
    }

    @Test
    void structureIsThatOfADocument() {
        assertThat(page.getDocumentElement().getAttribute("lang")).isEqualTo("en");
        for (String once : List.of("title", "h1", "header", "nav", "main", "footer")) {
            assertThat(all(once)).as(once).hasSize(1);
        }
        int level = 0;
        for (Element element : all("*")) {
            if (element.getTagName().matches("h[1-6]")) {
                int next = element.getTagName().charAt(1) - '0';
                assertThat(next).as(element.getTextContent()).isLessThanOrEqualTo(level + 1);
                level = next;
            }
        }
        assertThat(all("img")).allMatch(image -> image.getAttribute("alt").length() > 20);
        assertThat(all("svg")).allMatch(svg -> svg.getAttribute("aria-label").length() > 10);
        assertThat(all("th")).allMatch(th -> th.getAttribute("scope").matches("row|col"));
        assertThat(all("section")).hasSameSizeAs(all("h2"));
    }

    /** Each section is in the contents. */
    @Test
    void contentsNameEverySection() {
        List<String> sections = all("section").stream().map(s -> s.getAttribute("id")).toList();
        List<String> links =
                elements(all("nav").get(0).getElementsByTagName("a")).stream()
                        .map(a -> a.getAttribute("href").substring(1))
                        .distinct()
                        .toList();
        assertThat(links).isEqualTo(sections).endsWith("runs", "failures");
    }

    @Test
    void everyModelHasItsRunsAndCommands() {
        for (String model : List.of("vae", "vae_z2", "iwae", "vq")) {
            Element heading =
                    all("h3").stream()
                            .filter(h -> h.getAttribute("id").equals("model-" + model))
                            .findFirst()
                            .orElseThrow();
            Node entry = heading.getParentNode();
            assertThat(entry.getTextContent())
                    .contains("Seed 1, completed: " + model + "-1-")
                    .contains(
                            "./vaelab reproduce runs/latent-families-on-mnist10k/runs/"
                                    + model
                                    + "-1-")
                    .contains("./vaelab evaluate runs/");
        }
        assertThat(html).contains("Seed 2, failed: ");
        assertThat(markdown)
                .contains("<a id=\"model-vae_z2\"></a>\n\n### vae\\_z2, gaussian\n")
                .containsPattern(
                        "- Seed 1, completed: \\[`vae-1-[0-9a-f]{10}`]"
                                + "\\(<\\.\\./runs/vae-1-[0-9a-f]{10}/result\\.json>\\)")
                .contains("```\n./vaelab reproduce runs/latent-families-on-mnist10k/runs/vae-1-");
    }

    /** A number leads to the runs of the model of its row, a dash leads nowhere. */
    @Test
    void numbersLeadToTheRunsOfTheirRow() {
        Table table =
                new Table(
                        "t",
                        "A table.",
                        List.of(
                                new Column("Model", "", false),
                                new Column("ELBO", "nats", true),
                                new Column("log p(x)", "nats", true)),
                        List.of(
                                List.of(
                                        Cell.plain("a").linked("model-a"),
                                        Cell.number(-1.5, 1),
                                        Cell.faint("–")),
                                List.of(
                                        Cell.plain("b").linked("model-b"),
                                        Cell.number(-2, 0).linked("model-a"),
                                        Cell.number(3, 0))),
                        List.of());
        assertThat(HtmlTable.of(table, Set.of("model-a", "model-b")))
                .contains("<th scope=\"row\"><a href=\"#model-a\">a</a></th>")
                .contains(
                        "<td class=\"n\" data-value=\"-1.5\">"
                                + "<a href=\"#model-a\" tabindex=\"-1\">−1.5</a></td>")
                .contains("<td class=\"n faint\">–</td>")
                .contains("<td class=\"n\" data-value=\"-2.0\"><a href=\"#model-a\">−2</a></td>")
                .contains("<a href=\"#model-b\" tabindex=\"-1\">3</a>");
        assertThat(HtmlTable.of(table)).doesNotContain("href");
        assertThat(MarkdownTable.of(table, Set.of("model-a")))
                .contains("| [a](#model-a) | −1.5 | – |\n| b | [−2](#model-a) | 3 |");
    }

    /** Commands name the folder as the command that wrote the plan named it. */
    @Tag("full")
    @Test
    void placesAreThoseOfThePlan(@TempDir Path other) throws IOException {
        ExampleComparison.write(other);
        ComparisonFolder comparison = new ComparisonFolder(other);
        comparison.writePlan(comparison.readPlan().in("my runs"));
        assertThat(Files.readString(Report.write(other).resolve("report.md")))
                .contains("./vaelab evaluate 'my runs/runs/vae-1-");
    }

    /** One table is shown at a time: the first, unless the reader chooses the other. */
    @Test
    void tablesOfTheSameRowsHaveASwitch() {
        Map<String, Table> tables = new LinkedHashMap<>();
        for (String id : List.of("one", "two")) {
            Table table = new Table(id, "To " + id + ".", List.of(), List.of(), List.of());
            tables.put("words of " + id, table);
        }
        Section section = new Section("paired", "", List.of(new Section.OfTable(tables)));
        Content content = new Content("", "", List.of(section));
        assertThat(HtmlPage.of(content, Set.of()))
                .containsSubsequence(
                        "<label><input type=\"radio\" name=\"choice-one\" checked=\"checked\"/>words"
                                + " of one</label>",
                        "<label><input type=\"radio\" name=\"choice-one\"/>words of two</label>",
                        "id=\"table-one\"",
                        "id=\"table-two\"",
                        "</div>\n</section>");
        assertThat(MarkdownPage.of(content)).contains("To one.").doesNotContain("To two.");
        assertThat(content.tables()).hasSize(2);
        Section.Block single = new Section.OfTable(content.tables().get(0));
        Content plain = new Content("", "", List.of(new Section("paired", "", List.of(single))));
        assertThat(HtmlPage.of(plain, Set.of())).doesNotContain("choice-one");
    }

    /** A report that leaves the runs out has no links to them. */
    @Test
    void linksToAbsentSectionsAreLeftOut() throws IOException {
        Content whole = Content.of(Comparison.read(folder), List.of());
        Content part =
                new Content(
                        whole.title(),
                        whole.protocol(),
                        whole.sections().stream().filter(s -> !s.id().equals("runs")).toList());
        assertThat(HtmlPage.of(part, Set.of())).doesNotContain("#model-");
        assertThat(MarkdownPage.of(part)).doesNotContain("#model-");
    }

    @Test
    void theSameContentGivesTheSameBytes() throws IOException {
        Content first = Content.of(Comparison.read(folder), List.of());
        Content second = Content.of(Comparison.read(folder), List.of());
        assertThat(HtmlPage.of(first, Set.of(Format.LATEX)))
                .isEqualTo(HtmlPage.of(second, Set.of(Format.LATEX)));
    }
}
