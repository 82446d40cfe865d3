// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.util.LinkedHashMap;
import java.util.Map;
import org.vaelab.framework.tensor.Activation;
import org.vaelab.framework.tensor.AdamStep;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.DelegatingBackend;
import org.vaelab.framework.tensor.spi.RegionMemory;

/** The parts of the backend, and which operations are done in one pass. */
final class Nd4jBackend implements DelegatingBackend, RegionMemory {

    private final int threads;
    private final Kernels kernels;
    private final Tiles tiles;
    private final NativeMemory memory;
    private final Parts parts;
    private final FusedFloats fused;
    private boolean closed;

    Nd4jBackend(int threads, Kernels kernels) {
        this.threads = threads;
        this.kernels = kernels;
        tiles = new Tiles();
        memory = new NativeMemory(tiles);
        MatrixProducts matrices = new MatrixProducts(memory);
        parts =
                new Parts(
                        memory,
                        new ElementWise(memory, tiles, kernels),
                        new Reductions(memory, tiles, kernels),
                        new Arrangement(memory, tiles),
                        new Products(matrices, new Convolution(memory)));
        fused = new FusedFloats(memory, tiles, kernels, matrices);
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
        description.put("blasKernels", NativeLibraries.blasKernels());
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
    public Parts parts() {
        return parts;
    }

    // ------------------------------------------------------------------------------------- fused

    @Override
    public Buffer linear(Buffer x, Buffer w, Buffer b, Activation activation) {
        return x.dtype() == DType.FLOAT32
                ? fused.linear(x, w, b, activation)
                : DelegatingBackend.super.linear(x, w, b, activation);
    }

    @Override
    public Buffer activationGradient(Activation activation, Buffer y, Buffer dy) {
        return y.dtype() == DType.FLOAT32
                ? fused.activationGradient(activation, y, dy)
                : DelegatingBackend.super.activationGradient(activation, y, dy);
    }

    @Override
    public Buffer bernoulliLogProbability(Buffer logits, Buffer x) {
        return x.dtype() == DType.FLOAT32
                ? fused.bernoulliLogProbability(logits, x)
                : DelegatingBackend.super.bernoulliLogProbability(logits, x);
    }

    @Override
    public Buffer bernoulliLogProbabilityGradient(Buffer logits, Buffer x, Buffer gradient) {
        return x.dtype() == DType.FLOAT32
                ? fused.bernoulliLogProbabilityGradient(logits, x, gradient)
                : DelegatingBackend.super.bernoulliLogProbabilityGradient(logits, x, gradient);
    }

    @Override
    public Buffer normalKl(Buffer mean, Buffer logVariance) {
        return mean.dtype() == DType.FLOAT32
                ? fused.normalKl(mean, logVariance)
                : DelegatingBackend.super.normalKl(mean, logVariance);
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
        Nd4jBuffer w = (Nd4jBuffer) value;
        fused.adam(w, gradient, (Nd4jBuffer) firstMoment, (Nd4jBuffer) secondMoment, step);
    }
}
