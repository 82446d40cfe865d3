// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import org.vaelab.framework.tensor.Activation;
import org.vaelab.framework.tensor.AdamStep;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.spi.Buffer;

/**
 * The fused operations in float32, each in one pass over memory. In float64, the type of checks,
 * they are composed as their definitions say.
 */
final class FusedFloats {

    private final NativeMemory memory;
    private final Tiles tiles;
    private final Kernels kernels;
    private final FloatFunctions functions;
    private final MatrixProducts products;

    FusedFloats(NativeMemory memory, Tiles tiles, Kernels kernels, MatrixProducts products) {
        this.memory = memory;
        this.tiles = tiles;
        this.kernels = kernels;
        this.functions = new FloatFunctions();
        this.products = products;
    }

    // -------------------------------------------------------------------------------- dense layer

    Nd4jBuffer linear(Buffer x, Buffer w, Buffer b, Activation activation) {
        Nd4jBuffer y = products.matmul(x, false, w, false);
        Arena.Mark mark = memory.mark();
        Floats bias = memory.contiguous(b).floats();
        int width = y.shape().extent(-1);
        int rows = width == 0 ? 0 : y.shape().size() / width;
        kernels.activate(activation, bias, y.floats(), rows, width);
        memory.rewind(mark);
        return y;
    }

    Nd4jBuffer activationGradient(Activation activation, Buffer output, Buffer upstream) {
        if (activation == Activation.IDENTITY) {
            return (Nd4jBuffer) upstream;
        }
        Nd4jBuffer result = memory.allocate(output.shape(), output.dtype());
        Arena.Mark mark = memory.mark();
        Floats y = memory.contiguous(output).floats();
        Floats dy = memory.contiguous(upstream).floats();
        kernels.activationGradient(activation, y, dy, result.floats(), result.shape().size());
        memory.rewind(mark);
        return result;
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
        Arena.Mark mark = memory.mark();
        kernels.adam(
                AdamConstants.of(step),
                value.floats(),
                memory.contiguous(gradient).floats(),
                first.floats(),
                second.floats(),
                value.shape().size());
        memory.rewind(mark);
    }
}
