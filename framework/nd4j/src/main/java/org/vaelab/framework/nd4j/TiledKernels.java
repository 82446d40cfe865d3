// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.util.Arrays;
import org.vaelab.framework.tensor.Activation;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Unary;

/**
 * The kernels in plain Java, which run on every JVM. Numbers pass through arrays of {@value
 * Tiles#LENGTH}, since only loops over arrays are compiled to vector instructions.
 */
final class TiledKernels implements Kernels {

    private final FloatKernels functions = new FloatKernels();
    private final TiledBernoulli bernoulli = new TiledBernoulli(functions.functions());
    private final float[] tileA = new float[Tiles.LENGTH];
    private final float[] tileB = new float[Tiles.LENGTH];
    private final float[] tileC = new float[Tiles.LENGTH];
    private final float[] tileD = new float[Tiles.LENGTH];
    private final int[] bitsA = new int[Tiles.LENGTH];
    private final int[] bitsB = new int[Tiles.LENGTH];

    @Override
    public void unary(Unary function, Floats x, Floats y, int n) {
        FloatKernels.OfOne kernel = functions.of(function);
        for (int start = 0; start < n; start += Tiles.LENGTH) {
            int length = Math.min(Tiles.LENGTH, n - start);
            x.get(start, tileA, length);
            kernel.apply(tileA, length);
            y.put(start, tileA, length);
        }
    }

    @Override
    public void binary(Binary function, Floats a, Floats b, Floats y, int n) {
        FloatKernels.OfTwo kernel = FloatKernels.of(function);
        for (int start = 0; start < n; start += Tiles.LENGTH) {
            int length = Math.min(Tiles.LENGTH, n - start);
            a.get(start, tileA, length);
            b.get(start, tileB, length);
            kernel.apply(tileA, tileB, length);
            y.put(start, tileA, length);
        }
    }

    @Override
    public void binary(Binary function, Floats a, float b, Floats y, int n) {
        FloatKernels.OfTwo kernel = FloatKernels.of(function);
        Arrays.fill(tileB, 0, Math.min(n, Tiles.LENGTH), b);
        for (int start = 0; start < n; start += Tiles.LENGTH) {
            int length = Math.min(Tiles.LENGTH, n - start);
            a.get(start, tileA, length);
            kernel.apply(tileA, tileB, length);
            y.put(start, tileA, length);
        }
    }

    // -------------------------------------------------------------------------------- dense layer

    @Override
    public void activate(Activation activation, Floats bias, Floats y, int rows, int width) {
        FloatKernels.OfOne kernel =
                Unary.of(activation).map(functions::of).orElse((x, length) -> {});
        for (int start = 0; start < width; start += Tiles.LENGTH) {
            int length = Math.min(Tiles.LENGTH, width - start);
            bias.get(start, tileB, length);
            for (int row = 0; row < rows; row++) {
                int position = row * width + start;
                y.get(position, tileA, length);
                FloatKernels.add(tileA, tileB, length);
                kernel.apply(tileA, length);
                y.put(position, tileA, length);
            }
        }
    }

    @Override
    public void activationGradient(Activation activation, Floats y, Floats dy, Floats dx, int n) {
        for (int start = 0; start < n; start += Tiles.LENGTH) {
            int length = Math.min(Tiles.LENGTH, n - start);
            if (activation == Activation.RELU) {
                y.get(start, bitsA, length);
                dy.get(start, bitsB, length);
                FloatKernels.keepWherePositive(bitsA, bitsB, length);
                dx.put(start, bitsB, length);
            } else {
                y.get(start, tileA, length);
                dy.get(start, tileB, length);
                functions.activationGradient(activation, tileA, tileB, length);
                dx.put(start, tileB, length);
            }
        }
    }

    // ------------------------------------------------------------------------------------- update

    @Override
    public void adam(AdamConstants constants, Floats w, Floats g, Floats m, Floats v, int n) {
        for (int start = 0; start < n; start += Tiles.LENGTH) {
            int length = Math.min(Tiles.LENGTH, n - start);
            w.get(start, tileA, length);
            g.get(start, tileB, length);
            m.get(start, tileC, length);
            v.get(start, tileD, length);
            moments(constants, tileB, tileC, tileD, length);
            update(constants, tileA, tileC, tileD, length);
            w.put(start, tileA, length);
            m.put(start, tileC, length);
            v.put(start, tileD, length);
        }
    }

    private static void moments(AdamConstants c, float[] g, float[] m, float[] v, int n) {
        float beta1 = c.beta1();
        float rest1 = c.rest1();
        float beta2 = c.beta2();
        float rest2 = c.rest2();
        for (int i = 0; i < n; i++) {
            m[i] = m[i] * beta1 + g[i] * rest1;
            v[i] = v[i] * beta2 + g[i] * g[i] * rest2;
        }
    }

    private static void update(AdamConstants c, float[] w, float[] m, float[] v, int n) {
        float correction = c.correction();
        float epsilon = c.epsilon();
        float rate = c.rate();
        float decay = c.decay();
        for (int i = 0; i < n; i++) {
            float scale = (float) Math.sqrt(v[i] * correction) + epsilon;
            w[i] = w[i] * decay - m[i] / scale * rate;
        }
    }

    // --------------------------------------------------------------------------------------- sums

    @Override
    public void columnSums(Floats a, int rows, int width, Floats sums, int columns) {
        for (int start = 0; start < columns; start += Tiles.LENGTH) {
            int n = Math.min(Tiles.LENGTH, columns - start);
            Arrays.fill(tileC, 0, n, 0);
            Arrays.fill(tileD, 0, n, 0);
            for (int row = 0; row < rows; row += ROWS_AT_ONCE) {
                int end = Math.min(rows, row + ROWS_AT_ONCE);
                a.get(row * width + start, tileB, n);
                for (int next = row + 1; next < end; next++) {
                    a.get(next * width + start, tileA, n);
                    FloatKernels.add(tileB, tileA, n);
                }
                addCompensated(tileB, tileC, tileD, n);
            }
            total(tileC, tileD, n);
            sums.put(start, tileC, n);
        }
    }

    /** Adds x to the sum, and what the addition loses to the rest (Knuth's two-sum). */
    private static void addCompensated(float[] x, float[] sum, float[] rest, int n) {
        for (int i = 0; i < n; i++) {
            float s = sum[i] + x[i];
            float part = s - sum[i];
            rest[i] += (sum[i] - (s - part)) + (x[i] - part);
            sum[i] = s;
        }
    }

    /** The rest of an infinite sum is not a number. */
    private static void total(float[] sum, float[] rest, int n) {
        for (int i = 0; i < n; i++) {
            float s = sum[i] + rest[i];
            sum[i] = Float.isNaN(rest[i]) ? sum[i] : s;
        }
    }

    // ----------------------------------------------------------------------------- log-densities

    @Override
    public void bernoulliLogProbability(Floats l, Floats x, Floats result, int rows, int width) {
        bernoulli.logProbability(l, x, result, rows, width);
    }

    @Override
    public void bernoulliLogProbabilityGradient(
            Floats l, Floats x, Floats weights, Floats result, int rows, int width) {
        bernoulli.gradient(l, x, weights, result, rows, width);
    }

    @Override
    public void close() {}
}
