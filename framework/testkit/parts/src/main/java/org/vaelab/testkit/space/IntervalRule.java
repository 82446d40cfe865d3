// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.space;

import java.util.Arrays;
import org.vaelab.framework.random.RandomKey;

/**
 * An interval: finest at its ends, or with equal steps where these are one point; or the uniform
 * distribution.
 *
 * @param isOfAngles whether the ends are one point
 */
record IntervalRule(double from, double to, boolean isOfAngles) implements IntegrationRule {

    IntervalRule {
        if (!(from < to && Double.isFinite(to - from))) {
            throw new IllegalArgumentException("no interval: from " + from + " to " + to);
        }
    }

    @Override
    public int width() {
        return 1;
    }

    @Override
    public int dimension() {
        return 1;
    }

    @Override
    public Nodes quadrature(double[] draws, boolean fewer) {
        return isOfAngles ? Nodes.period(from, to, fewer) : Nodes.interval(from, to, fewer);
    }

    /** Also the ends, to which float32 draws round, and their neighbours in float32. */
    @Override
    public double[] extremes(double[] draws) {
        double[] ends = {from, Math.nextUp((float) from), Math.nextDown((float) to), to};
        double[] all = Arrays.copyOf(draws, (1 + ends.length) * draws.length);
        for (int i = draws.length; i < all.length; i++) {
            all[i] = ends[i / draws.length - 1];
        }
        return all;
    }

    @Override
    public Nodes reference(double[] draws, RandomKey key) {
        double[] points = key.uniform(DRAWN);
        Arrays.setAll(points, i -> from + (to - from) * points[i]);
        double[] log = new double[DRAWN];
        Arrays.fill(log, -Math.log(to - from));
        return Nodes.drawn(1, points, log);
    }
}
