// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.space;

import java.util.Arrays;
import org.vaelab.framework.random.RandomKey;

/** An interval: finest at its ends, or the uniform distribution. */
record IntervalRule(double from, double to) implements IntegrationRule {

    /** Checks the ends. */
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
        return Nodes.interval(from, to, fewer);
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
