// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.natives.OpenBlasKernels;
import org.vaelab.framework.tensor.Activation;
import org.vaelab.framework.tensor.AdamStep;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.OptimizerStep;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Update;
import org.vaelab.framework.tensor.spi.ArrangementOperations;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.ElementwiseOperations;
import org.vaelab.framework.tensor.spi.FusedOperations;
import org.vaelab.framework.tensor.spi.ProductOperations;
import org.vaelab.framework.tensor.spi.ReductionOperations;
import org.vaelab.framework.tensor.spi.RegionMemory;
import org.vaelab.framework.tensor.spi.StorageOperations;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.framework.tensor.spi.UpdateOperations;

/**
 * The backend: its parts, and the fused operations. In float32 these pass over memory once. In
 * float64, the type of checks, they are composed as their definitions say.
 */
final class Nd4jBackend implements TensorBackend, FusedOperations, UpdateOperations, RegionMemory {

    private final int threads;
    private final Kernels kernels;
    private final Tiles tiles;
    private final NativeMemory memory;
    private final MatrixProducts products;
    private final FloatFunctions functions = new FloatFunctions();
    private final ElementWise elementwise;
    private final Reductions reductions;
    private final Arrangement arrangement;
    private boolean closed;

    Nd4jBackend(int threads, Kernels kernels) {
        this.threads = threads;
        this.kernels = kernels;
        tiles = new Tiles();
        memory = new NativeMemory(tiles);
        products = new MatrixProducts(memory);
        elementwise = new ElementWise(memory, tiles, kernels);
        reductions = new Reductions(memory, tiles, kernels);
        arrangement = new Arrangement(memory, tiles);
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
        description.put("elementKernels", kernels.description());
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
    public TensorBackend backend() {
        return this;
    }

    @Override
    public StorageOperations storage() {
        return memory;
    }

    @Override
    public ElementwiseOperations elementwise() {
        return elementwise;
    }

    @Override
    public ReductionOperations reductions() {
        return reductions;
    }

    @Override
    public ArrangementOperations arrangement() {
        return arrangement;
    }

    @Override
    public ProductOperations products() {
        return products;
    }

    @Override
    public FusedOperations fused() {
        return this;
    }

    @Override
    public UpdateOperations updates() {
        return this;
    }

    // ------------------------------------------------------------------------- fused, in float32

    @Override
    public Buffer linear(Buffer x, Buffer w, Buffer b, Activation activation) {
        if (x.dtype() != DType.FLOAT32) {
            return FusedOperations.super.linear(x, w, b, activation);
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
            return FusedOperations.super.activationGradient(activation, output, upstream);
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
            return FusedOperations.super.bernoulliLogProbability(logits, data);
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
            return FusedOperations.super.bernoulliLogProbabilityGradient(logits, data, gradient);
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
            return FusedOperations.super.normalKl(mean, logVariance);
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
    public void update(List<Update<Buffer>> updates, double gradientScale, OptimizerStep step) {
        if (!(step instanceof AdamStep adam) || updates.get(0).value().dtype() != DType.FLOAT32) {
            UpdateOperations.super.update(updates, gradientScale, step);
            return;
        }
        Kernels.AdamConstants constants = Kernels.AdamConstants.of(adam);
        for (Update<Buffer> update : updates) {
            Arena.Mark mark = memory.mark();
            Buffer gradient =
                    gradientScale == 1
                            ? update.gradient()
                            : elementwise.binary(Binary.MULTIPLY, update.gradient(), gradientScale);
            kernels.adam(
                    constants,
                    ((Nd4jBuffer) update.value()).floats(),
                    memory.contiguous(gradient).floats(),
                    ((Nd4jBuffer) update.state().get(0)).floats(),
                    ((Nd4jBuffer) update.state().get(1)).floats(),
                    update.value().shape().size());
            memory.rewind(mark);
        }
    }
}
