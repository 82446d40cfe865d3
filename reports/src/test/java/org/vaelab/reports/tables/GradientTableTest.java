// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.tables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.record.GradientQuality;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.MeasuredGradients;
import org.vaelab.reports.figures.Figure;
import org.vaelab.reports.figures.SignalToNoise;
import org.vaelab.reports.figures.Width;
import org.vaelab.reports.text.NumberText;
import org.vaelab.testkit.reports.Records;

class GradientTableTest {

    private static GradientQuality row(
            String estimator,
            @Nullable Integer samples,
            double norm,
            double variance,
            GradientQuality.@Nullable Bias bias) {
        double snr = variance == 0 ? Double.NaN : norm / Math.sqrt(variance);
        return new GradientQuality(
                new GradientQuality.Estimator(estimator, samples),
                new GradientQuality.Group("encoder", 10),
                200,
                norm,
                variance,
                snr,
                snr,
                bias);
    }

    private static GradientQuality.Bias bias(double squared, double error) {
        return new GradientQuality.Bias("exact", 4, 2, squared, error, error == 0 ? Double.NaN : 9);
    }

    private static MeasuredGradients measured(GradientQuality[]... seeds) {
        Records records = new Records();
        for (GradientQuality[] seed : seeds) {
            records.gradients(seed).run("a,k=1", Map.of("elbo", Records.bound(-1, 1)));
        }
        records.gradients().run("none", Map.of("elbo", Records.bound(-1, 1)));
        Comparison comparison = records.comparison();
        List<MeasuredGradients> all = MeasuredGradients.of(comparison);
        assertThat(all).as("models with gradients").hasSize(1);
        return all.get(0);
    }

    private static List<String> cells(Table table, int column) {
        return table.rows().stream().map(row -> row.get(column).text()).toList();
    }

    @Test
    void aBiasIsShownWhereItIsFoundAndElseItsLimit() {
        Table table =
                GradientTable.of(
                        measured(
                                new GradientQuality[] {
                                    row("exact", null, 2, 0, bias(0, 0)),
                                    row("found", 1, 2, 1, bias(0.04, 0.004)),
                                    row("not", 1, 2, 1, bias(0.04, 0.02)),
                                    row("below", 1, 2, 1, bias(-0.04, 0.02)),
                                    row("none", 5, 2, 1, null)
                                }));
        // sqrt(0.04) / 2; t of 9 degrees: 2.0 is below the 99 % quantile 2.82; the 95 % one is
        // 1.833.
        assertThat(cells(table, 7)).containsExactly("0 %", "10 %", "< 15 %", "< 11 %", "–");
        assertThat(table.rows().get(2).get(7).emphasis()).isEqualTo(Table.Emphasis.FAINT);
        assertThat(cells(table, 1)).containsExactly("–", "1", "1", "1", "5");
        assertThat(cells(table, 5)).containsExactly("–", "2.00", "2.00", "2.00", "2.00");
        assertThat(table.id()).isEqualTo("gradients-a-k-1");
        assertThat(table.caption())
                .contains("200 draws", "relative to the norm of the mean gradient of exact");
        assertThat(table.notes()).hasSize(2);
        assertThat(LatexTable.of(table)).contains("\\label{tab:gradients-a-k-1}");
        assertThat(MarkdownTable.of(table)).contains("| found | 1 | encoder | 2.00 | 1.00 |");
        assertThat(HtmlTable.of(table)).contains("10 %");
    }

    @Test
    void rowsAreMeansOverSeeds() {
        GradientQuality[] one = {row("a", 1, 1, 1, bias(0.4, 0.03))};
        GradientQuality[] other = {row("a", 1, 3, 3, bias(0, 0.04))};
        MeasuredGradients both = measured(one, other);
        assertThat(cells(GradientTable.of(both), 3)).containsExactly("2.00");
        assertThat(cells(GradientTable.of(both), 4)).containsExactly("2.00");
        var bias = both.rows().get(0).bias().orElseThrow();
        assertThat(bias.squared()).isEqualTo(0.05);
        assertThat(bias.standardError()).isEqualTo(0.05 / 8);
        assertThat(GradientTable.of(both).caption()).contains("the mean over 2 seeds");
    }

    @Test
    void withoutAReferenceThereIsNoColumnOfBias() {
        Table table = GradientTable.of(measured(new GradientQuality[] {row("a", 1, 1, 1, null)}));
        assertThat(table.columns()).hasSize(7);
        assertThat(table.caption()).doesNotContain("Bias");
    }

    @Test
    void theFigureHasALineForEachEstimatorWithSeveralNumbersOfDraws() {
        MeasuredGradients measured =
                measured(
                        new GradientQuality[] {
                            row("iwae", 1, 2, 1, null),
                            row("iwae", 4, 1, 1, null),
                            row("iwae", 16, 0, 1, null),
                            row("iwae", 64, Double.POSITIVE_INFINITY, 1, null),
                            row("once", 4, 1, 16, null),
                            row("exact", null, 1, 0, null)
                        });
        List<Figure> figures = SignalToNoise.of(measured);
        assertThat(figures).hasSize(1);
        Figure figure = figures.get(0);
        assertThat(figure.id()).isEqualTo("gradients-a-k-1-encoder");
        assertThat(figure.csv())
                .isEqualTo("estimator,samples,snr\niwae,1,2.0\niwae,4,1.0\nonce,4,0.25\n");
        assertThat(figure.latex(Width.COLUMN)).contains("xmode=log", "(1,2) (4,1)", "xtick={1,4}");
        assertThat(figure.svg(Width.COLUMN)).contains("<svg");
        assertThat(SignalToNoise.of(measured(new GradientQuality[] {row("a", 1, 1, 1, null)})))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1234.4, 1234",
        "99951, 99951",
        "12.34, 12.3",
        "0.0012341, 0.00123",
        "-0.999999, −1.00",
        "0.00012341, 1.23e−4",
        "123456, 1.23e5",
        "NaN, NaN"
    })
    void significantDigits(double value, String expected) {
        int digits = value == 1234.4 ? 4 : value == 99951 ? 5 : 3;
        assertThat(NumberText.significant(value, digits)).isEqualTo(expected);
    }
}
