// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A note and the side of its point where it covers nothing, or else no other note. */
record PlacedNote(Layer.Note note, Side side, Rectangle2D place) {

    /** The side of the point on which the text is. TikZ calls it by the opposite part of the text. */
    enum Side {
        CORNER("south west", 0.7, -0.7),
        RIGHT("west", 1, 0),
        ABOVE("south", 0, -1),
        BELOW("north", 0, 1),
        LEFT("east", -1, 0);

        final String anchor;
        private final double x;
        private final double y;

        Side(String anchor, double x, double y) {
            this.anchor = anchor;
            this.x = x;
            this.y = y;
        }

        Rectangle2D place(Point2D at, double width, double height) {
            double cx = at.getX() + x * DISTANCE + Math.signum(x) * width / 2;
            double cy = at.getY() + y * DISTANCE + Math.signum(y) * height / 2;
            return new Rectangle2D.Double(cx - width / 2, cy - height / 2, width, height);
        }
    }

    /** The distance of a text to its point. */
    static final double DISTANCE = 3.5;

    private static final double MARK = 2.5;

    /** Places the notes of a plot; those without room are left out. */
    static List<PlacedNote> all(Layout layout) {
        List<Rectangle2D> marks = marks(layout);
        List<PlacedNote> placed = new ArrayList<>();
        for (Layer layer : layout.plot().layers()) {
            if (layer instanceof Layer.Note note && layout.contains(note.at())) {
                List<Rectangle2D> notes = placed.stream().map(PlacedNote::place).toList();
                Stream.concat(
                                free(note, layout, notes, marks),
                                free(note, layout, notes, List.of()))
                        .findFirst()
                        .ifPresent(placed::add);
            }
        }
        return placed;
    }

    private static Stream<PlacedNote> free(
            Layer.Note note, Layout layout, List<Rectangle2D> notes, List<Rectangle2D> marks) {
        double width = Pen.width(note.text().plain(), Pen.TICK);
        return Stream.of(Side.values())
                .map(side -> new PlacedNote(note, side, side.place(layout.at(note.at()), width, 6)))
                .filter(placed -> layout.body().contains(placed.place()))
                .filter(placed -> notes.stream().noneMatch(placed.place()::intersects))
                .filter(placed -> marks.stream().noneMatch(placed.place()::intersects));
    }

    private static List<Rectangle2D> marks(Layout layout) {
        return layout.marks().stream()
                .<Rectangle2D>map(
                        at ->
                                new Rectangle2D.Double(
                                        at.getX() - MARK, at.getY() - MARK, 2 * MARK, 2 * MARK))
                .toList();
    }
}
