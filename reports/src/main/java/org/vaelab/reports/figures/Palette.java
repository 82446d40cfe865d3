// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Colours that readers with any of the common colour deficiencies can tell apart (Okabe and Ito),
 * and marker shapes as a second cue.
 */
final class Palette {

    static final Color INK = new Color(34, 34, 34);
    static final Color RULE = new Color(221, 221, 221);

    private static final List<Color> COLOURS =
            List.of(
                    new Color(0x0072B2),
                    new Color(0xD55E00),
                    new Color(0x009E73),
                    new Color(0xCC79A7),
                    new Color(0xE69F00),
                    new Color(0x56B4E9),
                    new Color(0x7F7F7F));
    private static final List<Marker> MARKERS =
            List.of(
                    SeriesMarkers.CIRCLE,
                    SeriesMarkers.SQUARE,
                    SeriesMarkers.DIAMOND,
                    SeriesMarkers.TRIANGLE_UP,
                    SeriesMarkers.TRIANGLE_DOWN);

    private static final List<String> PGF_MARKS =
            List.of(
                    "*",
                    "square*",
                    "diamond*",
                    "triangle*",
                    "triangle*, every mark/.append style={rotate=180}");

    private Palette() {}

    static Color colour(int index) {
        return COLOURS.get(index % COLOURS.size());
    }

    static Color translucent(int index, int alpha) {
        Color colour = colour(index);
        return new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), alpha);
    }

    static Marker marker(int index) {
        return MARKERS.get(index % MARKERS.size());
    }

    /** The same marker in pgfplots. */
    static String pgfMark(int index) {
        return "mark=" + PGF_MARKS.get(index % PGF_MARKS.size());
    }

    /**
     * Returns a solid stroke for the first round of colours, and finer dashes for later rounds.
     */
    static BasicStroke stroke(int index) {
        int round = index / COLOURS.size();
        float[] dashes = {12f / (round + 1), 4};
        return new BasicStroke(
                1.75f,
                BasicStroke.CAP_BUTT,
                BasicStroke.JOIN_ROUND,
                1,
                round == 0 ? null : dashes,
                0);
    }

    static String hex(int index) {
        return String.format(Locale.ROOT, "%06X", colour(index).getRGB() & 0xFFFFFF);
    }
}
