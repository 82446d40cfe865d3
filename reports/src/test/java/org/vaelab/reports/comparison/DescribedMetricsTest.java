// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.reports.tables.BaselineTable;
import org.vaelab.reports.tables.MarkdownTable;
import org.vaelab.reports.tables.MetricsTable;
import org.vaelab.testkit.reports.MetricTable;
import org.vaelab.testkit.reports.Records;

/** Reports know metrics by what records say of them, and by nothing else. */
class DescribedMetricsTest {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern LITERAL =
            Pattern.compile("\"([^\"\\\\\\n]*+(?:\\\\.[^\"\\\\\\n]*+)*+)\"");

    private static Map<String, Estimate> sharpness(double value) {
        return Map.of(
                "sharpness", Estimate.withoutError(value, "1", EstimateKind.NOT_A_LIKELIHOOD, 0));
    }

    @Test
    void aMetricOfAPluginHasItsLabelAndIsRanked() {
        MetricDescription own =
                MetricDescription.of("Sharpness of x", Direction.LOWER, "How sharp x is.");
        Comparison comparison =
                new Records()
                        .describing("sharpness", own.forRecord())
                        .run("soft", sharpness(2))
                        .run("soft", sharpness(2))
                        .run("sharp", sharpness(1))
                        .run("sharp", sharpness(1))
                        .comparison();
        assertThat(MarkdownTable.of(MetricsTable.of(comparison)))
                .contains("Sharpness of x ↓")
                .contains("**1");
        assertThat(MetricsTable.diagnostics(comparison)).isEmpty();
        assertThat(BaselineTable.of(comparison, comparison.metrics()).orElseThrow().columns())
                .extracting(column -> column.title())
                .contains("Δ Sharpness of x ↓");
    }

    @Test
    void aMetricThatSaysNothingIsADiagnosticUnderItsName() {
        Comparison comparison =
                new Records().run("a", sharpness(2)).run("b", sharpness(1)).comparison();
        assertThat(MarkdownTable.of(MetricsTable.diagnostics(comparison).orElseThrow()))
                .contains("sharpness")
                .doesNotContain("**");
    }

    @Test
    void noMetricIsNamedInTheSources() throws IOException {
        TreeSet<String> names = new TreeSet<>();
        for (String name : MetricTable.TABLE.descriptions().keySet()) {
            names.add(name);
            names.add(name.replace("*", ""));
            names.add(name.replaceAll("\\..*", ""));
        }
        List<String> found = new ArrayList<>();
        int files = 0;
        try (Stream<Path> sources = Files.walk(SOURCES)) {
            for (Path file : sources.filter(f -> f.toString().endsWith(".java")).toList()) {
                files++;
                Matcher literals = LITERAL.matcher(Files.readString(file));
                while (literals.find()) {
                    if (names.contains(literals.group(1))) {
                        found.add(file + ": " + literals.group());
                    }
                }
            }
        }
        assertThat(files).as("number of sources").isGreaterThan(20);
        assertThat(found).as("names of metrics in reports").isEmpty();
    }
}
