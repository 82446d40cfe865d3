// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.space;

import java.util.Arrays;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.random.RandomKey;

/**
 * A sphere: the circle, the sphere in R^3 with a pole amid the draws, or the uniform distribution.
 */
record SphereRule(Sphere sphere) implements IntegrationRule {

    /**
     * By this, the mean of a uniform distribution on the circle moves by a share of its deviation.
     */
    private static final double PUSH = 1.5;

    @Override
    public int width() {
        return sphere.ambient();
    }

    @Override
    public int dimension() {
        return sphere.dimension();
    }

    @Override
    public Nodes quadrature(double[] draws, boolean fewer) {
        return dimension() == 1 ? Nodes.circle(fewer) : Nodes.sphere(pole(draws));
    }

    /** The direction of the mean; of the mean 0 the third axis. */
    private static double[] pole(double[] draws) {
        Moments moments = Moments.of(draws, 3);
        double[] mean = {moments.mean(0), moments.mean(1), moments.mean(2)};
        normalize(mean, 0, 3);
        return Double.isNaN(mean[2]) ? new double[] {0, 0, 1} : mean;
    }

    private static void normalize(double[] values, int from, int width) {
        double square = 0;
        for (int j = from; j < from + width; j++) {
            square += values[j] * values[j];
        }
        for (int j = from; j < from + width; j++) {
            values[j] /= Math.sqrt(square);
        }
    }

    @Override
    public Nodes reference(double[] draws, RandomKey key) {
        int d = width();
        double[] points = key.normal(DRAWN * d);
        for (int i = 0; i < DRAWN; i++) {
            normalize(points, i * d, d);
        }
        double[] log = new double[DRAWN];
        Arrays.fill(log, -sphere.logSurface());
        return Nodes.drawn(d, points, log);
    }

    @Override
    public double[] projected(double[] points) {
        for (int i = 0; i < points.length; i += width()) {
            normalize(points, i, width());
        }
        return points;
    }

    /**
     * A push along the first axis, along the sphere: for draws around that axis a push
     * towards it is a new scale.
     */
    @Override
    public double[] spoilt(double[] draws, double size) {
        for (int i = 0; i < draws.length; i += width()) {
            draws[i] += PUSH * size;
            normalize(draws, i, width());
        }
        return draws;
    }
}
