// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Arrays;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.special.GammaFunctions;

/**
 * Rules that integrate over a latent space: quadrature up to two dimensions, enumeration of finite
 * spaces, and elsewhere importance sampling from a reference whose support is the space: products of
 * Student's t with five degrees of freedom around the draws, or the uniform distribution.
 */
final class ReferenceNodes {

    private static final int DRAWN = 100_000;
    private static final int ENUMERABLE = 10_000;
    private static final double FREEDOM = 5;
    private static final double SPREAD = 1.2;

    private ReferenceNodes() {}

    /**
     * Returns a rule for the densities near some draws.
     *
     * @param draws row-major, from what is integrated; they say where it lies
     * @throws IllegalArgumentException if the space is of a class that has no rule
     */
    static Nodes of(LatentSpace space, double[] draws, RandomKey key) {
        int width = space.eventShape().size();
        if (space instanceof Euclidean euclidean) {
            double[][] moments = moments(draws, width);
            return switch (euclidean.dimension()) {
                case 1 -> Nodes.line(moments[0][0], moments[1][0], false);
                case 2 ->
                        Nodes.line(moments[0][0], moments[1][0], true)
                                .times(Nodes.line(moments[0][1], moments[1][1], true));
                default -> student(moments, key);
            };
        }
        if (space instanceof Sphere sphere) {
            return switch (sphere.dimension()) {
                case 1 -> Nodes.circle();
                case 2 -> Nodes.sphere();
                default -> uniform(sphere, key);
            };
        }
        if (space instanceof OneHot oneHot) {
            return oneHot(oneHot, key);
        }
        throw new IllegalArgumentException("no rule integrates over " + space);
    }

    /** Returns mean and deviation of each coordinate; a constant one has the deviation 1. */
    static double[][] moments(double[] draws, int width) {
        int n = draws.length / width;
        double[] mean = new double[width];
        double[] deviation = new double[width];
        for (int i = 0; i < draws.length; i++) {
            mean[i % width] += draws[i] / n;
        }
        for (int i = 0; i < draws.length; i++) {
            double d = draws[i] - mean[i % width];
            deviation[i % width] += d * d / n;
        }
        for (int j = 0; j < width; j++) {
            deviation[j] = deviation[j] > 0 ? Math.sqrt(deviation[j]) : 1;
        }
        return new double[][] {mean, deviation};
    }

    private static Nodes student(double[][] moments, RandomKey key) {
        int width = moments[0].length;
        double[] normal = key.split("normal").normal(DRAWN * width);
        double[] shapes = new double[DRAWN * width];
        Arrays.fill(shapes, FREEDOM / 2);
        double[] gamma = key.split("gamma").gamma(shapes);
        double constant =
                GammaFunctions.logGamma((FREEDOM + 1) / 2)
                        - GammaFunctions.logGamma(FREEDOM / 2)
                        - 0.5 * Math.log(FREEDOM * Math.PI);
        double[] points = new double[DRAWN * width];
        double[] log = new double[DRAWN];
        for (int i = 0; i < points.length; i++) {
            int j = i % width;
            double scale = SPREAD * moments[1][j];
            double t = normal[i] / Math.sqrt(2 * gamma[i] / FREEDOM);
            points[i] = moments[0][j] + scale * t;
            log[i / width] +=
                    constant - (FREEDOM + 1) / 2 * Math.log1p(t * t / FREEDOM) - Math.log(scale);
        }
        return Nodes.drawn(width, points, log);
    }

    private static Nodes uniform(Sphere sphere, RandomKey key) {
        int d = sphere.ambient();
        double[] points = key.normal(DRAWN * d);
        for (int i = 0; i < DRAWN; i++) {
            double square = 0;
            for (int j = 0; j < d; j++) {
                square += points[i * d + j] * points[i * d + j];
            }
            for (int j = 0; j < d; j++) {
                points[i * d + j] /= Math.sqrt(square);
            }
        }
        double[] log = new double[DRAWN];
        Arrays.fill(log, -sphere.logSurface());
        return Nodes.drawn(d, points, log);
    }

    private static Nodes oneHot(OneHot space, RandomKey key) {
        int n = space.variables();
        int k = space.categories();
        double count = Math.pow(k, n);
        boolean enumerable = count <= ENUMERABLE;
        int rows = enumerable ? (int) Math.round(count) : DRAWN;
        double[] uniform = enumerable ? new double[0] : key.uniform(DRAWN * n);
        double[] points = new double[rows * n * k];
        for (int row = 0; row < rows; row++) {
            int rest = row;
            for (int i = 0; i < n; i++) {
                int category = enumerable ? rest % k : (int) (k * uniform[row * n + i]);
                points[(row * n + i) * k + category] = 1;
                rest /= k;
            }
        }
        if (enumerable) {
            return Nodes.all(n * k, points);
        }
        double[] log = new double[rows];
        Arrays.fill(log, -n * Math.log(k));
        return Nodes.drawn(n * k, points, log);
    }
}
