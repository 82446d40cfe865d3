// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.space;

/** Mean and deviation of each coordinate of a sample. */
public final class Moments {

    private final double[] mean;
    private final double[] deviation;

    private Moments(int width) {
        this.mean = new double[width];
        this.deviation = new double[width];
    }

    /**
     * Returns the moments of a sample.
     *
     * @param sample row by row
     */
    public static Moments of(double[] sample, int width) {
        Moments moments = new Moments(width);
        int n = sample.length / width;
        for (int i = 0; i < sample.length; i++) {
            moments.mean[i % width] += sample[i] / n;
        }
        for (int i = 0; i < sample.length; i++) {
            double d = sample[i] - moments.mean[i % width];
            moments.deviation[i % width] += d * d / n;
        }
        for (int j = 0; j < width; j++) {
            moments.deviation[j] = moments.deviation[j] > 0 ? Math.sqrt(moments.deviation[j]) : 1;
        }
        return moments;
    }

    public int width() {
        return mean.length;
    }

    public double mean(int coordinate) {
        return mean[coordinate];
    }

    /** Returns the deviation of a coordinate; of a constant one 1. */
    public double deviation(int coordinate) {
        return deviation[coordinate];
    }
}
