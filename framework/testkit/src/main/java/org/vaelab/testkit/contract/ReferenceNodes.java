// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.special.GammaFunctions;

/**
 * Rules that integrate over a latent space or a product: quadrature up to two dimensions, enumeration
 * of finite spaces, and elsewhere importance sampling from a reference whose support is the space: products of
 * Student's t with five degrees of freedom around the draws, or the uniform distribution.
 */
final class ReferenceNodes {

    private static final int DRAWN = 100_000;
    private static final int ENUMERABLE = 10_000;

    /** Values of finite factors beside which the others are still integrated by quadrature. */
    private static final int FEW = 9;

    private static final double FREEDOM = 5;
    private static final double SPREAD = 1.2;

    private ReferenceNodes() {}

    /**
     * Returns a rule for the densities near some draws.
     *
     * @param factors whose product the space is; values lie side by side, each row by row
     * @param draws row-major, from what is integrated; they say where it lies
     * @throws IllegalArgumentException if a space is of a class that has no rule
     */
    static Nodes of(List<LatentSpace> factors, double[] draws, RandomKey key) {
        int dimensions = factors.stream().mapToInt(ReferenceNodes::dimension).sum();
        double values =
                factors.stream().mapToDouble(ReferenceNodes::values).reduce(1, (a, b) -> a * b);
        boolean drawn = dimensions > 2 || values > (dimensions == 0 ? ENUMERABLE : FEW);
        int width = width(factors);
        @Nullable Nodes all = null;
        int from = 0;
        for (int i = 0; i < factors.size(); i++) {
            LatentSpace space = factors.get(i);
            int to = from + space.eventShape().size();
            double[] own = columns(draws, width, from, to);
            Nodes nodes =
                    drawn
                            ? reference(space, own, key.fold(i))
                            : quadrature(space, own, dimensions == 2);
            all = all == null ? nodes : drawn ? all.beside(nodes) : all.times(nodes);
            from = to;
        }
        return Objects.requireNonNull(all, "a space has factors");
    }

    private static int width(List<LatentSpace> factors) {
        return factors.stream().mapToInt(space -> space.eventShape().size()).sum();
    }

    /** Returns the columns {@code from} to {@code to - 1} of a matrix. */
    static double[] columns(double[] rows, int width, int from, int to) {
        double[] columns = new double[rows.length / width * (to - from)];
        for (int i = 0; i < rows.length / width; i++) {
            System.arraycopy(rows, i * width + from, columns, i * (to - from), to - from);
        }
        return columns;
    }

    private static int dimension(LatentSpace space) {
        if (space instanceof Euclidean euclidean) {
            return euclidean.dimension();
        }
        return space instanceof Sphere sphere ? sphere.dimension() : 0;
    }

    private static double values(LatentSpace space) {
        return space instanceof OneHot oneHot
                ? Math.pow(oneHot.categories(), oneHot.variables())
                : 1;
    }

    private static Nodes quadrature(LatentSpace space, double[] draws, boolean plane) {
        if (space instanceof Euclidean euclidean) {
            double[][] moments = moments(draws, euclidean.dimension());
            Nodes first = Nodes.line(moments[0][0], moments[1][0], plane);
            return euclidean.dimension() == 1
                    ? first
                    : first.times(Nodes.line(moments[0][1], moments[1][1], plane));
        }
        if (space instanceof Sphere sphere) {
            return sphere.dimension() == 1 ? Nodes.circle(plane) : Nodes.sphere();
        }
        if (space instanceof OneHot oneHot) {
            return every(oneHot);
        }
        throw unknown(space);
    }

    private static Nodes reference(LatentSpace space, double[] draws, RandomKey key) {
        if (space instanceof Euclidean euclidean) {
            return student(moments(draws, euclidean.dimension()), key);
        }
        if (space instanceof Sphere sphere) {
            return uniform(sphere, key);
        }
        if (space instanceof OneHot oneHot) {
            return uniform(oneHot, key);
        }
        throw unknown(space);
    }

    private static IllegalArgumentException unknown(LatentSpace space) {
        return new IllegalArgumentException("no rule integrates over " + space);
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

    private static Nodes every(OneHot space) {
        int n = space.variables();
        int k = space.categories();
        int rows = (int) Math.round(values(space));
        double[] points = new double[rows * n * k];
        for (int row = 0; row < rows; row++) {
            int rest = row;
            for (int i = 0; i < n; i++) {
                points[(row * n + i) * k + rest % k] = 1;
                rest /= k;
            }
        }
        return Nodes.all(n * k, points);
    }

    private static Nodes uniform(OneHot space, RandomKey key) {
        int n = space.variables();
        int k = space.categories();
        double[] uniform = key.uniform(DRAWN * n);
        double[] points = new double[DRAWN * n * k];
        for (int i = 0; i < uniform.length; i++) {
            points[i * k + (int) (k * uniform[i])] = 1;
        }
        double[] log = new double[DRAWN];
        Arrays.fill(log, -n * Math.log(k));
        return Nodes.drawn(n * k, points, log);
    }
}
