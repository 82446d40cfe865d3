// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.util.LinkedHashMap;
import java.util.Map;
import org.vaelab.framework.natives.OpenBlasKernels;
import org.vaelab.framework.tensor.Activation;
import org.vaelab.framework.tensor.AdamStep;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.DelegatingBackend;
import org.vaelab.framework.tensor.spi.RegionMemory;

/**
 * The backend: its parts, and the fused operations. In float32 these pass over memory once. In
 * float64, the type of checks, they are composed as their definitions say.
 */
final class Nd4jBackend implements DelegatingBackend, RegionMemory {

    private final int threads;
    private final Kernels kernels;
    private final Tiles tiles;
    private final NativeMemory memory;
    private final MatrixProducts products;
    private final FloatFunctions functions = new FloatFunctions();
    private final Parts parts;
    private boolean closed;

    Nd4jBackend(int threads, Kernels kernels) {
        this.threads = threads;
        this.kernels = kernels;
        tiles = new Tiles();
        memory = new NativeMemory(tiles);
        products = new MatrixProducts(memory);
        parts =
                new Parts(
                        memory,
                        new ElementWise(memory, tiles, kernels),
                        new Reductions(memory, tiles, kernels),
                        new Arrangement(memory, tiles),
                        products);
    }

    @Override
    public String name() {
        return Nd4jBackendProvider.NAME;
    }

    @Override
    public Map<String, String> description() {
        Map<String, String> description = new LinkedHashMap<>();
        description.put("backend", Nd4jBackendProvider.NAME);
        description.put("device", "cpu");
        description.put("nd4j", NativeLibraries.nd4jVersion());
        description.put("blas", NativeLibraries.blasVersion());
        description.put("blasKernels", OpenBlasKernels.inUse());
        description.put("threads", Integer.toString(threads));
        description.put("instructionSet", NativeLibraries.instructionSet());
        return description;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            memory.close();
            kernels.close();
            tiles.free();
            NativeLibraries.release();
        }
    }

    @Override
    public long regionBytes() {
        return memory.regionBytes();
    }

    @Override
    public Parts parts() {
        return parts;
    }

    // ------------------------------------------------------------------------- fused, in float32

    @Override
    public Buffer linear(Buffer x, Buffer w, Buffer b, Activation activation) {
        if (x.dtype() != DType.FLOAT32) {
            return DelegatingBackend.super.linear(x, w, b, activation);
        }
        Nd4jBuffer y = products.matmul(x, false, w, false);
        Arena.Mark mark = memory.mark();
        Floats bias = memory.contiguous(b).floats();
        int width = y.shape().extent(-1);
        int rows = width == 0 ? 0 : y.shape().size() / width;
        kernels.activate(activation, bias, y.floats(), rows, width);
        memory.rewind(mark);
        return y;
    }

    @Override
    public Buffer activationGradient(Activation activation, Buffer output, Buffer upstream) {
        if (output.dtype() != DType.FLOAT32) {
            return DelegatingBackend.super.activationGradient(activation, output, upstream);
        }
        if (activation == Activation.IDENTITY) {
            return upstream;
        }
        Nd4jBuffer result = memory.allocate(output.shape(), output.dtype());
        Arena.Mark mark = memory.mark();
        Floats y = memory.contiguous(output).floats();
        Floats dy = memory.contiguous(upstream).floats();
        kernels.activationGradient(activation, y, dy, result.floats(), result.shape().size());
        memory.rewind(mark);
        return result;
    }

    @Override
    public Buffer bernoulliLogProbability(Buffer logits, Buffer data) {
        if (logits.dtype() != DType.FLOAT32) {
            return DelegatingBackend.super.bernoulliLogProbability(logits, data);
        }
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

    @Override
    public Buffer bernoulliLogProbabilityGradient(Buffer logits, Buffer data, Buffer gradient) {
        if (logits.dtype() != DType.FLOAT32) {
            return DelegatingBackend.super.bernoulliLogProbabilityGradient(logits, data, gradient);
        }
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

    @Override
    public Buffer normalKl(Buffer mean, Buffer logVariance) {
        if (mean.dtype() != DType.FLOAT32) {
            return DelegatingBackend.super.normalKl(mean, logVariance);
        }
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

    @Override
    public void adam(
            Buffer value, Buffer gradient, Buffer firstMoment, Buffer secondMoment, AdamStep step) {
        if (value.dtype() != DType.FLOAT32) {
            try (Region region = openRegion()) {
                DelegatingBackend.super.adam(value, gradient, firstMoment, secondMoment, step);
            }
            return;
        }
        Arena.Mark mark = memory.mark();
        kernels.adam(
                Kernels.AdamConstants.of(step),
                ((Nd4jBuffer) value).floats(),
                memory.contiguous(gradient).floats(),
                ((Nd4jBuffer) firstMoment).floats(),
                ((Nd4jBuffer) secondMoment).floats(),
                value.shape().size());
        memory.rewind(mark);
    }
}
