// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.RunFolder;
import org.vaelab.framework.record.TextSheet;
import org.vaelab.framework.record.TopicWords;
import org.vaelab.reports.ExampleComparison;
import org.vaelab.reports.Report;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.ComparedRun;
import org.vaelab.reports.comparison.Comparison;

/** Tables of topics and of texts, whose words have characters that HTML, LaTeX and Markdown use. */
final class TopicsAndTextsTest {

    private static final String WORDS = "<b> a_b&% x|y $5 \\end{document} #1 ~^";

    @TempDir Path folder;

    @BeforeEach
    void write() throws IOException {
        ExampleComparison.write(folder);
    }

    private Comparison comparison() throws IOException {
        return Comparison.read(List.of(folder));
    }

    /** Returns the folders of the completed runs of a model. */
    private List<RunFolder> runs(String model) throws IOException {
        List<RunFolder> folders = new ArrayList<>();
        for (ComparedModel each : comparison().models()) {
            if (each.name().equals(model)) {
                each.runs().stream()
                        .filter(run -> run.completed().isPresent())
                        .map(ComparedRun::folder)
                        .forEach(folders::add);
            }
        }
        assertThat(folders).isNotEmpty();
        return folders;
    }

    /** Says that the data of the runs of a model come from another source. */
    private void source(String model, String name) throws IOException {
        for (RunFolder run : runs(model)) {
            String record = Files.readString(run.result());
            String other =
                    record.replaceAll("\"source\" ?: ?\"\\w+\"", "\"source\":\"" + name + "\"");
            assertThat(other).isNotEqualTo(record);
            Files.writeString(run.result(), other);
        }
    }

    private void sources(String name) throws IOException {
        for (ComparedModel each : comparison().models()) {
            if (each.firstCompleted().isPresent()) {
                source(each.name(), name);
            }
        }
    }

    private static List<String> column(Table table, int place) {
        return table.rows().stream().map(row -> row.get(place).text()).toList();
    }

    private static void texts(Path file, List<List<String>> blocks) throws IOException {
        Files.createDirectories(file.getParent());
        new TextSheet(blocks).write(file);
    }

    @Test
    void thereAreNoTablesWithoutFiles() throws IOException {
        assertThat(TextTables.topics(comparison())).isEmpty();
        assertThat(TextTables.of(comparison())).isEmpty();
    }

    @Test
    void topicsOfTheFirstSeedAreOrderedByCoherence() throws IOException {
        sources("grammar");
        TopicWords.write(
                List.of(
                        new TopicWords("z0=0", -0.25, List.of("sea", "ship")),
                        new TopicWords("z0=1", Double.NaN, List.of("court")),
                        new TopicWords("z1=0", 0.5, List.of(WORDS.split(" ")))),
                runs("vae").get(0).topics());
        TopicWords.write(
                List.of(new TopicWords("z9=0", 1, List.of("other"))), runs("vae").get(1).topics());
        TopicWords.write(
                Collections.nCopies(30, new TopicWords("z2=0", 0, List.of("many"))),
                runs("vq").get(0).topics());
        Table table = TextTables.topics(comparison()).orElseThrow();
        assertThat(column(table, 0).subList(0, 4)).containsExactly("vae", "vae", "vae", "vq");
        assertThat(column(table, 1).subList(0, 3)).containsExactly("z1=0", "z0=0", "z0=1");
        assertThat(column(table, 2).subList(0, 3)).containsExactly("0.500", "−0.250", "–");
        assertThat(column(table, 3).get(0)).isEqualTo(WORDS.replace(" ", ", "));
        assertThat(table.columns().get(3).title()).isEqualTo("Words");
        assertThat(table.caption()).startsWith("The words that a value");
        assertThat(table.rows()).hasSize(3 + 10);
        requireEscaped(table);
    }

    @Tag("full")
    @Test
    void topicsOfDataThatAreNoWordsAreNamedAfterTheirColumns() throws IOException {
        TopicWords genes = new TopicWords("z0=0", 0.5, List.of("CD3D", "CD3E"));
        TopicWords.write(List.of(genes), runs("vae").get(0).topics());
        assertThat(TextTables.topics(comparison()).orElseThrow().columns().get(3).title())
                .isEqualTo("Columns");
        sources("anndata");
        Table table = TextTables.topics(comparison()).orElseThrow();
        assertThat(table.columns().get(3).title()).isEqualTo("Genes");
        assertThat(table.caption()).startsWith("The genes that a value");
        source("vq", "text");
        assertThat(TextTables.topics(comparison()).orElseThrow().caption())
                .startsWith("The columns that a value");
    }

    @Test
    void textsOfTheFirstSeedStandBelowWhatTheyReconstruct() throws IOException {
        for (String model : List.of("vae", "vq")) {
            RunFolder run = runs(model).get(0);
            texts(
                    run.reconstructedTexts(),
                    List.of(List.of(WORDS, model + " of it"), List.of("", "x\ny")));
            texts(run.priorTexts(), List.of(List.of("drawn " + WORDS, "y".repeat(200))));
            texts(run.interpolatedTexts(), List.of(List.of("from", "between", "to")));
        }
        List<Table> tables = TextTables.of(comparison());
        assertThat(tables)
                .extracting(Table::id)
                .containsExactly("text-reconstructions", "text-samples", "text-interpolations");
        assertThat(column(tables.get(0), 0))
                .containsExactly("test text", "vae", "vq", "test text", "vae", "vq");
        assertThat(column(tables.get(0), 1))
                .containsExactly(WORDS, "vae of it", "vq of it", "<empty>", "x\\ny", "x\\ny");
        assertThat(column(tables.get(1), 1).get(1)).isEqualTo("y".repeat(120) + " ...");
        assertThat(column(tables.get(2), 0))
                .containsExactly("test text", "vae", "test text", "test text", "vq", "test text");
        requireEscaped(tables.get(0));
        requireEscaped(tables.get(1));
    }

    /** The page is XML, and no word of a text ends or begins anything in it. */
    private static void requireEscaped(Table table) {
        assertThat(HtmlTable.of(table)).contains("&lt;b&gt;", "a_b&amp;%").doesNotContain("<b>");
        assertThat(LatexTable.of(table))
                .contains("a\\_b\\&", "\\$5", "\\#1", "\\textbackslash{}end\\{document\\}")
                .doesNotContain("a_b");
        assertThat(MarkdownTable.of(table)).contains("x\\|y").doesNotContain("<b>");
    }

    @Tag("full")
    @Test
    void theReportHasThem() throws IOException {
        RunFolder run = runs("vae").get(0);
        TopicWords.write(
                List.of(new TopicWords("z1=0", 0.5, List.of(WORDS.split(" ")))), run.topics());
        texts(run.priorTexts(), List.of(List.of(WORDS)));
        Path report = Report.write(folder);
        String page = Files.readString(report.resolve("index.html"));
        assertThat(page).contains("z1=0", "&lt;b&gt;, a_b&amp;%", "Texts drawn from p(z)");
        assertThat(report.resolve("tables/topics.tex")).exists();
        assertThat(report.resolve("tables/text-samples.tex")).exists();
    }
}
