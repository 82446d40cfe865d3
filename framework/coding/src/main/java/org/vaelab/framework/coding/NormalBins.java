// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.coding;

/**
 * Tables of bins of a real coordinate. The bins have equal mass under N(0, 1), the reference; the
 * value of a bin is its median. At each place the frequencies are those of a Normal.
 *
 * <p>All arithmetic is exact to the last bit on every machine.
 */
final class NormalBins extends Bins {

    /** Steps of the grid in a unit of the reference, to which means are rounded. */
    static final double MEAN_SCALE = 1 << 16;

    /** Steps of the grid in a nat, to which logarithms of deviations are rounded. */
    static final double LOG_SCALE = 1 << 12;

    /** Means and logarithms of deviations beyond these are taken for them. */
    static final double MOST_MEAN = 1000;

    static final double MOST_LOG = 20;

    private static final double[] EDGES = quantiles(0);
    private static final double[] MEDIANS = quantiles(0.5);

    private final int[] means;
    private final int[] logs;
    private double mean;
    private double inverse;

    /**
     * Creates tables.
     *
     * @param means in steps of their grid, a place each
     * @param logs of deviations, in steps of their grid
     */
    NormalBins(int[] means, int[] logs) {
        this.means = means;
        this.logs = logs;
    }

    private static double[] quantiles(double offset) {
        double[] quantiles = new double[BINS];
        for (int i = 0; i < BINS; i++) {
            double p = (i + offset) / BINS;
            quantiles[i] = p == 0 ? Double.NEGATIVE_INFINITY : quantile(p);
        }
        return quantiles;
    }

    /** Returns the value of a bin, in units of the reference. */
    static double value(int bin) {
        return MEDIANS[bin];
    }

    @Override
    void at(int place) {
        mean = means[place] / MEAN_SCALE;
        inverse = StrictMath.exp(-logs[place] / LOG_SCALE);
    }

    @Override
    double share(int bin) {
        return distribution((EDGES[bin] - mean) * inverse);
    }

    /**
     * Returns the distribution function of N(0, 1), with an error of about 1e-15 (Hart 1968; West
     * 2005).
     */
    static double distribution(double x) {
        double z = Math.abs(x);
        double tail;
        if (z > 37) {
            tail = 0;
        } else {
            double e = StrictMath.exp(-z * z / 2);
            if (z < 7.07106781186547) {
                double above = 3.52624965998911e-02 * z + 0.700383064443688;
                above = above * z + 6.37396220353165;
                above = above * z + 33.912866078383;
                above = above * z + 112.079291497871;
                above = above * z + 221.213596169931;
                above = above * z + 220.206867912376;
                double below = 8.83883476483184e-02 * z + 1.75566716318264;
                below = below * z + 16.064177579207;
                below = below * z + 86.7807322029461;
                below = below * z + 296.564248779674;
                below = below * z + 637.333633378831;
                below = below * z + 793.826512519948;
                below = below * z + 440.413735824752;
                tail = e * above / below;
            } else {
                double fraction = z + 0.65;
                for (int i = 4; i > 0; i--) {
                    fraction = z + i / fraction;
                }
                tail = e / fraction / 2.506628274631;
            }
        }
        return x > 0 ? 1 - tail : tail;
    }

    /**
     * Returns the quantile of N(0, 1) by bisection of {@link #distribution}.
     *
     * @param p in (0, 1)
     */
    static double quantile(double p) {
        double low = -9;
        double high = 9;
        for (int i = 0; i < 44; i++) {
            double middle = (low + high) / 2;
            if (distribution(middle) < p) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}
