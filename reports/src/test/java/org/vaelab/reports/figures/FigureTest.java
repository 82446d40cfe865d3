// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import static org.assertj.core.api.Assertions.assertThat;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.intermediate.commands.Command;
import de.erichseifert.vectorgraphics2d.intermediate.commands.DrawShapeCommand;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vaelab.framework.record.Estimate;
import org.vaelab.framework.record.HistoryEntry;
import org.vaelab.reports.comparison.Comparison;
import org.vaelab.reports.comparison.Records;

class FigureTest {

    private static HistoryEntry entry(long step, double bound) {
        return new HistoryEntry(
                step, 0, Map.of(HistoryEntry.BOUND, bound), 1e-3, 1, 1, Map.of(), 0);
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

    /** Of "first" there is nothing to draw: the others keep the colours that they have elsewhere. */
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
                                FinalMetric.of(comparison).orElseThrow().pgfplots(),
                                LearningCurves.of(comparison).orElseThrow().pgfplots(),
                                TradeOff.of(comparison).orElseThrow().pgfplots()))
                .allSatisfy(
                        source ->
                                assertThat(source)
                                        .contains("color=vaelabB", "color=vaelabC")
                                        .doesNotContain("color=vaelabA"));
    }

    @Test
    void curvesStandOnlyWhereEverySeedHasAValue() {
        Curve curve =
                Curve.of(comparison().models().get(0), HistoryEntry.BOUND, HistoryEntry::train, 9);
        assertThat(curve.block()).isEqualTo(1);
        assertThat(curve.steps()).containsExactly(100, 200);
        assertThat(curve.mean()).containsExactly(-152, -120.5);
        assertThat(curve.low()).containsExactly(-154, -121);
        assertThat(curve.high()).containsExactly(-150, -120);
    }

    @Test
    void aCurveOfFewerPointsAveragesEachRunOverNeighbouringSteps() {
        Curve curve =
                Curve.of(comparison().models().get(0), HistoryEntry.BOUND, HistoryEntry::train, 1);
        assertThat(curve.block()).isEqualTo(2);
        assertThat(curve.steps()).containsExactly(200);
        assertThat(curve.mean()).containsExactly(-136.25);
        assertThat(curve.low()).containsExactly(-137.5);
        assertThat(curve.high()).containsExactly(-135);
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
        assertThat(figure.svg()).contains("<svg");
        assertThat(figure.pgfplots()).contains("(1.0,3.0) (2.0,1.0)").doesNotContain("{b}");
        assertThat(figure.csv()).contains("a,2,z,0,Infinity,0.1", "b,1,z,0,,0.1");
        assertThat(KlByUnit.of(new Records().klByUnit(Double.NaN).run("b", metrics).comparison()))
                .isEmpty();
    }

    @Test
    void everyFormatOfAFigureIsWellFormed() throws Exception {
        Figure figure = LearningCurves.of(comparison()).orElseThrow();
        byte[] svg = figure.svg().getBytes(StandardCharsets.UTF_8);
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        assertThat(
                        factory.newDocumentBuilder()
                                .parse(new ByteArrayInputStream(svg))
                                .getDocumentElement()
                                .getTagName())
                .isEqualTo("svg");
        assertThat(new String(figure.pdf(), 0, 5, StandardCharsets.US_ASCII)).isEqualTo("%PDF-");
        assertThat(ImageIO.read(new ByteArrayInputStream(figure.png())).getWidth())
                .isEqualTo(3 * figure.chart().getWidth());
        assertThat(figure.csv())
                .isEqualTo(
                        """
                        model,part,step,runs,mean,min,max
                        a,train,100,2,-152.0,-154.0,-150.0
                        a,train,200,2,-120.5,-121.0,-120.0
                        b,train,100,1,-149.0,-149.0,-149.0
                        """);
        assertThat(figure.pgfplots()).contains("(100.0,-152.0) (200.0,-120.5)");
    }

    @Test
    void inlineFiguresTakeTheColoursOfThePage() {
        String inline = FinalMetric.of(comparison()).orElseThrow().inlineSvg();
        assertThat(inline)
                .startsWith("<svg xmlns")
                .contains("currentColor", "var(--hair)", "role=\"img\"")
                .doesNotContain("<?xml", "DOCTYPE", "rgb(34,34,34)");
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
        "-1234567.5, '−1,234,567.5'"
    })
    void ticks(double value, String expected) {
        assertThat(ChartStyle.tick(value)).isEqualTo(expected);
    }

    @Test
    void segmentsAreJoinedWhereTheyMeetInTheSameStyle() {
        VectorGraphics2D graphics = new VectorGraphics2D();
        graphics.setStroke(new BasicStroke(2));
        line(graphics, Color.RED, 0, 1);
        line(graphics, Color.RED, 1, 2);
        line(graphics, Color.RED, 5, 6);
        line(graphics, Color.BLUE, 6, 7);
        line(graphics, new Color(0, 0, 0, 0), 7, 8);
        List<Shape> shapes = new ArrayList<>();
        for (Command<?> command : JoinedLines.of(graphics.getCommands())) {
            if (command instanceof DrawShapeCommand draw) {
                shapes.add(draw.getValue());
            }
        }
        assertThat(shapes).extracting(FigureTest::points).containsExactly(3, 2, 2);
        assertThat(shapes).allMatch(shape -> shape instanceof Path2D);
    }

    private static void line(VectorGraphics2D graphics, Color colour, double from, double to) {
        graphics.setColor(colour);
        graphics.draw(new Line2D.Double(from, 0, to, 0));
        graphics.setColor(Color.GRAY);
    }

    private static int points(Shape shape) {
        int count = 0;
        for (PathIterator i = shape.getPathIterator(null); !i.isDone(); i.next()) {
            count++;
        }
        return count;
    }
}
