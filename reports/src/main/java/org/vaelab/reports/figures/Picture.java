// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vaelab.reports.figures.Glyphs.Glyph;

/**
 * Shapes, texts and images, in the order in which they are drawn. Lengths are points, 1/72 of an
 * inch; the upper left corner is at (0, 0). The ground is transparent.
 *
 * <p>Text and axes have the colour {@link Palette#INK} and a grid has {@link Palette#RULE}, so that
 * an HTML page can replace them by its own colours.
 */
public final class Picture {

    /** The font size of titles. */
    public static final double LABEL = 8;

    /** The font size of ticks, legends and notes. */
    public static final double TICK = 7;

    /**
     * How a shape is drawn.
     *
     * @param stroke of its outline; null to fill it
     * @param clip the part to be drawn; null for all of it
     */
    record Ink(Color colour, @Nullable BasicStroke stroke, @Nullable Rectangle2D clip) {}

    /** What a format of files draws. */
    interface Surface {

        void shape(Shape shape, Ink ink);

        /** Draws a text from the start of its base line: by default, as a shape for each glyph. */
        default void text(String text, double size, double x, double y, Color colour) {
            double scale = size / Glyphs.UNITS;
            for (Glyph glyph : Glyphs.of(text)) {
                Picture outline = new Picture(0);
                outline.fill(glyph.outline(), colour, null);
                double start = x + scale * glyph.x();
                group(new AffineTransform(scale, 0, 0, scale, start, y), outline);
            }
        }

        /** Draws an image whose pixels stay sharp squares. */
        void image(BufferedImage image, Rectangle2D place);

        void group(AffineTransform place, Picture picture);
    }

    private final List<Consumer<Surface>> items = new ArrayList<>();

    /** The lower edges of rows, at which a page may cut the picture. */
    private final List<Double> cuts = new ArrayList<>();

    private final double width;
    private double height;

    public Picture(double width) {
        this.width = width;
    }

    /**
     * Returns pictures in rows of some columns, from the left.
     *
     * @param width of the result, in which pictures of equal width have equal distances
     * @param below the distance of rows
     * @param align which edges of a row are at one height: 0 the upper, 1 the lower
     */
    static Picture grid(
            double width, List<Picture> pictures, int columns, double below, double align) {
        Picture grid = new Picture(width);
        double top = 0;
        for (int first = 0; first < pictures.size(); first += columns) {
            List<Picture> row = pictures.subList(first, Math.min(first + columns, pictures.size()));
            double high = row.stream().mapToDouble(Picture::height).max().orElse(0);
            top += first == 0 ? 0 : below;
            for (int i = 0; i < row.size(); i++) {
                Picture one = row.get(i);
                double across = columns == 1 ? 0 : i * (width - one.width()) / (columns - 1);
                grid.add(one, across, top + align * (high - one.height()));
            }
            if (columns == 1) {
                double above = top;
                row.get(0).cuts.forEach(cut -> grid.cut(above + cut));
            }
            top += high;
            grid.cut(top);
        }
        return grid.height(Math.max(1, top));
    }

    /** Allows a cut of this picture by a page. */
    void cut(double below) {
        cuts.add(below);
    }

    /**
     * Returns parts of this picture between its rows, from the top.
     *
     * @param most the height of a part, which a single row may exceed
     */
    public List<Part> parts(double most) {
        List<Part> parts = new ArrayList<>();
        double from = 0;
        double to = 0;
        for (double cut : cuts) {
            if (cut - from > most && to > from) {
                parts.add(new Part(from, to));
                from = to;
            }
            to = cut;
        }
        parts.add(new Part(from, height));
        return parts;
    }

    /** A part of a picture, by the distances of its edges from the upper edge of the picture. */
    public record Part(double from, double to) {}

    public double width() {
        return width;
    }

    public double height() {
        return height;
    }

    /** Sets the height, which nothing that is drawn changes. */
    public Picture height(double points) {
        height = points;
        return this;
    }

    /**
     * Returns a stroke; solid if there are no dashes. Its joins are not round, because Java 17 and
     * 25 draw round ones differently.
     */
    public static BasicStroke stroke(float width, float... dashes) {
        return new BasicStroke(
                width,
                BasicStroke.CAP_BUTT,
                BasicStroke.JOIN_BEVEL,
                1,
                dashes.length == 0 ? null : dashes,
                0);
    }

    public void fill(Shape shape, Color colour, @Nullable Rectangle2D clip) {
        shape(shape, new Ink(colour, null, clip));
    }

    public void draw(Shape shape, BasicStroke stroke, Color colour, @Nullable Rectangle2D clip) {
        shape(shape, new Ink(colour, stroke, clip));
    }

    private void shape(Shape shape, Ink ink) {
        if (!shape.getPathIterator(null).isDone()) {
            items.add(surface -> surface.shape(shape, ink));
        }
    }

    public void line(double x1, double y1, double x2, double y2, BasicStroke stroke, Color colour) {
        draw(new Line2D.Double(x1, y1, x2, y2), stroke, colour, null);
    }

    /**
     * Draws a line of text.
     *
     * @param x the place of its start, middle or end
     * @param y the place of its base line
     * @param align which part of the text is at x: 0 the start, 0.5 the middle, 1 the end
     */
    public void text(String text, double size, double x, double y, double align, Color colour) {
        if (!text.isBlank()) {
            double start = x - align * Glyphs.width(text, size);
            items.add(surface -> surface.text(text, size, start, y, colour));
        }
    }

    public void image(BufferedImage image, Rectangle2D place) {
        items.add(surface -> surface.image(image, place));
    }

    /** Draws another picture, transformed. */
    public void add(Picture picture, AffineTransform place) {
        items.add(surface -> surface.group(place, picture));
    }

    public void add(Picture picture, double x, double y) {
        add(picture, AffineTransform.getTranslateInstance(x, y));
    }

    void drawOn(Surface surface) {
        items.forEach(item -> item.accept(surface));
    }
}
