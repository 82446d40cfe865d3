// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vaelab.framework.record.ComparisonFolder;
import org.vaelab.reports.render.ReportSection;

/** Sections of a report from the jars of plugins: their jars are recorded, and errors name them. */
final class PluginSectionsTest {

    private static final String SECTION =
            """
            package org.example;
            import java.util.List;
            import org.vaelab.reports.comparison.Comparison;
            import org.vaelab.reports.render.ReportSection;
            import org.vaelab.reports.render.Section;
            public final class RunCount implements ReportSection {
                @Override public String id() {
                    return "%s";
                }
                @Override public String title() {
                    return "Number of runs";
                }
                @Override public List<Section.Block> blocks(Comparison comparison) {
                    return List.of(new Section.Text(Words.of(comparison.runs().size())));
                }
            }
            """;

    private static final String WORDS =
            """
            package org.example;
            final class Words {
                private Words() {}
                static String of(int runs) {
                    return "Runs%s " + runs;
                }
            }
            """;

    @TempDir Path temporary;

    private final Terminal terminal = new Terminal();

    private static JarOf sections() {
        return new JarOf()
                .resource(
                        "META-INF/services/" + ReportSection.class.getName(),
                        "org.example.RunCount\n");
    }

    private static JarOf counting(String colon) {
        return sections().source(SECTION.formatted("run-count")).source(WORDS.formatted(colon));
    }

    private Path jar(String folder, JarOf jar) throws IOException {
        return jar.write(Files.createDirectory(temporary.resolve(folder)).resolve("count-1.0.jar"));
    }

    private Path compared(Path jar) throws IOException {
        Path config =
                Files.writeString(
                        temporary.resolve("config.yaml"),
                        """
                        data: {source: sprites, size: 16, train: 100, test: 20}
                        network: {hidden: [4]}
                        training: {steps: 3, batch: 10}
                        evaluation: {importanceSamples: 2}
                        report: {formats: [markdown, latex], sections: [results, run-count]}
                        models: {m: {variant: gaussian, latent: 2}}
                        """);
        Path out = temporary.resolve("out");
        String[] command = {
            "compare", config.toString(), "--out", out.toString(), "--plugin", jar.toString()
        };
        assertThat(terminal.vaelab(command)).as("%s", terminal).isZero();
        return out;
    }

    private int report(Path out, Path jar) {
        return terminal.vaelab("report", out.toString(), "--plugin", jar.toString());
    }

    @Tag("full")
    @Test
    void describeExplainsSectionsOfReports() throws IOException {
        String jar = jar("described", counting(":")).toString();
        assertThat(terminal.vaelab("describe", "run-count", "--plugin", jar)).isZero();
        assertThat(terminal.out())
                .contains(
                        "report section run-count",
                        "Number of runs",
                        "report: {sections: [run-count]}",
                        "count-1.0.jar");
        assertThat(terminal.vaelab("describe", "trade-off")).isZero();
        assertThat(terminal.out()).contains("Reconstruction and KL");
        assertThat(terminal.vaelab("describe", "run-cont", "--plugin", jar)).isNotZero();
        assertThat(terminal.err()).contains("run-count");
    }

    @Test
    void describeSaysWhichPartsShareAName() {
        assertThat(terminal.vaelab("describe", "residual")).isZero();
        assertThat(terminal.out())
                .startsWith("3 are called residual:")
                .contains("  layer: the output of layers added to what reaches them, x + f(x)");
        assertThat(terminal.vaelab("describe", "residul")).isNotZero();
        assertThat(terminal.err())
                .contains("did you mean 'residual'?", "'vaelab list' shows all names")
                .doesNotContain("gaussian");
    }

    @Tag("full")
    @Test
    void theJarIsRecordedAndAnotherOneIsWarnedOf() throws IOException {
        Path out = compared(jar("first", counting(":")));
        String recorded =
                new ComparisonFolder(out).readPlan().sectionPlugins().get("count-1.0.jar");
        assertThat(recorded).matches("sha256:[0-9a-f]{64}");
        Path page = out.resolve("report/report.md");
        assertThat(page)
                .content()
                .contains("Runs: 1", "This section is from the plugin count-1.0.jar, " + recorded);
        assertThat(out.resolve("report/setup.tex"))
                .content()
                .contains(
                        "Sections of the report use the plugin count 1.0 ("
                                + recorded.replace("sha256:", "SHA-256 ")
                                + ").");

        assertThat(report(out, jar("second", counting(" =")))).as("%s", terminal).isZero();
        assertThat(terminal.err())
                .contains(
                        "warning: "
                                + out
                                + ": made with another build of the plugin count-1.0.jar: "
                                + recorded
                                + ", given is sha256:");
        assertThat(page).content().contains("Runs = 1").doesNotContain(recorded);

        assertThat(terminal.vaelab("report", out.toString())).isZero();
        assertThat(terminal.err())
                .contains(
                        out
                                + ": the plugin count-1.0.jar is not given, so its report sections are"
                                + " left out",
                        "add --plugin <path of count-1.0.jar>; it had " + recorded);
    }

    @Tag("full")
    @Test
    void anErrorNamesJarSectionAndClass() throws IOException {
        Path out = compared(jar("sound", counting(":")));
        Path absent = jar("absent", sections());
        assertThat(report(out, absent)).isEqualTo(2);
        assertThat(terminal.err())
                .contains(
                        "error: "
                                + absent
                                + ": its report section org.example.RunCount is not in the jar");

        Path broken =
                jar(
                        "broken",
                        sections()
                                .source(SECTION.formatted("run-count"))
                                .absentSource(WORDS.formatted("")));
        assertThat(report(out, broken)).isEqualTo(2);
        assertThat(terminal.err())
                .contains(
                        "error: plugin count-1.0.jar failed in report section 'run-count'"
                                + " (org.example.RunCount (count-1.0.jar)):"
                                + " java.lang.NoClassDefFoundError: org/example/Words");

        Path taken =
                jar(
                        "taken",
                        sections()
                                .source(SECTION.formatted("results"))
                                .source(WORDS.formatted("")));
        assertThat(report(out, taken)).isEqualTo(2);
        assertThat(terminal.err())
                .contains(
                        "error: report section org.example.RunCount (count-1.0.jar) has the id"
                                + " 'results', which another section has: rename it");
    }
}
