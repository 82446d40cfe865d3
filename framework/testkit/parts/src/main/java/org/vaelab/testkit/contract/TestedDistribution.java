// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.testkit.space.Nodes;

/** A density together with the sampler that claims it, by their numbers. */
interface TestedDistribution {

    /** Returns the number of coordinates of a point. */
    int width();

    /**
     * Returns log densities in nats.
     *
     * @param points row-major
     */
    double[] logDensity(double[] points);

    /**
     * Computes log densities of so many points at once that memory is bounded, each lot in a scope of
     * its own.
     *
     * @param points row-major
     * @param density from n rows of points to n log densities
     */
    default double[] inLots(
            TensorRuntime runtime, double[] points, int most, UnaryOperator<double[]> density) {
        int rows = points.length / width();
        double[] log = new double[rows];
        for (int from = 0; from < rows; from += most) {
            int to = Math.min(rows, from + most);
            try (TensorScope scope = runtime.scope()) {
                double[] lot = Arrays.copyOfRange(points, from * width(), to * width());
                System.arraycopy(density.apply(lot), 0, log, from, to - from);
            }
        }
        return log;
    }

    /** Returns whether equal draws have the probability 0, and are looked for in every check. */
    default boolean neverRepeats() {
        return false;
    }

    /** Returns n independent draws, row-major. */
    double[] sample(RandomKey key, int n);

    /** Returns a rule to integrate by, near some draws. */
    Nodes nodes(double[] draws, RandomKey key);

    /**
     * Returns draws of a sampler with a defect that a test must find, such as a scale that is off
     * by a tenth.
     */
    double[] spoilt(double[] draws);
}
