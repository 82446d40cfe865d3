// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import org.vaelab.framework.tensor.Activation;
import org.vaelab.framework.tensor.AdamStep;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.Unary;

/**
 * The fused operations in float32, each in one pass over memory. In float64, the type of checks,
 * they are composed as their definitions say.
 */
final class FusedFloats {

    private final NativeMemory memory;
    private final Tiles tiles;
    private final FloatKernels kernels;
    private final FloatFunctions functions;
    private final MatrixProducts products;

    FusedFloats(NativeMemory memory, Tiles tiles, FloatKernels kernels, MatrixProducts products) {
        this.memory = memory;
        this.tiles = tiles;
        this.kernels = kernels;
        this.functions = kernels.functions();
        this.products = products;
    }

    // -------------------------------------------------------------------------------- dense layer

    Nd4jBuffer linear(Buffer x, Buffer w, Buffer b, Activation activation) {
        Nd4jBuffer y = products.matmul(x, false, w, false);
        StridedCursor bias = new StridedCursor(((Nd4jBuffer) b).broadcastTo(y.shape()));
        FloatKernels.OfOne kernel = kernel(activation);
        int size = y.shape().size();
        for (int start = 0; start < size; start += Tiles.LENGTH) {
            int n = Math.min(Tiles.LENGTH, size - start);
            y.get(start, tiles.floatsA, n);
            bias.read(tiles.floatsB, n);
            FloatKernels.add(tiles.floatsA, tiles.floatsB, n);
            kernel.apply(tiles.floatsA, n);
            y.put(start, tiles.floatsA, n);
        }
        return y;
    }

    private FloatKernels.OfOne kernel(Activation activation) {
        return switch (activation) {
            case IDENTITY -> (x, n) -> {};
            case RELU -> kernels.of(Unary.RELU);
            case TANH -> kernels.of(Unary.TANH);
            case SIGMOID -> kernels.of(Unary.SIGMOID);
            case SOFTPLUS -> kernels.of(Unary.SOFTPLUS);
            case ELU -> kernels.of(Unary.ELU);
        };
    }

    Nd4jBuffer activationGradient(Activation activation, Buffer output, Buffer upstream) {
        if (activation == Activation.IDENTITY) {
            return (Nd4jBuffer) upstream;
        }
        Nd4jBuffer result = memory.allocate(output.shape(), output.dtype());
        StridedCursor y = new StridedCursor((Nd4jBuffer) output);
        StridedCursor dy = new StridedCursor((Nd4jBuffer) upstream);
        int size = result.shape().size();
        for (int start = 0; start < size; start += Tiles.LENGTH) {
            int n = Math.min(Tiles.LENGTH, size - start);
            if (activation == Activation.RELU) {
                y.read(tiles.intsA, n);
                dy.read(tiles.intsB, n);
                keepWherePositive(tiles.intsA, tiles.intsB, n);
                result.put(start, tiles.intsB, n);
            } else {
                y.read(tiles.floatsA, n);
                dy.read(tiles.floatsB, n);
                activationGradient(activation, tiles.floatsA, tiles.floatsB, n);
                result.put(start, tiles.floatsB, n);
            }
        }
        return result;
    }

    /** Clears the bits of dy where those of y are not a number above 0; without a branch. */
    private static void keepWherePositive(int[] y, int[] dy, int n) {
        for (int i = 0; i < n; i++) {
            int positive = -y[i] >> 31;
            int nan = (INFINITY_BITS - y[i]) >> 31;
            dy[i] &= positive & ~nan;
        }
    }

    private static final int INFINITY_BITS = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

    private void activationGradient(Activation activation, float[] y, float[] dy, int n) {
        switch (activation) {
            case TANH -> {
                for (int i = 0; i < n; i++) {
                    dy[i] -= dy[i] * (y[i] * y[i]);
                }
            }
            case SIGMOID -> {
                for (int i = 0; i < n; i++) {
                    dy[i] *= y[i] - y[i] * y[i];
                }
            }
            case SOFTPLUS -> {
                for (int i = 0; i < n; i++) {
                    y[i] = -y[i];
                }
                functions.expm1(y, n);
                for (int i = 0; i < n; i++) {
                    dy[i] = -(dy[i] * y[i]);
                }
            }
            case ELU -> {
                for (int i = 0; i < n; i++) {
                    dy[i] *= Math.min(y[i], 0) + 1;
                }
            }
            case IDENTITY, RELU ->
                    throw new IllegalArgumentException(activation + " is not computed here");
        }
    }

    // ----------------------------------------------------------------------------- log-densities

    Nd4jBuffer bernoulliLogProbability(Buffer logits, Buffer data) {
        Shape shape = logits.shape();
        int rows = shape.extent(0);
        int width = shape.extent(1);
        Nd4jBuffer result = memory.allocate(Shape.of(rows), logits.dtype());
        StridedCursor l = new StridedCursor((Nd4jBuffer) logits);
        StridedCursor x = new StridedCursor(perDraw(logits, data));
        for (int row = 0; row < rows; row++) {
            double sum = 0;
            for (int start = 0; start < width; start += Tiles.LENGTH) {
                int n = Math.min(Tiles.LENGTH, width - start);
                l.read(tiles.floatsA, n);
                x.read(tiles.floatsB, n);
                FloatKernels.multiply(tiles.floatsB, tiles.floatsA, n);
                functions.softplus(tiles.floatsA, n);
                sum += sumOfDifferences(tiles.floatsB, tiles.floatsA, n);
            }
            result.block().floats().put(result.offset() + row, (float) sum);
        }
        return result;
    }

    private static double sumOfDifferences(float[] a, float[] b, int n) {
        double even = 0;
        double odd = 0;
        int pairs = n & -2;
        for (int i = 0; i < pairs; i += 2) {
            even += a[i] - b[i];
            odd += a[i + 1] - b[i + 1];
        }
        if (pairs < n) {
            even += a[pairs] - b[pairs];
        }
        return even + odd;
    }

    /** The data once for each draw: [draws, B, E], without a copy. */
    private static Nd4jBuffer perDraw(Buffer logits, Buffer data) {
        int batch = data.shape().extent(0);
        int draws = batch == 0 ? 0 : logits.shape().extent(0) / batch;
        return ((Nd4jBuffer) data).broadcastTo(data.shape().prepend(draws));
    }

    Nd4jBuffer bernoulliLogProbabilityGradient(Buffer logits, Buffer data, Buffer gradient) {
        Shape shape = logits.shape();
        Nd4jBuffer g = (Nd4jBuffer) gradient;
        Nd4jBuffer column = g.view(shape, g.offset(), new int[] {g.stride(0), 0});
        Nd4jBuffer result = memory.allocate(shape, logits.dtype());
        StridedCursor l = new StridedCursor((Nd4jBuffer) logits);
        StridedCursor x = new StridedCursor(perDraw(logits, data));
        StridedCursor weight = new StridedCursor(column);
        int size = shape.size();
        for (int start = 0; start < size; start += Tiles.LENGTH) {
            int n = Math.min(Tiles.LENGTH, size - start);
            l.read(tiles.floatsA, n);
            x.read(tiles.floatsB, n);
            weight.read(tiles.floatsC, n);
            functions.sigmoid(tiles.floatsA, n);
            weighDifferences(tiles.floatsB, tiles.floatsA, tiles.floatsC, n);
            result.put(start, tiles.floatsB, n);
        }
        return result;
    }

    private static void weighDifferences(float[] a, float[] b, float[] weight, int n) {
        for (int i = 0; i < n; i++) {
            a[i] = (a[i] - b[i]) * weight[i];
        }
    }

    Nd4jBuffer normalKl(Buffer mean, Buffer logVariance) {
        int rows = mean.shape().extent(0);
        int width = mean.shape().extent(1);
        Nd4jBuffer result = memory.allocate(Shape.of(rows), mean.dtype());
        StridedCursor mu = new StridedCursor((Nd4jBuffer) mean);
        StridedCursor l = new StridedCursor((Nd4jBuffer) logVariance);
        for (int row = 0; row < rows; row++) {
            double sum = 0;
            for (int start = 0; start < width; start += Tiles.LENGTH) {
                int n = Math.min(Tiles.LENGTH, width - start);
                mu.read(tiles.floatsA, n);
                l.read(tiles.floatsB, n);
                System.arraycopy(tiles.floatsB, 0, tiles.floatsC, 0, n);
                functions.expm1(tiles.floatsC, n);
                for (int i = 0; i < n; i++) {
                    double square = (double) tiles.floatsA[i] * tiles.floatsA[i];
                    sum += square + (tiles.floatsC[i] - tiles.floatsB[i]);
                }
            }
            result.block().floats().put(result.offset() + row, (float) (sum / 2));
        }
        return result;
    }

    // ------------------------------------------------------------------------------------- update

    /** One step of Adam on row-major buffers; the gradient may be any view. */
    void adam(
            Nd4jBuffer value, Buffer gradient, Nd4jBuffer first, Nd4jBuffer second, AdamStep step) {
        StridedCursor g = new StridedCursor((Nd4jBuffer) gradient);
        AdamConstants constants = AdamConstants.of(step);
        int size = value.shape().size();
        for (int start = 0; start < size; start += Tiles.LENGTH) {
            int n = Math.min(Tiles.LENGTH, size - start);
            value.get(start, tiles.floatsA, n);
            g.read(tiles.floatsB, n);
            first.get(start, tiles.floatsC, n);
            second.get(start, tiles.floatsD, n);
            constants.apply(tiles.floatsA, tiles.floatsB, tiles.floatsC, tiles.floatsD, n);
            value.put(start, tiles.floatsA, n);
            first.put(start, tiles.floatsC, n);
            second.put(start, tiles.floatsD, n);
        }
    }

    /** The numbers of a step, rounded where the composed definition rounds them. */
    private record AdamConstants(
            float beta1,
            float rest1,
            float beta2,
            float rest2,
            float correction,
            float epsilon,
            float rate,
            float decay) {

        static AdamConstants of(AdamStep step) {
            return new AdamConstants(
                    (float) step.beta1(),
                    (float) (1 - step.beta1()),
                    (float) step.beta2(),
                    (float) (1 - step.beta2()),
                    (float) (1 / step.secondCorrection()),
                    (float) step.epsilon(),
                    (float) (step.learningRate() / step.firstCorrection()),
                    (float) (1 - step.learningRate() * step.weightDecay()));
        }

        void apply(float[] w, float[] g, float[] m, float[] v, int n) {
            moments(g, m, v, n);
            for (int i = 0; i < n; i++) {
                float scale = (float) Math.sqrt(v[i] * correction) + epsilon;
                w[i] = w[i] * decay - m[i] / scale * rate;
            }
        }

        private void moments(float[] g, float[] m, float[] v, int n) {
            for (int i = 0; i < n; i++) {
                m[i] = m[i] * beta1 + g[i] * rest1;
                v[i] = v[i] * beta2 + g[i] * g[i] * rest2;
            }
        }
    }
}
