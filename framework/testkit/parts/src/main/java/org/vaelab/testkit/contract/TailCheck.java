// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Locale;
import org.vaelab.testkit.space.Moments;

/**
 * The slope of a log density in log r far out on R^d, along each axis, against the stated tail
 * index a. Of tails that fall as a power it is between {@code -(a + d)}, where the coordinates fall
 * together, and {@code -(a + 1)}, where they are independent. Slopes at two distances bound the
 * error.
 */
final class TailCheck {

    private static final double FAR = 1e5;

    /**
     * The share by which the slope of a tail that is no power changes at least, ten times as far
     * out.
     */
    private static final double CHANGE = 0.02;

    private TailCheck() {}

    static void check(TestedDistribution distribution, double stated) {
        Moments moments = Moments.of(distribution.density().draws(), distribution.width());
        double near = Double.POSITIVE_INFINITY;
        double far = Double.POSITIVE_INFINITY;
        for (int j = 0; j < distribution.width(); j++) {
            for (int side = -1; side <= 1; side += 2) {
                double r = side * FAR * moments.deviation(j);
                near = Math.min(near, slope(distribution, moments, j, r));
                far = Math.min(far, slope(distribution, moments, j, 10 * r));
            }
        }
        if (!Double.isFinite(near) || !Double.isFinite(far) || !(far > 0)) {
            return;
        }
        if (stated < Double.POSITIVE_INFINITY && stated > CHANGE * FAR * FAR) {
            // Student's t of nu degrees is a power where z^2 is far above nu.
            return;
        }
        double error = 1e-3 * far + 5 * Math.abs(far - near);
        boolean isPower = Math.abs(far - near) <= CHANGE * far;
        boolean agrees =
                stated < Double.POSITIVE_INFINITY
                        ? isPower
                                && far >= stated + 1 - error
                                && far <= stated + distribution.width() + error
                        : !isPower;
        if (!agrees) {
            throw new AssertionError(
                    String.format(
                            Locale.ROOT,
                            "%s: tailIndex() is %s, and %.0e deviations out the log density falls by"
                                    + " %.6g per unit of log |z|, ten times as far by %.6g; %s",
                            distribution.name(),
                            stated,
                            FAR,
                            near,
                            far,
                            isPower
                                    ? String.format(
                                            Locale.ROOT,
                                            "this is a power of index %.4g (independent coordinates)"
                                                    + " to %.4g (joint ones)",
                                            far - 1,
                                            far - distribution.width())
                                    : "these tails fall faster than any power, for which it is"
                                            + " infinite"));
        }
    }

    private static double slope(TestedDistribution of, Moments moments, int axis, double r) {
        double step = 1e-2;
        double[] points = new double[2 * of.width()];
        for (int side = 0; side < 2; side++) {
            for (int j = 0; j < of.width(); j++) {
                points[side * of.width() + j] = moments.mean(j);
            }
            points[side * of.width() + axis] += r * Math.exp((2 * side - 1) * step / 2);
        }
        double[] log = of.logDensity(points);
        return (log[0] - log[1]) / step;
    }
}
