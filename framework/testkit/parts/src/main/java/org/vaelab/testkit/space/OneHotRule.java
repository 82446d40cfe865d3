// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.space;

import java.util.Arrays;
import java.util.Optional;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.random.RandomKey;

/** n variables of k categories: every value, or the uniform distribution. */
record OneHotRule(OneHot space) implements IntegrationRule {

    @Override
    public int width() {
        return space.coordinates();
    }

    @Override
    public int dimension() {
        return 0;
    }

    @Override
    public double values() {
        return Math.pow(space.categories(), space.variables());
    }

    @Override
    public Nodes quadrature(double[] draws, boolean fewer) {
        int n = space.variables();
        int k = space.categories();
        int rows = (int) Math.round(values());
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

    @Override
    public Nodes reference(double[] draws, RandomKey key) {
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

    @Override
    public double[] projected(double[] points) {
        return rounded(points).orElseThrow();
    }

    /**
     * The unit vectors of the largest coordinates: of any temperature, these have the probabilities
     * of the discrete distribution (Maddison, Mnih and Teh 2017, proposition 1).
     */
    @Override
    public Optional<double[]> rounded(double[] relaxed) {
        int k = space.categories();
        for (int from = 0; from < relaxed.length; from += k) {
            int largest = from;
            for (int i = from; i < from + k; i++) {
                largest = relaxed[i] > relaxed[largest] ? i : largest;
            }
            Arrays.fill(relaxed, from, from + k, 0);
            relaxed[largest] = 1;
        }
        return Optional.of(relaxed);
    }
}
