// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.Color;
import java.awt.geom.Path2D;
import java.util.List;

/**
 * Colour and marker of a class of test data. The colours are the muted scheme of Tol and a grey,
 * which readers with any of the common colour deficiencies can tell apart.
 */
final class ClassStyle {

    /** The most classes that colours tell apart. */
    static final int MOST = 10;

    private static final double[][] SHAPES = {
        {-1, -1, 1, -1, 1, 1, -1, 1}, {0, -1.35, 1.2, 0, 0, 1.35, -1.2, 0},
        {0, -1.3, 1.2, 0.9, -1.2, 0.9}, {0, 1.3, -1.2, -0.9, 1.2, -0.9}
    };

    private static final List<Color> COLOURS =
            List.of(
                    new Color(0x332288),
                    new Color(0xCC6677),
                    new Color(0x117733),
                    new Color(0x88CCEE),
                    new Color(0x882255),
                    new Color(0xDDCC77),
                    new Color(0x44AA99),
                    new Color(0xAA4499),
                    new Color(0x999933),
                    new Color(0x7F7F7F));

    private ClassStyle() {}

    static Color colour(int place) {
        return COLOURS.get(place % MOST);
    }

    /** Adds the marker of a class to a path. */
    static void append(Path2D path, int place, double x, double y, double radius) {
        double[] shape = SHAPES[place % SHAPES.length];
        for (int i = 0; i < shape.length; i += 2) {
            double px = x + radius * shape[i];
            double py = y + radius * shape[i + 1];
            if (i == 0) {
                path.moveTo(px, py);
            } else {
                path.lineTo(px, py);
            }
        }
        path.closePath();
    }
}
