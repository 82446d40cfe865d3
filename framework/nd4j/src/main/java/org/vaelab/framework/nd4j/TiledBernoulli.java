// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.util.Arrays;

/** Bernoulli log-likelihood from logits, and its gradient, in plain Java; see {@link Kernels}. */
final class TiledBernoulli {

    private static final int LANES = Kernels.PARTIAL_SUMS;

    private final FloatFunctions functions;
    private final float[] logits = new float[Tiles.LENGTH];
    private final float[] data = new float[Tiles.LENGTH];
    private final float[] sums = new float[LANES];
    private final float[] products = new float[LANES];

    TiledBernoulli(FloatFunctions functions) {
        this.functions = functions;
    }

    void logProbability(Floats l, Floats x, Floats result, int rows, int width) {
        for (int row = 0; row < rows; row++) {
            double sum = 0;
            for (int start = 0; start < width; start += Kernels.FACTORS_AT_ONCE * LANES) {
                int n = Math.min(Kernels.FACTORS_AT_ONCE * LANES, width - start);
                l.get(row * width + start, logits, n);
                x.get(row * width + start, data, n);
                int padded = (n + LANES - 1) & -LANES;
                Arrays.fill(logits, n, padded, Kernels.WITHOUT_EFFECT);
                Arrays.fill(data, n, padded, 0);
                sum += sumOfPadded(padded);
            }
            result.put(row, (float) sum);
        }
    }

    private double sumOfPadded(int n) {
        Arrays.fill(sums, 0);
        Arrays.fill(products, 0);
        for (int i = 0; i < n; i += LANES) {
            for (int lane = 0; lane < LANES; lane++) {
                float l = logits[i + lane];
                sums[lane] += data[i + lane] * l - Math.max(l, 0);
            }
        }
        for (int i = 0; i < n; i++) {
            logits[i] = -Math.abs(logits[i]);
        }
        functions.exp(logits, n);
        for (int i = 0; i < n; i += LANES) {
            for (int lane = 0; lane < LANES; lane++) {
                float e = logits[i + lane];
                products[lane] = (products[lane] + e) + products[lane] * e;
            }
        }
        functions.log1pOfNormal(products, LANES);
        double sum = 0;
        for (int lane = 0; lane < LANES; lane++) {
            sum += sums[lane] - products[lane];
        }
        return sum;
    }

    void gradient(Floats l, Floats x, Floats weights, Floats result, int rows, int width) {
        for (int row = 0; row < rows; row++) {
            float weight = weights.get(row);
            for (int start = 0; start < width; start += Tiles.LENGTH) {
                int n = Math.min(Tiles.LENGTH, width - start);
                int position = row * width + start;
                l.get(position, logits, n);
                x.get(position, data, n);
                functions.sigmoid(logits, n);
                for (int i = 0; i < n; i++) {
                    data[i] = (data[i] - logits[i]) * weight;
                }
                result.put(position, data, n);
            }
        }
    }
}
