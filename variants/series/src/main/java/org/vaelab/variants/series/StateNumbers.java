// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

import java.util.List;

/**
 * The parameters of a linear Gaussian state space, see {@link StateSpace.Values}, in arrays; or
 * gradients in them.
 *
 * @param transition A, [d, d]
 * @param emission C, [D, d]
 * @param offset b, [D]
 * @param start m, [d]
 * @param startVariance v, [d]
 * @param drive q, [d]
 * @param noise r, [D]
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record StateNumbers(
        double[] transition,
        double[] emission,
        double[] offset,
        double[] start,
        double[] startVariance,
        double[] drive,
        double[] noise) {

    static StateNumbers of(StateSpace.Values p) {
        return new StateNumbers(
                p.transition().readDoubles(),
                p.emission().readDoubles(),
                p.offset().readDoubles(),
                p.start().readDoubles(),
                p.startVariance().readDoubles(),
                p.drive().readDoubles(),
                p.noise().readDoubles());
    }

    /** Returns zeros, to which gradients are added. */
    StateNumbers zeros() {
        return new StateNumbers(
                new double[transition.length],
                new double[emission.length],
                new double[width()],
                new double[states()],
                new double[states()],
                new double[states()],
                new double[width()]);
    }

    /** Returns the same with m = 0 and b = 0. */
    StateNumbers ofDeviations() {
        return new StateNumbers(
                transition,
                emission,
                new double[width()],
                new double[states()],
                startVariance,
                drive,
                noise);
    }

    /** Returns d. */
    int states() {
        return start.length;
    }

    /** Returns D. */
    int width() {
        return offset.length;
    }

    /** Returns X A' of a product X = A P, which is symmetric. */
    double[] moved(double[] product) {
        return symmetric(product, SquareMatrices.transposed(transition, states()));
    }

    /** Returns A' X of a product X = N A, which is symmetric. */
    double[] movedBack(double[] product) {
        return symmetric(SquareMatrices.transposed(transition, states()), product);
    }

    private double[] symmetric(double[] left, double[] right) {
        double[] all = SquareMatrices.product(left, right, 0, states());
        SquareMatrices.symmetrize(all, states());
        return all;
    }

    /** Returns A P. */
    double[] before(double[] p) {
        return SquareMatrices.product(transition, p, 0, states());
    }

    /** Returns N A. */
    double[] after(double[] n) {
        return SquareMatrices.product(n, transition, 0, states());
    }

    /** Adds 2 X P to A, of which P begins at a place. */
    void addTwice(double[] x, double[] p, int first) {
        double[] product = SquareMatrices.product(x, p, first, states());
        for (int i = 0; i < product.length; i++) {
            transition[i] += 2 * product[i];
        }
    }

    /** Returns them in the order of {@link StateSpace.Values#all}. */
    List<double[]> all() {
        return List.of(transition, emission, offset, start, startVariance, drive, noise);
    }

    /**
     * Returns {@code z_t = A z_{t-1} + w_t} from z_0 = 0.
     *
     * @param moves w, [R, T, d] where each row begins anew
     */
    double[] path(double[] moves, int steps) {
        double[] all = moves.clone();
        for (int place = 0; place < all.length / states(); place++) {
            if (place % steps > 0) {
                for (int i = 0; i < states(); i++) {
                    for (int j = 0; j < states(); j++) {
                        all[place * states() + i] +=
                                transition[i * states() + j] * all[(place - 1) * states() + j];
                    }
                }
            }
        }
        return all;
    }

    /**
     * Goes back from a gradient of {@link #path}.
     *
     * @param path z, [R, T, d]
     * @param upstream dL/dz, which becomes dL/dw
     * @param ofTransition to which dL/dA is added
     */
    void pullBackPath(double[] path, double[] upstream, double[] ofTransition, int steps) {
        for (int place = path.length / states() - 1; place > 0; place--) {
            if (place % steps > 0) {
                for (int i = 0; i < states(); i++) {
                    double of = upstream[place * states() + i];
                    for (int j = 0; j < states(); j++) {
                        int before = (place - 1) * states() + j;
                        upstream[before] += transition[i * states() + j] * of;
                        ofTransition[i * states() + j] += of * path[before];
                    }
                }
            }
        }
    }

    /** Returns element j of row i of C. */
    double emission(int i, int j) {
        return emission[i * states() + j];
    }
}
