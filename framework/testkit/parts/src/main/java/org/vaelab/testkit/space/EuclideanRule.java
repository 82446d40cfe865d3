// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.space;

import java.util.Arrays;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.special.GammaFunctions;

/**
 * R^d: lines around the draws, or a product of Student's t with five degrees of freedom around
 * them.
 */
record EuclideanRule(int dimension, double tailIndex) implements IntegrationRule {

    private static final double FREEDOM = 5;
    private static final double SPREAD = 1.2;

    private static final double[] FACTORS = {1, 0, 1e-30, 1e3, 1e4};

    @Override
    public int width() {
        return dimension;
    }

    @Override
    public Nodes quadrature(double[] draws, boolean fewer) {
        Moments moments = Moments.of(draws, dimension);
        Nodes first = line(moments, 0, fewer);
        return dimension == 1 ? first : first.times(line(moments, 1, fewer));
    }

    private Nodes line(Moments moments, int coordinate, boolean fewer) {
        return Nodes.line(
                moments.mean(coordinate), moments.deviation(coordinate), fewer, tailIndex);
    }

    @Override
    public IntegrationRule withTails(double index) {
        return new EuclideanRule(dimension, index);
    }

    @Override
    public Nodes reference(double[] draws, RandomKey key) {
        Moments moments = Moments.of(draws, dimension);
        double[] normal = key.split("normal").normal(DRAWN * dimension);
        double[] shapes = new double[DRAWN * dimension];
        Arrays.fill(shapes, FREEDOM / 2);
        double[] gamma = key.split("gamma").gamma(shapes);
        double constant =
                GammaFunctions.logGamma((FREEDOM + 1) / 2)
                        - GammaFunctions.logGamma(FREEDOM / 2)
                        - 0.5 * Math.log(FREEDOM * Math.PI);
        double[] points = new double[DRAWN * dimension];
        double[] log = new double[DRAWN];
        for (int i = 0; i < points.length; i++) {
            int j = i % dimension;
            double scale = SPREAD * moments.deviation(j);
            double t = normal[i] / Math.sqrt(2 * gamma[i] / FREEDOM);
            points[i] = moments.mean(j) + scale * t;
            log[i / dimension] +=
                    constant - (FREEDOM + 1) / 2 * Math.log1p(t * t / FREEDOM) - Math.log(scale);
        }
        return Nodes.drawn(dimension, points, log);
    }

    /** A scale that is too large. */
    @Override
    public double[] spoilt(double[] draws, double size) {
        return Spoilt.stretched(draws, dimension, size);
    }

    /** Also 0, next to it, and far away. */
    @Override
    public double[] extremes(double[] draws) {
        double[] all = new double[FACTORS.length * draws.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = FACTORS[i / draws.length] * draws[i % draws.length];
        }
        return all;
    }
}
