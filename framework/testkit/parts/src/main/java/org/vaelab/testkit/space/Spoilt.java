// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.space;

/** Defects of samplers that are the same on several spaces. */
public final class Spoilt {

    private Spoilt() {}

    /**
     * Stretches draws around their mean.
     *
     * @param draws row by row; changed
     * @param size by which the deviation grows, as a share of it
     */
    public static double[] stretched(double[] draws, int width, double size) {
        Moments moments = Moments.of(draws, width);
        for (int i = 0; i < draws.length; i++) {
            double mean = moments.mean(i % width);
            draws[i] = mean + (1 + size) * (draws[i] - mean);
        }
        return draws;
    }

    /**
     * Replaces a share of the draws by the first.
     *
     * @param draws row by row; changed
     * @param size the share
     */
    public static double[] stuck(double[] draws, int width, double size) {
        for (int i = 0; i < draws.length / width; i += (int) Math.round(1 / size)) {
            System.arraycopy(draws, 0, draws, i * width, width);
        }
        return draws;
    }
}
