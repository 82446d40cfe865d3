// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.tensor.Activation;
import org.vaelab.framework.tensor.AdamStep;
import org.vaelab.framework.tensor.ConvolutionGeometry;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.PrimitiveOperations;
import org.vaelab.framework.tensor.spi.Reduction;
import org.vaelab.framework.tensor.spi.StorageOperations;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.framework.tensor.spi.Unary;

/** Passes each operation on to the class that knows it. */
final class Nd4jBackend implements TensorBackend {

    private final int threads;
    private final NativeMemory memory;
    private final ElementWise elementWise;
    private final Reductions reductions;
    private final AlongAxis alongAxis;
    private final Arrangement arrangement;
    private final MatrixProducts products;
    private final Convolution convolution;
    private final FusedFloats fused;
    private boolean closed;

    Nd4jBackend(int threads) {
        this.threads = threads;
        Tiles tiles = new Tiles();
        FloatKernels floatKernels = new FloatKernels();
        memory = new NativeMemory(tiles);
        elementWise = new ElementWise(memory, tiles, floatKernels);
        reductions = new Reductions(memory, tiles, floatKernels.functions());
        alongAxis = new AlongAxis(memory, tiles, floatKernels.functions());
        arrangement = new Arrangement(memory, tiles);
        products = new MatrixProducts(memory);
        convolution = new Convolution(memory);
        fused = new FusedFloats(memory, tiles, floatKernels, products);
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
        description.put("threads", Integer.toString(threads));
        description.put("instructionSet", NativeLibraries.instructionSet());
        return description;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            memory.close();
            NativeLibraries.release();
        }
    }

    @Override
    public PrimitiveOperations primitives() {
        return this;
    }

    @Override
    public StorageOperations storage() {
        return this;
    }

    /** Returns the bytes of native memory held for regions, used or not. */
    long regionBytes() {
        return memory.regionBytes();
    }

    // ----------------------------------------------------------------------------------- storage

    @Override
    public Region openRegion() {
        return memory.openRegion();
    }

    @Override
    public Buffer keep(Buffer buffer) {
        return memory.keep(buffer);
    }

    @Override
    public void release(Buffer kept) {
        memory.release(kept);
    }

    @Override
    public Buffer create(float[] values, int offset, Shape shape, DType dtype) {
        return memory.create(values, offset, shape, dtype);
    }

    @Override
    public Buffer create(double[] values, Shape shape, DType dtype) {
        return memory.create(values, shape, dtype);
    }

    @Override
    public Buffer create(int[] values, Shape shape) {
        return memory.create(values, shape);
    }

    @Override
    public Buffer fill(double value, Shape shape, DType dtype) {
        return memory.fill(value, shape, dtype);
    }

    @Override
    public float[] readFloats(Buffer buffer) {
        return memory.readFloats(buffer);
    }

    @Override
    public double[] readDoubles(Buffer buffer) {
        return memory.readDoubles(buffer);
    }

    @Override
    public int[] readInts(Buffer buffer) {
        return memory.readInts(buffer);
    }

    @Override
    public void assign(Buffer target, Buffer source) {
        memory.assign(target, source);
    }

    // -------------------------------------------------------------------------------- primitives

    @Override
    public Buffer unary(Unary function, Buffer a) {
        return elementWise.unary(function, a);
    }

    @Override
    public Buffer binary(Binary function, Buffer a, Buffer b) {
        return elementWise.binary(function, a, b);
    }

    @Override
    public Buffer binary(Binary function, Buffer a, double b) {
        return elementWise.binary(function, a, b);
    }

    @Override
    public Buffer where(Buffer condition, Buffer a, Buffer b) {
        return elementWise.where(condition, a, b);
    }

    @Override
    public Buffer cast(Buffer a, DType dtype) {
        return elementWise.cast(a, dtype);
    }

    @Override
    public Buffer reduce(Reduction function, Buffer a, int[] axes, boolean keepAxes) {
        return reductions.reduce(function, a, axes, keepAxes);
    }

    @Override
    public Buffer softmax(Buffer a, int axis) {
        return alongAxis.softmax(a, axis, false);
    }

    @Override
    public Buffer logSoftmax(Buffer a, int axis) {
        return alongAxis.softmax(a, axis, true);
    }

    @Override
    public Buffer argMax(Buffer a, int axis) {
        return alongAxis.argMax(a, axis);
    }

    @Override
    public Buffer reshape(Buffer a, Shape shape) {
        return arrangement.reshape(a, shape);
    }

    @Override
    public Buffer permute(Buffer a, int[] order) {
        return Views.permute((Nd4jBuffer) a, order);
    }

    @Override
    public Buffer broadcastTo(Buffer a, Shape shape) {
        return ((Nd4jBuffer) a).broadcastTo(shape);
    }

    @Override
    public Buffer slice(Buffer a, int axis, int from, int to) {
        return Views.slice((Nd4jBuffer) a, axis, from, to);
    }

    @Override
    public Buffer pad(Buffer a, int axis, int before, int after) {
        return arrangement.pad(a, axis, before, after);
    }

    @Override
    public Buffer concatenate(List<Buffer> parts, int axis) {
        return arrangement.concatenate(parts, axis);
    }

    @Override
    public Buffer gather(Buffer a, int axis, Buffer indices) {
        return arrangement.gather(a, axis, indices);
    }

    @Override
    public Buffer scatterAdd(Buffer a, int axis, Buffer indices, int extent) {
        return arrangement.scatterAdd(a, axis, indices, extent);
    }

    @Override
    public Buffer oneHot(Buffer indices, int depth, DType dtype) {
        return arrangement.oneHot(indices, depth, dtype);
    }

    @Override
    public Buffer matmul(Buffer a, boolean transposeA, Buffer b, boolean transposeB) {
        return products.matmul(a, transposeA, b, transposeB);
    }

    @Override
    public Buffer convolve(Buffer x, Buffer w, ConvolutionGeometry geometry) {
        return convolution.convolve(x, w, geometry);
    }

    @Override
    public Buffer convolveInputGradient(
            Buffer dy, Buffer w, Shape x, ConvolutionGeometry geometry) {
        return convolution.inputGradient(dy, w, x, geometry);
    }

    @Override
    public Buffer convolveKernelGradient(
            Buffer x, Buffer dy, Shape w, ConvolutionGeometry geometry) {
        return convolution.kernelGradient(x, dy, w, geometry);
    }

    // ------------------------------------------------------------------------------------- fused

    @Override
    public Buffer linear(Buffer x, Buffer w, Buffer b, Activation activation) {
        return x.dtype() == DType.FLOAT32
                ? fused.linear(x, w, b, activation)
                : TensorBackend.super.linear(x, w, b, activation);
    }

    @Override
    public Buffer activationGradient(Activation activation, Buffer y, Buffer dy) {
        return y.dtype() == DType.FLOAT32
                ? fused.activationGradient(activation, y, dy)
                : TensorBackend.super.activationGradient(activation, y, dy);
    }

    @Override
    public Buffer bernoulliLogProbability(Buffer logits, Buffer x) {
        return x.dtype() == DType.FLOAT32
                ? fused.bernoulliLogProbability(logits, x)
                : TensorBackend.super.bernoulliLogProbability(logits, x);
    }

    @Override
    public Buffer bernoulliLogProbabilityGradient(Buffer logits, Buffer x, Buffer gradient) {
        return x.dtype() == DType.FLOAT32
                ? fused.bernoulliLogProbabilityGradient(logits, x, gradient)
                : TensorBackend.super.bernoulliLogProbabilityGradient(logits, x, gradient);
    }

    @Override
    public Buffer normalKl(Buffer mean, Buffer logVariance) {
        return mean.dtype() == DType.FLOAT32
                ? fused.normalKl(mean, logVariance)
                : TensorBackend.super.normalKl(mean, logVariance);
    }

    @Override
    public void adam(
            Buffer value, Buffer gradient, Buffer firstMoment, Buffer secondMoment, AdamStep step) {
        if (value.dtype() != DType.FLOAT32) {
            try (Region region = openRegion()) {
                TensorBackend.super.adam(value, gradient, firstMoment, secondMoment, step);
            }
            return;
        }
        Nd4jBuffer w = (Nd4jBuffer) value;
        fused.adam(w, gradient, (Nd4jBuffer) firstMoment, (Nd4jBuffer) secondMoment, step);
    }
}
