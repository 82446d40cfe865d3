// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import org.vaelab.reports.FontException;

/**
 * Draws shapes and text in points.
 *
 * <p>Text is drawn as outlines, so that it looks the same everywhere. Coordinates are rounded to a
 * hundredth of a point, which no print resolves: files are smaller and do not depend on the Java
 * version.
 */
public final class Pen {

    /** The font of titles. */
    static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 8);

    /** The font of ticks, legends and notes. */
    static final Font TICK = new Font(Font.SANS_SERIF, Font.PLAIN, 7);

    private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);

    private final Graphics2D graphics;

    Pen(Graphics2D graphics) {
        this.graphics = graphics;
    }

    /**
     * Checks that text can be drawn.
     *
     * @throws FontException if Java's fonts need a library or a font that this machine lacks
     */
    public static void requireFonts() {
        try {
            width("x", LABEL);
        } catch (RuntimeException | LinkageError | InternalError e) {
            throw new FontException(e);
        }
    }

    static double width(String text, Font font) {
        return text.isEmpty()
                ? 0
                : font.createGlyphVector(CONTEXT, text).getLogicalBounds().getWidth();
    }

    /**
     * Returns a stroke; solid if there are no dashes. Its joins are not round, because Java 17 and 25
     * draw round ones differently.
     */
    static BasicStroke stroke(float width, float... dashes) {
        return new BasicStroke(
                width,
                BasicStroke.CAP_BUTT,
                BasicStroke.JOIN_BEVEL,
                1,
                dashes.length == 0 ? null : dashes,
                0);
    }

    void fill(Shape shape, Color colour) {
        graphics.setColor(colour);
        graphics.fill(rounded(shape));
    }

    void draw(Shape shape, BasicStroke stroke, Color colour) {
        graphics.setColor(colour);
        graphics.setStroke(stroke);
        graphics.draw(rounded(shape));
    }

    void line(double x1, double y1, double x2, double y2, BasicStroke stroke, Color colour) {
        draw(new Line2D.Double(x1, y1, x2, y2), stroke, colour);
    }

    /**
     * Draws a line of text.
     *
     * @param x the place of its start, middle or end
     * @param y the place of its base line
     * @param align which part of the text is at x: 0 the start, 0.5 the middle, 1 the end
     */
    void text(String text, Font font, double x, double y, double align, Color colour) {
        text(text, font, AffineTransform.getTranslateInstance(x, y), align, colour);
    }

    /** Draws a line of text whose base line begins at the transformed origin. */
    void text(String text, Font font, AffineTransform place, double align, Color colour) {
        if (!text.isBlank()) {
            Shape outline =
                    font.createGlyphVector(CONTEXT, text)
                            .getOutline((float) (-align * width(text, font)), 0);
            fill(place.createTransformedShape(outline), colour);
        }
    }

    void clip(Shape shape) {
        graphics.setClip(shape);
    }

    void unclip() {
        graphics.setClip(null);
    }

    private static Shape rounded(Shape shape) {
        Path2D path = new Path2D.Double();
        double[] at = new double[6];
        for (PathIterator i = shape.getPathIterator(null); !i.isDone(); i.next()) {
            int segment = i.currentSegment(at);
            for (int k = 0; k < at.length; k++) {
                at[k] = Math.rint(at[k] * 100) / 100;
            }
            switch (segment) {
                case PathIterator.SEG_MOVETO -> path.moveTo(at[0], at[1]);
                case PathIterator.SEG_LINETO -> path.lineTo(at[0], at[1]);
                case PathIterator.SEG_QUADTO -> path.quadTo(at[0], at[1], at[2], at[3]);
                case PathIterator.SEG_CUBICTO ->
                        path.curveTo(at[0], at[1], at[2], at[3], at[4], at[5]);
                default -> path.closePath();
            }
        }
        return path;
    }
}
