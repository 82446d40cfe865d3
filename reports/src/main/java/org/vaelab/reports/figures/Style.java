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
 * @param place the place of the model in the comparison, or of a series in its figure, from 0; -1
 *     for {@link #NEUTRAL}
 * @param isFaint whether it stands back, as a single seed does behind the mean
 */
public record Style(int place, boolean isFaint) {

    /** A thin grey line, for what is not a model. */
    public static final Style NEUTRAL = new Style(-1, false);

    private static final float LINE = 1.1f;
    private static final float NEUTRAL_LINE = 0.7f;
    private static final float FAINT_LINE = 0.4f;
    private static final int FAINT = 115;
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
        return new Style(place, false);
    }

    /** Returns the style of a model. */
    public static Style of(Comparison comparison, ComparedModel model) {
        return of(comparison.models().indexOf(model));
    }

    /** Returns this style with thin, translucent lines and small, translucent markers. */
    public Style faint() {
        return new Style(place, true);
    }

    Color colour() {
        Color strong = place < 0 ? Palette.GUIDE : Palette.colour(place);
        return isFaint
                ? new Color(strong.getRed(), strong.getGreen(), strong.getBlue(), FAINT)
                : strong;
    }

    Mark mark() {
        return Mark.of(Math.max(0, place));
    }

    double markScale() {
        return isFaint ? 0.65 : 1;
    }

    float lineWidth() {
        return isFaint ? FAINT_LINE : place < 0 ? NEUTRAL_LINE : LINE;
    }

    /** Returns lengths of dashes and gaps; empty for a solid line. */
    float[] dashes() {
        return isFaint || place <= 0 ? SOLID : DASHES.get((place - 1) % DASHES.size());
    }

    BasicStroke stroke() {
        return Pen.stroke(lineWidth(), dashes());
    }

    /** Returns the stroke of a hollow marker, or of an interval: never dashed. */
    BasicStroke solidStroke() {
        return Pen.stroke(isFaint ? FAINT_LINE : 0.9f, SOLID);
    }
}
