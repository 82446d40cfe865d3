// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.series;

/**
 * The parameters of a linear Gaussian state space, see {@link StateSpace.Values}, in arrays.
 *
 * @param states d
 * @param width D
 * @param transition A, [d, d]
 * @param transposed A'
 * @param emissions C, [D, d]
 * @param offset b, [D]
 * @param start m, [d]
 * @param startVariance v, [d]
 * @param drive q, [d]
 * @param noise r, [D]
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
record StateNumbers(
        int states,
        int width,
        double[] transition,
        double[] transposed,
        double[] emissions,
        double[] offset,
        double[] start,
        double[] startVariance,
        double[] drive,
        double[] noise) {

    static StateNumbers of(StateSpace.Values p) {
        double[] transition = p.transition().readDoubles();
        return new StateNumbers(
                p.states(),
                p.width(),
                transition,
                Matrices.transposed(transition, p.states()),
                p.emission().readDoubles(),
                p.offset().readDoubles(),
                p.start().readDoubles(),
                p.startVariance().readDoubles(),
                p.drive().readDoubles(),
                p.noise().readDoubles());
    }

    /** Returns the same with m = 0 and b = 0. */
    StateNumbers ofDeviations() {
        return new StateNumbers(
                states,
                width,
                transition,
                transposed,
                emissions,
                new double[width],
                new double[states],
                startVariance,
                drive,
                noise);
    }

    /** Returns A P A'. */
    double[] moved(double[] p) {
        double[] half = Matrices.product(transition, p, 0, states);
        double[] all = Matrices.product(half, transposed, 0, states);
        Matrices.symmetrize(all, states);
        return all;
    }

    /** Returns A' N A. */
    double[] movedBack(double[] n) {
        double[] half = Matrices.product(n, transition, 0, states);
        double[] all = Matrices.product(transposed, half, 0, states);
        Matrices.symmetrize(all, states);
        return all;
    }

    /**
     * Returns {@code z_t = A z_{t-1} + w_t} from z_0 = 0.
     *
     * @param moves w, [R, T, d] where each row begins anew
     */
    double[] path(double[] moves, int steps) {
        double[] all = moves.clone();
        for (int place = 0; place < all.length / states; place++) {
            if (place % steps > 0) {
                for (int i = 0; i < states; i++) {
                    for (int j = 0; j < states; j++) {
                        all[place * states + i] +=
                                transition[i * states + j] * all[(place - 1) * states + j];
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
        for (int place = path.length / states - 1; place > 0; place--) {
            if (place % steps > 0) {
                for (int i = 0; i < states; i++) {
                    double of = upstream[place * states + i];
                    for (int j = 0; j < states; j++) {
                        int before = (place - 1) * states + j;
                        upstream[before] += transition[i * states + j] * of;
                        ofTransition[i * states + j] += of * path[before];
                    }
                }
            }
        }
    }

    /** Returns element j of row i of C. */
    double emission(int i, int j) {
        return emissions[i * states + j];
    }
}
