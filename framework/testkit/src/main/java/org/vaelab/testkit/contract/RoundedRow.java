// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.random.RandomKey;

/**
 * Relaxed draws rounded to unit vectors, under the density of evaluation: of any temperature the
 * largest coordinate has the probabilities of the discrete distribution (Maddison, Mnih and Teh 2017,
 * proposition 1).
 */
record RoundedRow(PosteriorRow relaxed, PosteriorRow evaluated, OneHot space)
        implements Distribution {

    @Override
    public int width() {
        return evaluated.width();
    }

    @Override
    public double[] logDensity(double[] points) {
        return evaluated.logDensity(points);
    }

    @Override
    public double[] sample(RandomKey key, int n) {
        double[] soft = relaxed.sample(key, n);
        double[] hard = new double[soft.length];
        int k = space.categories();
        for (int from = 0; from < soft.length; from += k) {
            int largest = from;
            for (int i = from; i < from + k; i++) {
                largest = soft[i] > soft[largest] ? i : largest;
            }
            hard[largest] = 1;
        }
        return hard;
    }

    @Override
    public Nodes nodes(double[] draws, RandomKey key) {
        return evaluated.nodes(draws, key);
    }

    @Override
    public double[] spoilt(double[] draws) {
        return evaluated.spoilt(draws);
    }
}
