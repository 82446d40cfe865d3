// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.space;

import java.util.Arrays;
import org.vaelab.framework.random.RandomKey;

/** The counts up to 80, which one of rate 20 exceeds with a probability of 1e-23. */
record CountRule() implements IntegrationRule {

    private static final int MOST = 80;

    @Override
    public int width() {
        return 1;
    }

    @Override
    public int dimension() {
        return 0;
    }

    @Override
    public double values() {
        return MOST + 1;
    }

    @Override
    public Nodes quadrature(double[] draws, boolean fewer) {
        double[] counts = new double[MOST + 1];
        Arrays.setAll(counts, i -> i);
        return Nodes.all(1, counts);
    }

    @Override
    public Nodes reference(double[] draws, RandomKey key) {
        throw new IllegalStateException("choose settings of one or two dimensions");
    }
}
