// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.vaelab.framework.record.Label;
import org.vaelab.reports.figures.PlotLayer.Point;

/**
 * The text of a note or of a guide, where it covers no other text, and no marker if there is room.
 *
 * @param place moves the origin to the start of its base line, and turns it
 * @param isCentred whether it has a light ground
 */
record Placed(Label text, AffineTransform place, boolean isCentred) {

    private static final double HEIGHT = 6;
    private static final double MARK = 2.5;
    private static final double DISTANCE = 3.5;
    private static final double ABOVE = 1.5;
    private static final double EDGE = 6;

    /** The sides of a point: to its upper right, right, above, below, left. */
    private static final double[][] SIDES = {{0.7, -0.7}, {1, 0}, {0, -1}, {0, 1}, {-1, 0}};

    /** The distances of a note to its point, in multiples of the usual one. */
    private static final double[] BESIDE = {1};

    private static final double[] CENTRED = {0, 1, 2.6, 4.2};

    /** Places the texts of a plot; those without room are left out. */
    static List<Placed> all(PlotLayout layout) {
        List<PlotLayer> layers = layout.plot().layers();
        List<Rectangle2D> marks =
                layers.stream()
                        .filter(
                                layer ->
                                        layer instanceof PlotLayer.Points && !layout.plot().isMap())
                        .flatMap(PlotLayer::shown)
                        .filter(layout::contains)
                        .map(layout::at)
                        .<Rectangle2D>map(
                                at ->
                                        new Rectangle2D.Double(
                                                at.getX() - MARK,
                                                at.getY() - MARK,
                                                2 * MARK,
                                                2 * MARK))
                        .toList();
        List<Placed> placed = new ArrayList<>();
        for (PlotLayer layer : layers) {
            List<Placed> choices = choices(layer, layout);
            List<Rectangle2D> texts = placed.stream().map(Placed::bounds).toList();
            Stream.of(Stream.concat(texts.stream(), marks.stream()).toList(), texts)
                    .flatMap(
                            taken ->
                                    choices.stream()
                                            .filter(one -> one.isFree(layout.body(), taken)))
                    .findFirst()
                    .ifPresent(placed::add);
        }
        return placed;
    }

    private static List<Placed> choices(PlotLayer layer, PlotLayout layout) {
        if (layer instanceof PlotLayer.Note note && layout.contains(note.at())) {
            return ofNote(note, layout.at(note.at()));
        }
        return layer instanceof PlotLayer.Guide guide ? ofGuide(guide, layout) : List.of();
    }

    private static List<Placed> ofNote(PlotLayer.Note note, Point2D at) {
        double half = width(note.text()) / 2;
        List<Placed> choices = new ArrayList<>();
        for (double ring : note.isCentred() ? CENTRED : BESIDE) {
            for (double[] side : SIDES) {
                double right = ring * side[0];
                double down = ring * side[1];
                double x = at.getX() + right * DISTANCE + (Math.signum(right) - 1) * half;
                double y = at.getY() + down * DISTANCE + (Math.signum(down) + 1) * HEIGHT / 2;
                AffineTransform start = AffineTransform.getTranslateInstance(x, y);
                choices.add(new Placed(note.text(), start, note.isCentred()));
            }
        }
        return choices;
    }

    /** Along the line: near its first end, near its last, and in the middle. */
    private static List<Placed> ofGuide(PlotLayer.Guide guide, PlotLayout layout) {
        List<Point> ends = layout.ends(guide);
        Label text = guide.text();
        if (text == null || ends.isEmpty()) {
            return List.of();
        }
        Point2D from = layout.at(ends.get(0));
        Point2D to = layout.at(ends.get(1));
        double last = from.distance(to) - width(text) - EDGE;
        List<Placed> choices = new ArrayList<>();
        if (last >= EDGE) {
            for (double begin : new double[] {EDGE, last, (EDGE + last) / 2}) {
                AffineTransform start =
                        AffineTransform.getTranslateInstance(from.getX(), from.getY());
                start.rotate(to.getX() - from.getX(), to.getY() - from.getY());
                start.translate(begin, -ABOVE);
                choices.add(new Placed(text, start, false));
            }
        }
        return choices;
    }

    private static double width(Label text) {
        return Glyphs.width(text.plain(), Picture.TICK);
    }

    private Shape box() {
        Rectangle2D text = new Rectangle2D.Double(0, -HEIGHT, width(text()), HEIGHT);
        return place.createTransformedShape(text);
    }

    private Rectangle2D bounds() {
        return box().getBounds2D();
    }

    private boolean isFree(Rectangle2D body, List<Rectangle2D> taken) {
        Shape box = box();
        return body.contains(box.getBounds2D()) && taken.stream().noneMatch(box::intersects);
    }

    void draw(Picture picture) {
        Picture words = new Picture(width(text));
        if (isCentred) {
            Shape ground = new Rectangle2D.Double(-1, -HEIGHT, width(text) + 2, HEIGHT + 1);
            words.fill(ground, Style.translucent(Color.WHITE, 215), null);
        }
        words.text(text.plain(), Picture.TICK, 0, 0, 0, isCentred ? Color.BLACK : Palette.INK);
        picture.add(words, place);
    }
}
