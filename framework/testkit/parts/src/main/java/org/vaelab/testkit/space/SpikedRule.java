// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.space;

import java.util.Arrays;
import org.vaelab.framework.random.RandomKey;

/**
 * The point 0, and the trapezoidal rule in t of z = c + s sinh t with 0 between two of its points.
 */
record SpikedRule() implements IntegrationRule {

    private static final double FAR = 8;

    @Override
    public int width() {
        return 1;
    }

    @Override
    public int dimension() {
        return 1;
    }

    @Override
    public double values() {
        return 2;
    }

    @Override
    public boolean hasEqualDraws() {
        return true;
    }

    @Override
    public Nodes quadrature(double[] draws, boolean fewer) {
        double[] slab = Arrays.stream(draws).filter(z -> z != 0).toArray();
        double mean = Arrays.stream(slab).average().orElse(0);
        double square = Arrays.stream(slab).map(z -> (z - mean) * (z - mean)).average().orElse(1);
        double scale = Math.sqrt(square) + 1e-3;
        int n = fewer ? 400 : 20_000;
        double step = 2 * FAR / n;
        double[] points = new double[n + 1];
        double[] weights = new double[n + 1];
        double[] coarse = new double[n + 1];
        for (int i = 0; i < n; i++) {
            double t = (i + 0.5) * step - FAR;
            points[i] = mean + scale * Math.sinh(t);
            weights[i] = step * scale * Math.cosh(t);
            coarse[i] = i % 2 == 0 ? 2 * weights[i] : 0;
        }
        weights[n] = 1;
        coarse[n] = 1;
        return Nodes.quadrature(1, points, weights, coarse);
    }

    /** A share of the draws are equal to the first that is not 0. */
    @Override
    public double[] spoilt(double[] draws, double size) {
        draws[0] = Arrays.stream(draws).filter(z -> z != 0).findFirst().orElse(1);
        return Spoilt.stuck(draws, 1, size);
    }

    /** Half of the points are 0, half those of a line. */
    @Override
    public Nodes reference(double[] draws, RandomKey key) {
        double[] slab = Arrays.stream(draws).filter(z -> z != 0).toArray();
        Nodes line = new EuclideanRule(1, Double.POSITIVE_INFINITY).reference(slab, key);
        double[] uniform = key.split("spike").uniform(DRAWN);
        double[] points = line.points().clone();
        double[] log = line.logReference();
        for (int i = 0; i < DRAWN; i++) {
            if (uniform[i] < 0.5) {
                points[i] = 0;
                log[i] = 0;
            }
            log[i] += Math.log(0.5);
        }
        return Nodes.drawn(1, points, log);
    }
}
