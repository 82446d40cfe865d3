// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import org.vaelab.reports.comparison.ComparedModel;
import org.vaelab.reports.comparison.Comparison;

/**
 * Colour, dashes and marker of one model, the same in every figure.
 *
 * <p>Colours repeat after 8 models, dashes after 7, markers after 12. Only the first model has a
 * solid line: lines on top of each other show through the gaps.
 *
 * @param place the place of the model in the comparison, of a series in its figure, or of a class
 *     of the data, from 0; -1 for {@link #NEUTRAL}
 */
public record Style(int place, Look look) {

    /** How something is drawn. */
    public enum Look {
        STRONG(1.1f, 255, 1),
        /** Stands back, as a single seed does behind the mean. */
        FAINT(0.4f, 115, 0.65),
        /** A thin line, for a method without a model. */
        THIN(0.5f, 255, 0.65),
        /** Small points of a class of data. */
        DOT(0.4f, 255, 0.43),
        /** A thin grey line, for what is not a model. */
        NEUTRAL(0.7f, 255, 0.43),
        /** A thin line in the colour of a grid. */
        GRID(0.3f, 255, 0.43),
        /** A line in the colour of axes. */
        FRAME(0.6f, 255, 1),
        /** A thick line in the colour of axes. */
        BAR(2.4f, 255, 1);

        private final float line;
        private final int alpha;
        private final double marks;

        Look(float line, int alpha, double marks) {
            this.line = line;
            this.alpha = alpha;
            this.marks = marks;
        }
    }

    /** A thin grey line, for what is not a model. */
    public static final Style NEUTRAL = new Style(-1, Look.NEUTRAL);

    private static final float[] SOLID = {};
    private static final List<float[]> DASHES =
            List.of(
                    new float[] {5, 2},
                    new float[] {1.2f, 1.4f},
                    new float[] {5, 1.5f, 1.2f, 1.5f},
                    new float[] {9, 2},
                    new float[] {2.6f, 1.6f},
                    new float[] {5, 1.4f, 1.2f, 1.4f, 1.2f, 1.4f},
                    new float[] {9, 1.6f, 2.6f, 1.6f});

    /** Returns the style of the model or series at a place. */
    public static Style of(int place) {
        return new Style(place, Look.STRONG);
    }

    /** Returns the style of a model. */
    public static Style of(Comparison comparison, ComparedModel model) {
        return of(comparison.models().indexOf(model));
    }

    /** Returns this style with thin, translucent lines and small, translucent markers. */
    public Style faint() {
        return new Style(place, Look.FAINT);
    }

    /** Returns this style with thin lines. */
    public Style thin() {
        return new Style(place, Look.THIN);
    }

    boolean isFaint() {
        return look == Look.FAINT;
    }

    Color colour() {
        Color strong =
                switch (look) {
                    case STRONG, FAINT, THIN -> Palette.colour(place);
                    case DOT -> Palette.ofClass(place);
                    case NEUTRAL -> Palette.GUIDE;
                    case GRID -> Palette.RULE;
                    case FRAME, BAR -> Palette.INK;
                };
        return look.alpha == 255 ? strong : translucent(strong, look.alpha);
    }

    static Color translucent(Color colour, int alpha) {
        return new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), alpha);
    }

    Mark mark() {
        return look == Look.STRONG || look == Look.FAINT
                ? Mark.of(place)
                : Mark.dot(Math.max(0, place));
    }

    double markScale() {
        return look.marks;
    }

    float lineWidth() {
        return look.line;
    }

    /** Returns lengths of dashes and gaps; empty for a solid line. */
    float[] dashes() {
        return look != Look.STRONG || place == 0 ? SOLID : DASHES.get((place - 1) % DASHES.size());
    }

    BasicStroke stroke() {
        return Picture.stroke(lineWidth(), dashes());
    }

    /** Returns the stroke of a hollow marker, or of an interval: never dashed. */
    BasicStroke solidStroke() {
        return Picture.stroke(look == Look.STRONG ? 0.9f : look.line);
    }
}
