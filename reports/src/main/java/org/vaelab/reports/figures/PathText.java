// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.PathIterator;
import java.math.BigDecimal;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * A shape as path data of SVG, with each point relative to the one before, or as operators of PDF.
 * Coordinates are rounded, so files are smaller and do not depend on the Java version.
 */
final class PathText {

    private static final int[] POINTS = {1, 1, 2, 3, 0};

    private final StringBuilder out = new StringBuilder();
    private final boolean isPdf;
    private final int decimals;
    private final double scale;
    private final long[] last = new long[2];
    private final long[] start = new long[2];

    private PathText(boolean isPdf, int decimals) {
        this.isPdf = isPdf;
        this.decimals = decimals;
        scale = Math.pow(10, decimals);
    }

    static String svg(Shape shape, int decimals) {
        return new PathText(false, decimals).of(shape);
    }

    static String pdf(Shape shape) {
        return new PathText(true, 2).of(shape);
    }

    /** Returns a number with at most two decimals. */
    static String number(double value) {
        return number(Math.round(100 * value), 2);
    }

    static String numbers(float @Nullable [] values) {
        StringJoiner text = new StringJoiner(" ");
        for (float value : values == null ? new float[0] : values) {
            text.add(number(value));
        }
        return text.toString();
    }

    /** Returns the six numbers of a transform, as SVG and PDF have them. */
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

    private String of(Shape shape) {
        double[] at = new double[6];
        for (PathIterator i = shape.getPathIterator(null); !i.isDone(); i.next()) {
            int segment = i.currentSegment(at);
            if (segment == PathIterator.SEG_QUADTO && isPdf) {
                segment = cubic(at);
            }
            segment(segment, at);
        }
        return out.toString();
    }

    /** Makes a quadratic curve a cubic one, as PDF has no others. */
    private int cubic(double[] at) {
        for (int k = 0; k < 2; k++) {
            double control = at[k];
            double end = at[k + 2];
            at[k] = (last[k] / scale + 2 * control) / 3;
            at[k + 2] = (end + 2 * control) / 3;
            at[k + 4] = end;
        }
        return PathIterator.SEG_CUBICTO;
    }

    private void segment(int segment, double[] at) {
        out.append(isPdf ? "" : "mlqcz".substring(segment, segment + 1));
        int numbers = 2 * POINTS[segment];
        for (int k = 0; k < numbers; k++) {
            long value = Math.round(scale * at[k]) - (isPdf ? 0 : last[k % 2]);
            out.append(k > 0 && (isPdf || value >= 0) ? " " : "").append(number(value, decimals));
        }
        out.append(isPdf ? " " + "ml-ch".charAt(segment) + "\n" : "");
        for (int k = 0; k < 2; k++) {
            boolean isClosed = segment == PathIterator.SEG_CLOSE;
            last[k] = isClosed ? start[k] : Math.round(scale * at[numbers - 2 + k]);
            start[k] = segment == PathIterator.SEG_MOVETO ? last[k] : start[k];
        }
    }
}
