// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vaelab.framework.record.Label;
import org.vaelab.reports.figures.Axis.Tick;
import org.vaelab.reports.figures.PlotLayer.Guide;
import org.vaelab.reports.figures.PlotLayer.Interval;
import org.vaelab.reports.figures.PlotLayer.Line;
import org.vaelab.reports.figures.PlotLayer.Marks;
import org.vaelab.reports.figures.PlotLayer.Note;
import org.vaelab.reports.figures.PlotLayer.Point;
import org.vaelab.reports.figures.PlotLayer.Points;
import org.vaelab.reports.tables.DataFrame;

class PlotTest {

    private static final DataFrame<?> NO_ROWS = DataFrame.of(List.of());
    private static final double NAN = Double.NaN;
    private static final double INFINITE = Double.POSITIVE_INFINITY;

    private static Plot plot(Axis x, Axis y, double... coordinates) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < coordinates.length; i += 2) {
            points.add(new Point(coordinates[i], coordinates[i + 1]));
        }
        return new Plot(
                x,
                y,
                List.of(
                        new Line(Style.of(1), points, Marks.ALL, Axis.plain("a_b <&>")),
                        new Points(Style.of(2), points, null),
                        PlotLayer.Area.between(Style.of(3), points, points),
                        new Interval(
                                Style.of(0), new Point(1, 1), new Point(1, coordinates.length)),
                        Guide.horizontal(0.7, Axis.plain("limit")),
                        Guide.vertical(-1e5, Axis.plain("outside")),
                        new Note(new Point(1, 1), Axis.plain("note"), false)));
    }

    private static Plot linear(double... coordinates) {
        return plot(Axis.linear("x"), Axis.linear("y"), coordinates);
    }

    private static Plot logarithmic(double... coordinates) {
        return plot(Axis.logarithmic("x"), Axis.logarithmic("y"), coordinates);
    }

    static Stream<Arguments> limits() {
        return Stream.of(
                Arguments.of("empty", new Plot(Axis.linear("x"), Axis.linear("y"), List.of())),
                Arguments.of("no points", linear()),
                Arguments.of("one point", linear(5, 7)),
                Arguments.of("equal values", linear(1, 7, 2, 7, 2, 7)),
                Arguments.of("nothing finite", linear(NAN, 1, 1, NAN, INFINITE, -INFINITE)),
                Arguments.of("some finite", linear(1, 2, 2, NAN, 3, 4, 4, INFINITE)),
                Arguments.of("huge", linear(-1e249, 1e200, 1e249, -1e200)),
                Arguments.of("largest", linear(-Double.MAX_VALUE, 1, Double.MAX_VALUE, 2)),
                Arguments.of("tiny", linear(Double.MIN_VALUE, 1e-300, 2e-300, 2e-300)),
                Arguments.of("narrow", linear(1e9, 1, Math.nextUp(1e9), 2)),
                Arguments.of("log", logarithmic(1e-8, 1, 10, 1e12)),
                Arguments.of("log of one", logarithmic(3, 3)),
                Arguments.of("log of nothing", logarithmic(0, -1, -2, 0)),
                Arguments.of("log of a narrow range", logarithmic(3, 3, 3.1, 3.2)),
                Arguments.of("log of all", logarithmic(1e-249, 1e-250, 1e249, 1e250)),
                Arguments.of(
                        "ends in the wrong order",
                        plot(Axis.linear("x").range(3.0, 1.0), Axis.linear("y"), 1, 2, 3, 4)),
                Arguments.of(
                        "an end below zero on a log axis",
                        plot(Axis.logarithmic("x").range(-1.0, null), Axis.linear("y"), 1, 2)),
                Arguments.of(
                        "rows",
                        plot(
                                Axis.linear("x"),
                                Axis.rows(List.of(Axis.plain("one"), Axis.plain("_".repeat(300)))),
                                1,
                                1,
                                2,
                                2)));
    }

    @Tag("full")
    @ParameterizedTest(name = "{0}")
    @MethodSource("limits")
    void bothRenderersDrawEveryPlot(String name, Plot plot) throws Exception {
        Figure figure = new Figure("limit", "", name, NO_ROWS, plot);
        for (Width width : Width.values()) {
            String svg = figure.inlineSvg(width);
            assertThat(svg).doesNotContain("NaN", "Infinity");
            DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
            assertThat(plot.latex("limit", width)).doesNotContain("NaN", "Infinity", "inf");
            assertThat(plot.draw(width).height()).isBetween(50.0, 600.0);
            assertThat(PlotLayout.of(plot, width).xTicks().size()).isBetween(1, 12);
        }
        assertThat(ImageIO.read(new ByteArrayInputStream(figure.png(Width.COLUMN)))).isNotNull();
    }

    @Test
    void aPointThatCannotBeShownInterruptsTheLine() {
        String source = logarithmic(1, 1, 2, 0, 3, 3).latex("a", Width.COLUMN);
        assertThat(source).contains("(1,1) (2,nan) (3,3)", "unbounded coords=jump");
    }

    @Test
    void bothRenderersHaveTheSameTicks() {
        Plot plot = linear(0, -150, 1000, -100);
        PlotLayout layout = PlotLayout.of(plot, Width.COLUMN);
        assertThat(layout.xTicks()).extracting(Tick::at).startsWith(0.0).endsWith(1000.0);
        assertThat(plot.latex("a", Width.COLUMN))
                .contains("xtick={0,200,400,600,800,1000}", "{$1{,}000$}");
    }

    @Test
    void ticksAreAtRoundNumbers() {
        assertThat(Ticks.linear(0, 1, 6))
                .extracting(Tick::at)
                .containsExactly(0.0, .2, .4, .6, .8, 1.0);
        assertThat(Ticks.linear(-0.3, 0.31, 4))
                .extracting(t -> t.text().plain())
                .contains("0", "−0.2");
        assertThat(Ticks.logarithmic(1, 100).get(0))
                .extracting(Tick::at)
                .containsExactly(1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0);
    }

    @Test
    void chosenTicksAreLeftOutWhereTheirLabelsWouldMeet() {
        double[] values = IntStream.rangeClosed(1, 200).asDoubleStream().toArray();
        Plot plot = plot(Axis.linear("x").ticksAt(values), Axis.linear("y"), 1, 1, 200, 2);
        assertThat(PlotLayout.of(plot, Width.COLUMN).xTicks()).hasSizeBetween(5, 20);
    }

    @Test
    void sixteenModelsHaveDifferentStyles() {
        Set<List<Object>> styles = new HashSet<>();
        for (int place = 0; place < 16; place++) {
            Style style = Style.of(place);
            styles.add(List.of(style.colour(), style.mark()));
        }
        assertThat(styles).hasSize(16);
        assertThat(IntStream.range(0, 12).mapToObj(i -> Style.of(i).mark()).distinct()).hasSize(12);
        assertThat(IntStream.range(1, 30).mapToObj(i -> Style.of(i).dashes().length))
                .as("only the first line is solid: no line hides another one")
                .doesNotContain(0);
    }

    @Test
    void layersOfOneModelShareALegendEntry() {
        Label label = Axis.plain("a");
        List<Point> points = List.of(new Point(1, 1));
        Plot plot =
                new Plot(
                        Axis.linear("x"),
                        Axis.linear("y"),
                        List.of(
                                new Line(Style.of(0), points, Marks.NONE, label),
                                new Points(Style.of(0), points, label),
                                new Points(Style.of(1), points, label)));
        assertThat(PlotLayout.of(plot, Width.COLUMN).legend().entries())
                .containsExactly(
                        new Legend.Entry(label, Style.of(0), true, true),
                        new Legend.Entry(label, Style.of(1), false, true));
    }

    @Test
    void textsKeepTheirLatexAndPlainForms() {
        Label label = new Label("β = 0.5 & more", "$\\beta = 0.5$ \\& more");
        Plot plot =
                new Plot(
                        Axis.linear("100 % of a_b"),
                        Axis.rows(List.of(label)),
                        List.of(new Points(Style.of(0), List.of(new Point(1, 1)), label)));
        assertThat(plot.latex("a", Width.COLUMN))
                .contains(
                        "\\addlegendentry{$\\beta = 0.5$ \\& more}",
                        "yticklabels={{$\\beta = 0.5$ \\& more}}",
                        "xlabel={100 \\% of a\\_b}");
    }

    @Test
    void aLongTextIsBrokenAndAtLastCut() {
        TextBlock block = TextBlock.of("one_two three=four " + "x".repeat(400), Picture.TICK, 60);
        assertThat(block.lines()).hasSize(3).first().asString().startsWith("one_two");
        assertThat(block.lines().get(2)).endsWith("…");
        assertThat(block.width()).isLessThanOrEqualTo(60);
        assertThat(TextBlock.of("x", Picture.TICK, 0.1).lines()).containsExactly("x");
    }

    @Test
    void panelsStandSideBySideOnAPageAndBelowEachOtherInAColumn() {
        Plot plot = linear(1, 2, 3, 4);
        Panels panels = new Panels(List.of(plot, plot), false);
        double one = plot.draw(Width.COLUMN).height();
        assertThat(panels.draw(Width.PAGE).height()).isEqualTo(one);
        assertThat(panels.draw(Width.COLUMN).height()).isGreaterThan(2 * one);
        assertThat(panels.latex("a", Width.PAGE)).contains("minipage", "\\hfill");
        assertThat(new Figure("a", "", "", NO_ROWS, panels).svg(Width.PAGE)).contains("<svg");
    }

    @Test
    void aSinglePanelFillsThePage() {
        Plot plot = linear(1, 2, 3, 4);
        Panels one = new Panels(List.of(plot), false);
        for (Width width : Width.values()) {
            assertThat(one.draw(width).height()).isEqualTo(plot.draw(width).height());
            assertThat(one.latex("a", width)).isEqualTo(plot.latex("a", width));
        }
    }

    @Test
    void aDrawingWithoutLatexSourceIncludesItsPdf() {
        Drawing drawing = width -> new Picture(width.points()).height(10);
        assertThat(new Figure("faces", "", "", NO_ROWS, drawing).latex(Width.PAGE))
                .contains("\\includegraphics[width=\\linewidth]{\\vaelabfigures/faces-wide.pdf}");
    }

    /** Every fifth of 60 steps, and not 1, 4, 7, 11. */
    @Test
    void evenTicksStayEven() {
        double[] steps = IntStream.rangeClosed(1, 60).asDoubleStream().toArray();
        Plot plot = linear(1, 1, 60, 2);
        Plot ticked = new Plot(plot.x().ticksAt(steps), plot.y(), plot.layers());
        List<Tick> shown = PlotLayout.of(ticked, 250, List.of()).xTicks();
        double[] gaps =
                IntStream.range(1, shown.size())
                        .mapToDouble(i -> shown.get(i).at() - shown.get(i - 1).at())
                        .distinct()
                        .toArray();
        assertThat(shown).hasSizeGreaterThan(3);
        assertThat(gaps).hasSize(1);
    }
}
