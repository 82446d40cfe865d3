// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.geom.Path2D;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.HistoryEntry;
import org.vaelab.framework.record.UnitKl;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.figures.PlotLayer.Point;
import org.vaelab.reports.tables.DataFrame;
import org.vaelab.testkit.reports.Records;

class FigureTest {

    private static HistoryEntry entry(long step, double bound) {
        return new HistoryEntry(
                step, 0, Map.of(HistoryEntry.BOUND, bound), 1e-3, 1, 1, Map.of(), 0, null);
    }

    private static Comparison comparison() {
        return new Records()
                .run(
                        "a",
                        Map.of("elbo", Records.bound(-100, 1)),
                        entry(100, -150),
                        entry(200, -120),
                        entry(300, Double.NaN))
                .run(
                        "a",
                        Map.of("elbo", Records.bound(-102, 1)),
                        entry(100, -154),
                        entry(200, -121),
                        entry(300, -110),
                        entry(400, -105))
                .run("b", Map.of("elbo", Records.bound(-99, 1)), entry(100, -149))
                .comparison();
    }

    /**
     * Of "first" there is nothing to draw: the others keep the colours that they have elsewhere.
     */
    @Test
    void aModelHasOneColourInAllFigures() {
        Map<String, Estimate> terms =
                Map.of(
                        "elbo", Records.bound(-99, 1),
                        "reconstruction", Records.bound(-80, 1),
                        "kl", Records.bound(19, 1));
        Comparison comparison =
                new Records()
                        .run("first", Map.of())
                        .run("second", terms, entry(100, -149), entry(200, -120))
                        .run("third", terms, entry(100, -148), entry(200, -119))
                        .comparison();
        assertThat(
                        List.of(
                                FinalMetric.of(comparison).orElseThrow().latex(Width.COLUMN),
                                LearningCurves.of(comparison).orElseThrow().latex(Width.COLUMN),
                                TradeOff.of(comparison).orElseThrow().latex(Width.COLUMN)))
                .allSatisfy(
                        source ->
                                assertThat(source)
                                        .contains("color=vaelabB", "color=vaelabC")
                                        .doesNotContain("color=vaelabA"));
    }

    private static Curve curve(int points) {
        return LearningCurves.curve(
                comparison().models().get(0), HistoryEntry::train, HistoryEntry::step, points);
    }

    @Test
    void curvesStandOnlyWhereEverySeedHasAValue() {
        Curve curve = curve(9);
        assertThat(curve.block()).isEqualTo(1);
        assertThat(curve.steps()).containsExactly(100L, 200L);
        assertThat(curve.mean()).containsExactly(new Point(100, -152), new Point(200, -120.5));
        assertThat(curve.low(1)).isEqualTo(-121);
        assertThat(curve.high(1)).isEqualTo(-120);
    }

    @Test
    void aCurveOfFewerPointsAveragesEachRunOverNeighbouringSteps() {
        Curve curve = curve(1);
        assertThat(curve.block()).isEqualTo(2);
        assertThat(curve.steps()).containsExactly(200L);
        assertThat(curve.mean()).containsExactly(new Point(200, -136.25));
        assertThat(curve.low(0)).isEqualTo(-137.5);
        assertThat(curve.high(0)).isEqualTo(-135);
    }

    @Test
    void aKlOfUnitsThatIsNotFiniteIsNotDrawn() {
        Map<String, Estimate> metrics = Map.of("elbo", Records.bound(-100, 1));
        Records records =
                new Records()
                        .klByUnit(3, 1)
                        .run("a", metrics)
                        .klByUnit(Double.POSITIVE_INFINITY, 2)
                        .run("a", metrics)
                        .klByUnit(Double.NaN, Double.NaN)
                        .run("b", metrics);
        Figure figure = KlByUnit.of(records.comparison()).orElseThrow();
        assertThat(figure.svg(Width.COLUMN)).contains("<svg");
        assertThat(figure.latex(Width.COLUMN)).contains("(1,3) (2,1)").doesNotContain("{b}");
        assertThat(figure.csv()).contains("a,2,z,0,Infinity,0.1", "b,1,z,0,,0.1");
        assertThat(KlByUnit.of(new Records().klByUnit(Double.NaN).run("b", metrics).comparison()))
                .isEmpty();
    }

    @Test
    void aLineMayBeWithoutTheKlOfAFactorAndUnitsAreWholeNumbers() {
        UnitKl[] units =
                IntStream.range(0, 20)
                        .mapToObj(unit -> new UnitKl("normal", unit, 20 - unit, 0.1))
                        .toArray(UnitKl[]::new);
        Map<String, Estimate> metrics =
                Map.of(
                        "kl", Records.bound(9, 1),
                        "kl.normal", Records.bound(3, 1),
                        "kl.sphere", Records.bound(6, 1));
        Comparison comparison = new Records().klByUnit(units).run("product", metrics).comparison();
        Figure figure = KlByUnit.of(comparison).orElseThrow();
        assertThat(figure.caption())
                .contains("single variables of a model", "less than the KL of its model");
        Plot plot = (Plot) figure.drawing();
        for (Width width : Width.values()) {
            assertThat(PlotLayout.of(plot, width).xTicks())
                    .hasSizeGreaterThan(2)
                    .allSatisfy(tick -> assertThat(tick.at()).isEqualTo(Math.rint(tick.at())));
        }
    }

    @Test
    void oneUnitIsOnePoint() {
        Map<String, Estimate> metrics = Map.of("elbo", Records.bound(-100, 1));
        Figure figure =
                KlByUnit.of(new Records().klByUnit(3).run("a", metrics).comparison()).orElseThrow();
        assertThat(figure.svg(Width.COLUMN)).contains("<svg");
        assertThat(PlotLayout.of((Plot) figure.drawing(), Width.COLUMN).xTicks())
                .singleElement()
                .satisfies(tick -> assertThat(tick.at()).isEqualTo(1));
    }

    private static HistoryEntry[] history(int entries, long every, double first) {
        return IntStream.rangeClosed(1, entries)
                .mapToObj(i -> entry(every * i, i == 1 ? first : -100 + i % 7))
                .toArray(HistoryEntry[]::new);
    }

    @Test
    void learningCurvesSayHowManyStepsAPointAveragesAndWhatTheAxisFits() {
        Map<String, Estimate> metrics = Map.of("elbo", Records.bound(-100, 1));
        Records records = new Records().run("a", metrics, history(330, 10, -900));
        records.run("b", metrics, history(30, 100, -100));
        assertThat(LearningCurves.of(records.comparison()).orElseThrow().caption())
                .contains(", each point the mean of 1 to 6 reported steps.", "fits what follows");
        Records level = new Records().run("b", metrics, history(30, 100, -100));
        assertThat(LearningCurves.of(level.comparison()).orElseThrow().caption())
                .doesNotContain("reported steps", "leaves out");
    }

    @ParameterizedTest
    @EnumSource
    void everyFormatOfAFigureIsWellFormed(Width width) throws Exception {
        Figure figure = LearningCurves.of(comparison()).orElseThrow();
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        for (String svg : List.of(figure.svg(width), figure.inlineSvg(width))) {
            assertThat(
                            factory.newDocumentBuilder()
                                    .parse(new ByteArrayInputStream(svg.getBytes(UTF_8)))
                                    .getDocumentElement()
                                    .getTagName())
                    .isEqualTo("svg");
        }
        byte[] pdf = figure.pdf(width);
        assertThat(new String(pdf, ISO_8859_1)).startsWith("%PDF-").doesNotContain("Date");
        try (PDDocument document = Loader.loadPDF(pdf)) {
            assertThat(document.getNumberOfPages()).isEqualTo(1);
            assertThat(document.getPage(0).getMediaBox().getWidth())
                    .isEqualTo((float) width.points());
        }
        assertThat(ImageIO.read(new ByteArrayInputStream(figure.png(width))).getWidth())
                .isEqualTo((int) (width.points() * 300 / 72));
        assertThat(figure.csv())
                .isEqualTo(
                        """
                        model,part,step,runs,mean,min,max
                        a,train,100,2,-152.0,-154.0,-150.0
                        a,train,200,2,-120.5,-121.0,-120.0
                        b,train,100,1,-149.0,-149.0,-149.0
                        """);
        assertThat(figure.latex(width)).contains("(100,-152) (200,-120.5)");
    }

    @Test
    void inlineFiguresTakeTheColoursOfThePage() {
        String inline = FinalMetric.of(comparison()).orElseThrow().inlineSvg(Width.PAGE);
        assertThat(inline)
                .startsWith("<svg xmlns")
                .contains("currentColor", "var(--hair)", "role=\"img\"", "aria-label=")
                .doesNotContain("<?xml", "DOCTYPE", "rgb(34,34,34)");
    }

    @Test
    void identifiersAreThoseOfOneFigureAtOneWidth() {
        List<Point> low = List.of(new Point(0, 0), new Point(1, 1));
        List<Point> high = List.of(new Point(0, 1), new Point(1, 2));
        PlotLayer band = PlotLayer.Area.between(Style.of(0), low, high);
        Plot plot =
                new Plot(Axis.linear("x").range(0.5, null), Axis.linear("y"), List.of(band, band));
        Figure figure = new Figure("bands", "", "", DataFrame.of(List.of()), plot);
        assertThat(figure.inlineSvg(Width.COLUMN))
                .contains("id=\"clip-bands-0\"", "url(#clip-bands-0)");
        assertThat(figure.inlineSvg(Width.PAGE))
                .contains("id=\"clip-bands-wide-0\"")
                .doesNotContain("clip-bands-0");
    }

    /** A page has the outlines of all its figures, a file those of its own. */
    @Test
    void eachGlyphIsDefinedOnce() {
        Plot plot = new Plot(Axis.linear("aa"), Axis.linear("a"), List.of());
        Figure figure = new Figure("letters", "", "", DataFrame.of(List.of()), plot);
        String inline = figure.inlineSvg(Width.COLUMN);
        assertThat(inline).contains("<use href=\"#glyph").doesNotContain("id=\"glyph");
        int letter = Glyphs.of("a").get(0).code();
        assertThat(Glyphs.definitions(inline)).containsOnlyOnce("id=\"glyph" + letter + "\"");
        assertThat(figure.svg(Width.COLUMN)).containsOnlyOnce("id=\"glyph" + letter + "\"");
    }

    @Test
    void shapesAreRelativeInSvg() {
        Path2D path = new Path2D.Double();
        path.moveTo(1, 2);
        path.quadTo(4, 2, 4, 5.004);
        path.closePath();
        path.lineTo(0.5, 2);
        assertThat(SvgPath.of(path, 2)).isEqualTo("m1 2q3 0 3 3zl-0.5 0");
    }

    @Test
    void theSameFigureHasTheSameBytes() {
        Figure one = LearningCurves.of(comparison()).orElseThrow();
        Figure other = LearningCurves.of(comparison()).orElseThrow();
        assertThat(one.svg(Width.PAGE)).isEqualTo(other.svg(Width.PAGE));
        assertThat(one.pdf(Width.PAGE)).isEqualTo(other.pdf(Width.PAGE));
        assertThat(one.png(Width.PAGE)).isEqualTo(other.png(Width.PAGE));
        assertThat(one.latex(Width.PAGE)).isEqualTo(other.latex(Width.PAGE));
    }

    /** Of one model there is no line of equal ELBO, and of two there are some. */
    @Test
    void aCaptionNamesDashedLinesThatAreDrawn() {
        Map<String, Estimate> terms =
                Map.of("reconstruction", Records.bound(-80, 1), "kl", Records.bound(19, 1));
        Map<String, Estimate> others =
                Map.of("reconstruction", Records.bound(-60, 1), "kl", Records.bound(25, 1));
        Records records = new Records().run("a", terms);
        assertThat(TradeOff.of(records.comparison()).orElseThrow().caption())
                .contains("lower left")
                .doesNotContain("dashed");
        assertThat(TradeOff.of(records.run("b", others).comparison()).orElseThrow().caption())
                .contains("dashed");
    }

    @Test
    void noFigureWithoutItsData() {
        assertThat(TradeOff.of(comparison())).isEmpty();
        Comparison failed = new Records().failed("a").failed("b").comparison();
        assertThat(LearningCurves.of(failed)).isEmpty();
        assertThat(FinalMetric.of(failed)).isEmpty();
        Comparison unlike =
                new Records().runs("a", "elbo", 1, -1).runs("b", "elbo", 7, -1).comparison();
        assertThat(FinalMetric.of(unlike)).as("unlike K is not drawn on one axis").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-120, −120",
        "0.30000000000000004, 0.3",
        "'4800', '4,800'",
        "-123456.5, '−123,457'",
        "2500000, 2.5e6",
        "0.00002, 2e−5"
    })
    void ticks(double value, String expected) {
        assertThat(Ticks.label(value).plain()).isEqualTo(expected);
    }
}
