// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.PathIterator;
import java.math.BigDecimal;
import java.util.StringJoiner;

/**
 * A shape as path data of SVG, with each point relative to the one before. Coordinates are rounded,
 * so files are smaller and do not depend on the Java version.
 */
final class SvgPath {

    private static final int[] POINTS = {1, 1, 2, 3, 0};

    private SvgPath() {}

    /** Returns a number with at most two decimals. */
    static String number(double value) {
        return number(Math.round(100 * value), 2);
    }

    static String numbers(float[] values) {
        StringJoiner text = new StringJoiner(" ");
        for (float value : values) {
            text.add(number(value));
        }
        return text.toString();
    }

    /** Returns the six numbers of a transform, as SVG has them. */
    static String matrix(AffineTransform transform) {
        double[] m = new double[6];
        transform.getMatrix(m);
        StringJoiner text = new StringJoiner(" ");
        for (int i = 0; i < m.length; i++) {
            text.add(i < 4 ? number(Math.round(10_000 * m[i]), 4) : number(m[i]));
        }
        return text.toString();
    }

    private static String number(long scaled, int decimals) {
        return BigDecimal.valueOf(scaled, decimals).stripTrailingZeros().toPlainString();
    }

    static String of(Shape shape, int decimals) {
        StringBuilder out = new StringBuilder();
        double scale = Math.pow(10, decimals);
        long[] last = new long[2];
        long[] start = new long[2];
        double[] at = new double[6];
        for (PathIterator i = shape.getPathIterator(null); !i.isDone(); i.next()) {
            int segment = i.currentSegment(at);
            out.append("mlqcz".charAt(segment));
            int numbers = 2 * POINTS[segment];
            for (int k = 0; k < numbers; k++) {
                long value = Math.round(scale * at[k]) - last[k % 2];
                out.append(k > 0 && value >= 0 ? " " : "").append(number(value, decimals));
            }
            for (int k = 0; k < 2; k++) {
                boolean isClosed = segment == PathIterator.SEG_CLOSE;
                last[k] = isClosed ? start[k] : Math.round(scale * at[numbers - 2 + k]);
                start[k] = segment == PathIterator.SEG_MOVETO ? last[k] : start[k];
            }
        }
        return out.toString();
    }
}
