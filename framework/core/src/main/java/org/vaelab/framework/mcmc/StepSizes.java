// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.mcmc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The step sizes of chains of B data along a path, found in a run of its own. They depend on the data
 * and never on the chains for which they are used, which keeps these valid.
 */
public final class StepSizes {

    /** At which a preliminary run begins. */
    public static final double FIRST = 0.5;

    /** On a compact space a flat density accepts every step. */
    private static final double MOST = 3;

    /** Of the logarithm, per transition and unit of acceptance. */
    private static final double RATE = 0.5;

    private final List<double[]> along = new ArrayList<>();

    private StepSizes() {}

    /** Returns one size for all data and all of the path. */
    public static StepSizes constant(double size, int data) {
        StepSizes sizes = new StepSizes();
        double[] all = new double[data];
        Arrays.fill(all, size);
        sizes.along.add(all);
        return sizes;
    }

    /** Returns sizes to start from. */
    static double[] first(int data) {
        return constant(FIRST, data).along.get(0);
    }

    /** Returns no sizes yet. */
    static StepSizes none() {
        return new StepSizes();
    }

    /** Adds the sizes of the next stretch of the path, all stretches being equally long. */
    void add(double[] sizes) {
        along.add(sizes.clone());
    }

    /**
     * Moves sizes towards those that are accepted as often as wanted, in place: {@code log e += 0.5
     * (mean acceptance of the datum's chains - wanted)}.
     *
     * @param acceptance of K B chains, row by row
     */
    public static void adapt(double[] sizes, double[] acceptance, double wanted) {
        int data = sizes.length;
        int chains = acceptance.length / data;
        for (int i = 0; i < data; i++) {
            double mean = 0;
            for (int k = 0; k < chains; k++) {
                mean += acceptance[k * data + i] / chains;
            }
            sizes[i] = Math.min(MOST, sizes[i] * Math.exp(RATE * (mean - wanted)));
        }
    }

    /** Returns the sizes at step t of T, [B]. */
    double[] at(int step, int steps) {
        return along.get((int) ((long) step * along.size() / steps));
    }
}
