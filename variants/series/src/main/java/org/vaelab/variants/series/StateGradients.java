// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.List;

/**
 * Gradients in the parameters of a state space, of the shapes of {@link StateNumbers}, to which
 * those of each row are added.
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record StateGradients(
        double[] transition,
        double[] emission,
        double[] offset,
        double[] start,
        double[] startVariance,
        double[] drive,
        double[] noise) {

    static StateGradients of(StateNumbers p) {
        int d = p.states();
        int width = p.width();
        return new StateGradients(
                new double[d * d],
                new double[width * d],
                new double[width],
                new double[d],
                new double[d],
                new double[d],
                new double[width]);
    }

    /** Adds 2 X P to the gradient in A, of which P begins at a place. */
    void addTwice(double[] x, double[] p, int first) {
        double[] product = Matrices.product(x, p, first, start.length);
        for (int i = 0; i < product.length; i++) {
            transition[i] += 2 * product[i];
        }
    }

    /** Returns them in the order of {@link StateSpace.Values#all}. */
    List<double[]> all() {
        return List.of(transition, emission, offset, start, startVariance, drive, noise);
    }
}
