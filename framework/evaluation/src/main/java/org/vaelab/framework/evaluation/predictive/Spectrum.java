// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.predictive;

import org.vaelab.framework.data.DataShape;

/** The spectrum of images. */
final class Spectrum {

    private Spectrum() {}

    /**
     * Returns the share of the variance in the upper half of the frequencies, by the cosine
     * transform of each channel: {@code |k| / K >= 1/2} for frequencies k per axis below K. It is 0
     * of an image of one level.
     */
    static double highShare(double[] x, DataShape shape) {
        int pixels = shape.height() * shape.width();
        double high = 0;
        double all = 0;
        for (int channel = 0; channel < shape.channels(); channel++) {
            double[] rows = new double[pixels];
            transform(x, channel * pixels, rows, shape.height(), shape.width(), false);
            double[] both = new double[pixels];
            transform(rows, 0, both, shape.height(), shape.width(), true);
            for (int i = 1; i < pixels; i++) {
                int row = i / shape.width();
                int column = i % shape.width();
                double v = row / (double) shape.height();
                double u = column / (double) shape.width();
                double power = both[i] * both[i];
                all += power;
                high += u * u + v * v >= 0.25 ? power : 0;
            }
        }
        return all == 0 ? 0 : high / all;
    }

    /** The orthonormal cosine transform along the rows, or along the columns. */
    private static void transform(
            double[] x, int offset, double[] out, int height, int width, boolean columns) {
        int n = columns ? height : width;
        int lines = columns ? width : height;
        int step = columns ? width : 1;
        int next = columns ? 1 : width;
        double[] cosines = cosines(n);
        for (int line = 0; line < lines; line++) {
            for (int k = 0; k < n; k++) {
                double sum = 0;
                for (int i = 0; i < n; i++) {
                    sum += x[offset + line * next + i * step] * cosines[k * n + i];
                }
                out[line * next + k * step] = sum;
            }
        }
    }

    private static double[] cosines(int n) {
        double[] cosines = new double[n * n];
        for (int k = 0; k < n; k++) {
            double scale = Math.sqrt((k == 0 ? 1.0 : 2.0) / n);
            for (int i = 0; i < n; i++) {
                cosines[k * n + i] = scale * Math.cos(Math.PI * k * (i + 0.5) / n);
            }
        }
        return cosines;
    }
}
