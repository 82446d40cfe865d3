// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.EstimateKind;
import org.vaelab.framework.record.MetricDescription;
import org.vaelab.framework.record.MetricDescription.Direction;
import org.vaelab.framework.record.MetricRole;
import org.vaelab.testkit.reports.Records;

class NumberedPartsTest {

    private static Estimate share(double value) {
        return new Estimate(value, 0.05, "1", EstimateKind.NOT_A_LIKELIHOOD, 1);
    }

    private static List<Figure> figures(int seeds) {
        MetricDescription coverage =
                MetricDescription.of("Coverage", Direction.NEITHER, "Share inside.").towards(0.9);
        Records records = new Records().describing("coverage", coverage);
        for (int seed = 0; seed < seeds; seed++) {
            Map<String, Estimate> metrics =
                    Map.of(
                            "coverage", share(0.8),
                            "coverage.2", share(0.5 + 0.2 * seed),
                            "coverage.10", share(0.75),
                            "alone.3", share(1),
                            "named.first", share(1));
            records.run("a", metrics);
        }
        return NumberedParts.of(records.comparison());
    }

    @Test
    void aMetricWithNumberedPartsIsDrawnAgainstTheNumber() {
        Figure figure = figures(2).get(0);
        assertThat(figures(2)).hasSize(1);
        assertThat(figure.id()).isEqualTo("parts-coverage");
        assertThat(figure.caption()).contains("Share inside.", "The dashed line");
        assertThat(figure.rows().numbers("number")).containsExactlyInAnyOrder(2, 10);
        Plot plot = (Plot) figure.drawing();
        assertThat(plot.layers()).contains(PlotLayer.Guide.horizontal(0.9, null));
    }

    /** The caption names the line of the target, so it must be inside the axis. */
    @ParameterizedTest
    @CsvSource({"0.5, 0.6", "0.96, 0.99", "0.5, 1.0"})
    void theAxisHasTheTarget(double one, double other) {
        MetricDescription coverage =
                MetricDescription.of("Coverage", Direction.NEITHER, "Share inside.").towards(0.9);
        Records records = new Records().describing("coverage", coverage);
        for (int seed = 0; seed < 2; seed++) {
            records.run("a", Map.of("coverage.1", share(one), "coverage.2", share(other)));
        }
        Plot plot = (Plot) NumberedParts.of(records.comparison()).get(0).drawing();
        Double from = plot.y().from();
        Double to = plot.y().to();
        assertThat(from == null ? one : from).isLessThan(0.9);
        assertThat(to == null ? other : to).isGreaterThan(0.9);
    }

    @Test
    void theAxisSaysWhatTheNumbersCount() {
        MetricDescription error = MetricDescription.of("Error", Direction.LOWER, "An error.");
        Records records = new Records();
        records.describing("error.1", error.part("Error 1 step ahead", "One."))
                .describing("error.2", error.part("Error 2 steps ahead", "Two."))
                .describing("error", error);
        Figure counted =
                NumberedParts.of(
                                records.run(
                                                "a",
                                                Map.of(
                                                        "error", share(1),
                                                        "error.1", share(1),
                                                        "error.2", share(2)))
                                        .comparison())
                        .get(0);
        assertThat(((Plot) counted.drawing()).x().title()).isEqualTo(Axis.plain("steps ahead"));
        assertThat(counted.caption()).startsWith("Error against the number of steps ahead. ");
        assertThat(figures(1).get(0).caption())
                .startsWith("Coverage against the number of the part. ");
    }

    /** With one seed the error bars are those of the data: 1.96 standard errors. */
    @Test
    void oneSeedHasErrorBarsOfTheData() {
        Plot plot = (Plot) figures(1).get(0).drawing();
        List<PlotLayer.Interval> bars =
                plot.layers().stream()
                        .filter(PlotLayer.Interval.class::isInstance)
                        .map(PlotLayer.Interval.class::cast)
                        .filter(bar -> bar.from().x() == 2)
                        .toList();
        assertThat(bars).hasSize(1);
        assertThat(bars.get(0).from().y()).isCloseTo(0.5 - 1.96 * 0.05, within(1e-12));
        assertThat(bars.get(0).to().y()).isCloseTo(0.5 + 1.96 * 0.05, within(1e-12));
    }

    /**
     * Two seeds with 0.5 and 0.9 have 0.7 ± 2.5; one seed with 0.95 and a standard error of 0.05
     * has 0.95 ± 0.098.
     */
    @ParameterizedTest
    @CsvSource({"0.5, 0.9, 0", "0.95, NaN, 0.852"})
    void intervalsAreCutToTheRangeOfTheMetric(double one, double other, double low) {
        MetricDescription share =
                MetricDescription.of("Share", Direction.HIGHER, "A share.").within(0, 1);
        Records records =
                new Records()
                        .describing("share", share)
                        .describing("share.1", share)
                        .describing("share.2", share);
        for (double value : new double[] {one, other}) {
            if (!Double.isNaN(value)) {
                records.run(
                        "a",
                        Map.of(
                                "share", share(value),
                                "share.1", share(value),
                                "share.2", share(value)));
            }
        }
        Figure figure = NumberedParts.of(records.comparison()).get(0);
        assertThat(figure.rows().numbers("low"))
                .containsExactly(new double[] {low, low}, within(1e-12));
        assertThat(figure.rows().numbers("high")).containsExactly(1, 1);
        double end = Double.isNaN(other) ? Double.NaN : 1;
        assertThat(figure.rows().numbers("ci95_high")).containsExactly(end, end);
    }

    /** Beside each model it is the same, so it is drawn once; it has no figure of its own. */
    @Test
    void aMethodWithoutAModelIsALineOfTheFigureOfItsMetric() {
        MetricDescription error = MetricDescription.of("Error", Direction.LOWER, "An error.");
        MetricDescription naive =
                MetricDescription.of("Error of the last", Direction.NEITHER, "An error.")
                        .as(MetricRole.NAIVE);
        Records records = new Records().describing("error", error).describing("error.last", naive);
        for (String model : List.of("a", "last")) {
            records.run(
                    model,
                    Map.of(
                            "error", share(0.3),
                            "error.1", share(0.2),
                            "error.2", share(0.4),
                            "error.last", share(0.7),
                            "error.last.1", share(0.6),
                            "error.last.2", share(0.8)));
        }
        List<Figure> figures = NumberedParts.of(records.comparison());
        assertThat(figures).extracting(Figure::id).containsExactly("parts-error");
        Figure figure = figures.get(0);
        assertThat(figure.caption()).endsWith(" Thin lines need no model.");
        assertThat(((Plot) figure.drawing()).x().ticks())
                .extracting(Axis.Tick::at)
                .containsExactly(1.0, 2.0);
        assertThat(
                        figure.rows()
                                .csv()
                                .lines()
                                .skip(1)
                                .map(line -> line.substring(0, line.indexOf(','))))
                .containsExactly("a", "last", "a", "last", "last (no model)", "last (no model)");
        assertThat(((Plot) figure.drawing()).layers())
                .filteredOn(PlotLayer.Line.class::isInstance)
                .map(PlotLayer.Line.class::cast)
                .hasSize(3)
                .last()
                .satisfies(
                        line ->
                                assertThat(line.points())
                                        .extracting(PlotLayer.Point::y)
                                        .containsExactly(0.6, 0.8));
    }

    @Test
    void aMethodWhoseMetricWasNotMeasuredHasItsOwnFigure() {
        MetricDescription naive =
                MetricDescription.of("Error of the last", Direction.NEITHER, "An error.")
                        .as(MetricRole.NAIVE);
        Records records = new Records().describing("error.last", naive);
        records.run(
                "a",
                Map.of(
                        "error.last", share(0.7),
                        "error.last.1", share(0.6),
                        "error.last.2", share(0.8)));
        assertThat(NumberedParts.of(records.comparison()))
                .extracting(Figure::id)
                .containsExactly("parts-error-last");
    }
}
