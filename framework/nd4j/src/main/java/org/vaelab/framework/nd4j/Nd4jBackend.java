// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.util.LinkedHashMap;
import java.util.Map;
import org.vaelab.framework.natives.OpenBlasKernels;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.AdamStep;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.FusedOperations;
import org.vaelab.framework.tensor.spi.OptimizerStep;
import org.vaelab.framework.tensor.spi.RegionMemory;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.framework.tensor.spi.Update;
import org.vaelab.framework.tensor.spi.UpdateOperations;

/**
 * The backend: its parts, and the fused operations. In float32 these pass over memory once. In
 * float64, the type of checks, they are composed as their definitions say.
 */
final class Nd4jBackend implements TensorBackend, FusedOperations, UpdateOperations, RegionMemory {

    private final int threads;
    private final ParallelRanges ranges;
    private final NativeMemory memory;
    private final MatrixProducts products;
    private final Parts parts;
    private boolean closed;

    /**
     * Opens the backend on native libraries that are loaded.
     *
     * @param worth elements from which on work is split over threads
     */
    Nd4jBackend(int threads, int worth) {
        this.threads = threads;
        ranges = new ParallelRanges(threads, worth);
        memory = new NativeMemory(ranges.own());
        products = new MatrixProducts(memory);
        parts =
                new Parts(
                        memory,
                        new ElementWise(memory, ranges),
                        new Reductions(memory, ranges),
                        new NativeArrangement(memory, ranges.own()),
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
            ranges.close();
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

    @Override
    public TensorBackend backend() {
        return this;
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
        Nd4jBuffer bias = memory.contiguous(b);
        ranges.splitRows(
                y.shape().extent(0),
                y.shape().extent(1),
                (tiles, from, to) -> FusedKernels.activate(tiles, activation, bias, y, from, to));
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
        Nd4jBuffer y = memory.contiguous(output);
        Nd4jBuffer dy = memory.contiguous(upstream);
        ranges.splitElements(
                result.shape().size(),
                (tiles, from, to) ->
                        FusedKernels.activationGradient(
                                tiles, activation, y, dy, result, from, to));
        memory.rewind(mark);
        return result;
    }

    @Override
    public Buffer bernoulliLogProbability(Buffer logits, Buffer data) {
        if (logits.dtype() != DType.FLOAT32) {
            return FusedOperations.super.bernoulliLogProbability(logits, data);
        }
        int rows = logits.shape().extent(0);
        Nd4jBuffer result = memory.allocate(Shape.of(rows), logits.dtype());
        Arena.Mark mark = memory.mark();
        Nd4jBuffer l = memory.contiguous(logits);
        Nd4jBuffer x = memory.contiguous(data);
        ranges.splitRows(
                rows,
                x.shape().extent(1),
                (tiles, from, to) ->
                        FusedKernels.bernoulliLogProbability(tiles, l, x, result, from, to));
        memory.rewind(mark);
        return result;
    }

    @Override
    public Buffer bernoulliLogProbabilityGradient(Buffer logits, Buffer data, Buffer gradient) {
        if (logits.dtype() != DType.FLOAT32) {
            return FusedOperations.super.bernoulliLogProbabilityGradient(logits, data, gradient);
        }
        Nd4jBuffer result = memory.allocate(logits.shape(), logits.dtype());
        Arena.Mark mark = memory.mark();
        Nd4jBuffer l = memory.contiguous(logits);
        Nd4jBuffer x = memory.contiguous(data);
        Nd4jBuffer weights = memory.contiguous(gradient);
        ranges.splitRows(
                l.shape().extent(0),
                l.shape().extent(1),
                (tiles, from, to) ->
                        FusedKernels.bernoulliGradient(tiles, l, x, weights, result, from, to));
        memory.rewind(mark);
        return result;
    }

    @Override
    public void update(Update<Buffer> update, OptimizerStep step) {
        if (!(step instanceof AdamStep adam) || update.value().dtype() != DType.FLOAT32) {
            UpdateOperations.super.update(update, step);
            return;
        }
        Nd4jBuffer w = (Nd4jBuffer) update.value();
        Nd4jBuffer m = (Nd4jBuffer) update.state().get(0);
        Nd4jBuffer v = (Nd4jBuffer) update.state().get(1);
        Nd4jBuffer g = memory.contiguous(update.gradient());
        ranges.splitElements(
                w.shape().size(),
                (tiles, from, to) -> FusedKernels.adam(tiles, adam, w, g, m, v, from, to));
    }
}
