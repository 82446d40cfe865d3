// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.space;

/** Defects of samplers that are the same on several spaces. */
public final class Spoilt {

    private static final double TENTH = 0.1;

    private Spoilt() {}

    /**
     * Stretches draws around their mean by a tenth.
     *
     * @param draws row by row; changed
     */
    public static double[] stretched(double[] draws, int width) {
        Moments moments = Moments.of(draws, width);
        for (int i = 0; i < draws.length; i++) {
            double mean = moments.mean(i % width);
            draws[i] = mean + (1 + TENTH) * (draws[i] - mean);
        }
        return draws;
    }

    /**
     * Replaces one draw in ten by the first.
     *
     * @param draws row by row; changed
     */
    public static double[] stuck(double[] draws, int width) {
        for (int i = 0; i < draws.length / width; i += 10) {
            System.arraycopy(draws, 0, draws, i * width, width);
        }
        return draws;
    }
}
