// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.IntNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.framework.record.ComparisonPlan;
import org.vaelab.framework.record.PublishedValue;
import org.vaelab.framework.record.RecordMapper;
import org.vaelab.framework.record.SettingChange;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.render.Format;
import org.vaelab.reports.render.Sections;

class ReportTest {

    @TempDir static Path folder;
    private static Path report;

    @BeforeAll
    static void write() throws IOException {
        ExampleComparison.write(folder);
        report = Report.write(folder);
    }

    private static Map<String, byte[]> files(Path root) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(
                        root.relativize(path).toString().replace('\\', '/'),
                        Files.readAllBytes(path));
            }
        }
        return files;
    }

    @Test
    void holdsEveryPromisedFile() throws IOException {
        assertThat(files(report))
                .containsKeys(
                        "index.html",
                        "report.md",
                        "tables/results.tex",
                        "tables/baseline.tex",
                        "tables/cost.tex",
                        "figures/learning-curves.svg",
                        "figures/learning-curves.pdf",
                        "figures/learning-curves.png",
                        "figures/learning-curves.tex",
                        "figures/trade-off.svg",
                        "figures/final-logLikelihood.svg",
                        "figures/prior-samples.png",
                        "data/learning-curves.csv",
                        "data/runs.csv",
                        "data/means.csv");
    }

    @Tag("full")
    @Test
    void sameRecordsGiveTheSameBytesAndTheOldReportIsReplaced() throws IOException {
        Map<String, byte[]> before = files(report);
        Path stale = Files.writeString(report.resolve("stale.txt"), "from an older report");
        Files.writeString(
                report.resolve("files.sha256"),
                RecordMapper.hash(Files.readAllBytes(stale)) + "  stale.txt\n",
                StandardOpenOption.APPEND);
        Report.write(folder);
        Map<String, byte[]> after = files(report);
        assertThat(after.keySet()).isEqualTo(before.keySet());
        before.forEach((name, bytes) -> assertThat(after.get(name)).as(name).isEqualTo(bytes));
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(p -> p.getFileName().toString()))
                    .containsExactlyInAnyOrder("plan.json", "runs", "report");
        }
    }

    @Test
    void namesTheThresholdOfTheImportanceWeights() throws IOException {
        String text = Files.readString(report.resolve("report.md"));
        assertThat(text).contains("Unreliable k-hat");
        assertThat(text).containsPattern("k-hat is unreliable above[^\\n]*0\\.7");
    }

    /** At the head, in a section of its own and beside published numbers, in every format. */
    @Tag("full")
    @Test
    void aBudgetAndPublishedNumbersAreInEveryFormat(@TempDir Path other) throws IOException {
        ExampleComparison.write(other);
        ComparisonFolder files = new ComparisonFolder(other);
        ComparisonPlan plan = files.readPlan();
        files.writePlan(
                new ComparisonPlan(
                        plan.schema(),
                        plan.name(),
                        plan.baseline(),
                        plan.reportFormats(),
                        plan.runs(),
                        "small",
                        List.of(
                                new SettingChange(
                                        "training.steps",
                                        IntNode.valueOf(3_280_000),
                                        IntNode.valueOf(5000),
                                        "budget small")),
                        List.of(
                                new PublishedValue(
                                        "vae", "elbo", -86.76, 0.4, "A & B, table 1", null),
                                new PublishedValue(
                                        "iwae", "elbo", -90, 0.4, "A & B, table 1", null)),
                        null));
        Path written = Report.write(other);
        String head = "Budget small, not the config as it is: training.steps 3,280,000 → 5,000.";
        for (String name : List.of("index.html", "report.md")) {
            String text = Files.readString(written.resolve(name));
            assertThat(text)
                    .as(name)
                    .contains(
                            head,
                            "Replaced settings",
                            "Comparison with published numbers",
                            "−86.76")
                    .contains(
                            "not comparable",
                            "Not the protocol as published: 1 setting was replaced")
                    .contains("A &amp; B, table 1")
                    .contains("Order in ELBO: of 1 pair ");
        }
        assertThat(Files.readString(written.resolve("tables/published.tex")))
                .contains("A \\& B, table 1", "not comparable", "-86.76");
        assertThat(Files.readString(written.resolve("tables/changes.tex")))
                .contains("training.steps & 3,280,000 & 5,000 & budget small");
    }

    @Test
    void failuresAreShownAndEscaped() throws IOException {
        String html = Files.readString(report.resolve("index.html"));
        assertThat(html)
                .contains("1 of 2")
                .contains("the loss is NaN in &lt;term&gt; kl &amp; the step was undone")
                .contains("--set seeds=[2]")
                .doesNotContain("<term>");
        String markdown = Files.readString(report.resolve("report.md"));
        assertThat(markdown)
                .contains("1 of 2")
                .contains("&lt;term>")
                .contains("seed 2, at step 1,237");
        String latex = Files.readString(report.resolve("tables/results.tex"));
        assertThat(latex).contains("in $<$term$>$ kl \\& the step").contains("vae\\_z2");
    }

    @Test
    void missingMetricsSayWhy() throws IOException {
        assertThat(Files.readString(report.resolve("index.html")))
                .contains("Not computed: a deterministic posterior has no importance weights.");
    }

    @Test
    void everyPartIsToldBeforeItIsBuilt() throws IOException {
        List<String> told = new ArrayList<>();
        Report.of(List.of(folder), List.of("results", "cost"), List.of(), told::add);
        assertThat(told)
                .containsExactly(
                        "reading the records",
                        "section \"Results\"",
                        "section \"Cost\"",
                        "the pages",
                        "figure 1 of 1, final-logLikelihood",
                        "the tables");
    }

    @Tag("full")
    @Test
    void formatsAreThoseAskedFor() throws IOException {
        Report.of(Comparison.read(folder), Set.of(Format.MARKDOWN), List.of(), part -> {})
                .write(new ReportFolder(report));
        assertThat(files(report))
                .containsKeys("report.md", "figures/learning-curves-wide.png")
                .doesNotContainKeys("index.html", "tables/results.tex")
                .doesNotContainKeys("figures/learning-curves.svg", "figures/learning-curves.pdf");
        Report.write(folder);
    }

    @Tag("full")
    @Test
    void oneSeedMakesNoClaimOfVariation(@TempDir Path single) throws IOException {
        ExampleComparison.write(single, List.of(1L));
        String markdown = Files.readString(Report.write(single).resolve("report.md"));
        assertThat(markdown)
                .contains(
                        "One seed for each model",
                        "log p(x) on test data, one seed. Models without")
                .contains("One seed allows neither an interval nor a test")
                .contains("It is left out for ELBO: 1 seed was completed by all 4")
                .doesNotContain("±  0", "± 0.0 ");
        assertThat(markdown.lines().filter(l -> l.startsWith("| [vae") || l.startsWith("| vae")))
                .isNotEmpty()
                .noneMatch(line -> line.contains("±"));
    }

    @Tag("full")
    @Test
    void fromThreeSeedsAllModelsAreRankedTogether(@TempDir Path six) throws IOException {
        ExampleComparison.write(six, List.of(1L, 2L, 3L, 4L, 5L, 6L));
        Path written = Report.write(six);
        assertThat(Files.readString(written.resolve("report.md")))
                .contains("## All models together", "4 models · 5 seeds", "signed rank · Holm");
        assertThat(Files.readString(written.resolve("index.html")))
                .contains("<section id=\"ranks\">", "id=\"table-ranks\"");
        assertThat(Files.readString(written.resolve("tables/ranks.tex")))
                .contains("\\label{tab:ranks}", "Critical difference");
    }

    @Tag("full")
    @Test
    void runsThatHaveNotEndedAreNamed(@TempDir Path half) throws IOException {
        ExampleComparison.write(half);
        try (Stream<Path> runs = Files.list(half.resolve("runs"))) {
            for (Path run :
                    runs.filter(p -> p.getFileName().toString().startsWith("vq")).toList()) {
                Files.delete(run.resolve("result.json"));
            }
        }
        String markdown = Files.readString(Report.write(half).resolve("report.md"));
        assertThat(markdown).contains("2 had not ended").contains("Not complete: vq (seeds 1, 2)");
    }

    @Test
    void refusesAFolderThatIsNoComparisonAndRecordsOfOtherRuns(@TempDir Path other)
            throws IOException {
        assertThatThrownBy(() -> Report.write(other)).isInstanceOf(NoSuchFileException.class);
        ExampleComparison.write(other);
        Path[] runs;
        try (Stream<Path> all = Files.list(other.resolve("runs"))) {
            runs = all.sorted().toArray(Path[]::new);
        }
        Files.copy(
                runs[0].resolve("result.json"),
                runs[1].resolve("result.json"),
                StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> Report.write(other))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the plan says");
        assertThat(other.resolve("report")).doesNotExist();
    }

    /** For the eye: reports of few and of many seeds stay in the build folder. */
    @Tag("slow")
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6})
    void staysForTheEye(int seeds) throws IOException {
        Path kept = Path.of("target", "example-comparison", seeds + "-seeds");
        ExampleComparison.write(kept, LongStream.rangeClosed(1, seeds).boxed().toList());
        assertThat(Report.write(kept).resolve("index.html")).isNotEmptyFile();
    }

    @Test
    void theShortReportHasOneTableAndOneFigure(@TempDir Path place) throws IOException {
        Comparison comparison = Comparison.read(folder).showing(Sections.SHORT);
        Report.of(comparison, List.of(), part -> {}).write(new ReportFolder(place));
        Map<String, byte[]> all = files(place);
        assertThat(all.keySet().stream().filter(name -> name.startsWith("tables/")))
                .containsExactly("tables/headline.tex");
        assertThat(all.keySet().stream().filter(name -> name.endsWith(".svg")))
                .containsExactly(
                        "figures/final-logLikelihood-wide.svg", "figures/final-logLikelihood.svg");
        assertThat(new String(all.get("index.html"), StandardCharsets.UTF_8))
                .contains("<body class=\"short\">", "id=\"summary\"", "All models: ");
        assertThat(new String(all.get("paper.tex"), StandardCharsets.UTF_8))
                .contains("\\paragraph{Settled.}", "\\input{tables/headline}", "All models: ");
        assertThat(new String(all.get("report.md"), StandardCharsets.UTF_8))
                .contains("## Summary", "## Setup");
        assertThat(new String(files(report).get("index.html"), StandardCharsets.UTF_8))
                .contains("<body>");
    }
}
