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
        int rows = logits.shape().extent(0);
        int batch = data.shape().extent(0);
        int width = data.shape().extent(1);
        Nd4jBuffer result = memory.allocate(Shape.of(rows), logits.dtype());
        Arena.Mark mark = memory.mark();
        Floats l = memory.contiguous(logits).floats();
        Floats x = memory.contiguous(data).floats();
        for (int row = 0; row < rows; row += batch) {
            Floats sums = result.floats().plus(row);
            kernels.bernoulliLogProbability(l.plus(row * width), x, sums, batch, width);
        }
        memory.rewind(mark);
        return result;
    }

    Nd4jBuffer bernoulliLogProbabilityGradient(Buffer logits, Buffer data, Buffer gradient) {
        int rows = logits.shape().extent(0);
        int batch = data.shape().extent(0);
        int width = data.shape().extent(1);
        Nd4jBuffer result = memory.allocate(logits.shape(), logits.dtype());
        Arena.Mark mark = memory.mark();
        Floats l = memory.contiguous(logits).floats();
        Floats x = memory.contiguous(data).floats();
        Floats g = memory.contiguous(gradient).floats();
        for (int row = 0; row < rows; row += batch) {
            int first = row * width;
            kernels.bernoulliLogProbabilityGradient(
                    l.plus(first), x, g.plus(row), result.floats().plus(first), batch, width);
        }
        memory.rewind(mark);
        return result;
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
