// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import java.util.function.DoubleUnaryOperator;

/**
 * Quadrature with n nodes on an interval, exact for polynomials up to degree 2n - 1. The nodes are
 * the zeros of the Legendre polynomial P_n, found by Newton's method.
 */
public final class GaussLegendre {

    private static final int NEWTON_STEPS = 8;

    private final double[] nodes;
    private final double[] weights;

    private GaussLegendre(double[] nodes, double[] weights) {
        this.nodes = nodes;
        this.weights = weights;
    }

    /**
     * Returns the rule of n nodes.
     *
     * @throws IllegalArgumentException if n is below 1
     */
    public static GaussLegendre of(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("the number of nodes must be at least 1, is " + n);
        }
        double[] nodes = new double[n];
        double[] weights = new double[n];
        for (int i = 0; i < n; i++) {
            double x = -Math.cos(Math.PI * (i + 0.75) / (n + 0.5));
            for (int step = 0; step < NEWTON_STEPS; step++) {
                double[] p = legendre(n, x);
                x -= p[0] / p[1];
            }
            double slope = legendre(n, x)[1];
            nodes[i] = x;
            weights[i] = 2 / ((1 - x * x) * slope * slope);
        }
        return new GaussLegendre(nodes, weights);
    }

    /** P_n and P_n' at x, by the three-term recurrence. */
    private static double[] legendre(int n, double x) {
        double before = 1;
        double current = x;
        for (int k = 2; k <= n; k++) {
            double next = ((2 * k - 1) * x * current - (k - 1) * before) / k;
            before = current;
            current = next;
        }
        return new double[] {current, n * (x * current - before) / (x * x - 1)};
    }

    /** Returns the integral of f from a to b. */
    public double integrate(DoubleUnaryOperator f, double a, double b) {
        double centre = 0.5 * (a + b);
        double half = 0.5 * (b - a);
        double sum = 0;
        for (int i = 0; i < nodes.length; i++) {
            sum += weights[i] * f.applyAsDouble(centre + half * nodes[i]);
        }
        return half * sum;
    }
}
