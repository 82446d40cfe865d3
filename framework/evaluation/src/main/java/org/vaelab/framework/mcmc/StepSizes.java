// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.mcmc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vaelab.framework.Internal;
import org.vaelab.framework.random.RandomKey;

/**
 * The step sizes of chains of B data along a path, found in a run of its own. They depend on the
 * data and never on the chains for which they are used, which keeps these valid.
 */
@Internal
public final class StepSizes {

    /** The first step size of a preliminary run. */
    public static final double FIRST = 0.5;

    /** The largest step size: a flat density on a compact space accepts every step. */
    private static final double MOST = 3;

    /** The change of the log step size per transition and unit of acceptance. */
    private static final double RATE = 0.5;

    /** The number of transitions after which a falling rate is half of what it was. */
    private static final double HALVED = 20;

    private static final double JITTER = 0.2;

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

    public static double[] first(int data) {
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
     * (mean acceptance of the datum's chains - wanted)}. Adaptation at a constant rate changes the
     * stationary distribution, so it is only for chains whose states are discarded.
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
            sizes[i] = adapted(sizes[i], mean - wanted, RATE);
        }
    }

    /**
     * Returns a step size that adapts to its own chain at a falling rate: {@code log e += 10 / (20
     * + n) (acceptance - wanted)}. The sum of the rates diverges, so it can reach every size. The
     * sum of their squares converges, so the chain converges to its target (Andrieu and Thoms 2008,
     * section 4.2).
     *
     * @param transitions n, that the chain has made before
     */
    public static double adapted(
            double size, double acceptance, double wanted, double transitions) {
        return adapted(size, acceptance - wanted, RATE * HALVED / (HALVED + transitions));
    }

    private static double adapted(double size, double excess, double rate) {
        return Math.min(MOST, size * Math.exp(rate * excess));
    }

    /**
     * Returns 0.8 to 1.2 times each size, so that no trajectory is a whole number of periods (Neal
     * 2011, section 5.4.2.2).
     */
    public static double[] jittered(double[] sizes, RandomKey key) {
        double[] factors = key.uniform(sizes.length);
        double[] jittered = new double[sizes.length];
        Arrays.setAll(jittered, i -> sizes[i] * (1 - JITTER + 2 * JITTER * factors[i]));
        return jittered;
    }

    /** Returns the sizes at step t of T, [B]. */
    double[] at(int step, int steps) {
        return along.get((int) ((long) step * along.size() / steps));
    }
}
