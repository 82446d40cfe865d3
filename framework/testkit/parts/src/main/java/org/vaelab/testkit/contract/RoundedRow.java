// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import org.vaelab.framework.random.RandomKey;
import org.vaelab.testkit.space.Nodes;

/** Relaxed draws rounded to points of the space, under the density of evaluation. */
record RoundedRow(PosteriorRow relaxed, PosteriorRow evaluated) implements TestedDistribution {

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
        return relaxed.rule().rounded(relaxed.sample(key, n)).orElseThrow();
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
