// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
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
final class TorchBackend implements TensorBackend {

    private final String device;
    private final int threads;
    private final Constants constants;
    private final TorchMemory memory;
    private final ElementWise elementWise;
    private final Reductions reductions;
    private final Arrangement arrangement;
    private final Products products;
    private final FusedKernels fused;
    private final FusedAdam adam;
    private boolean closed;

    TorchBackend(String device, int threads) {
        this.device = device;
        this.threads = threads;
        LibTorch.enterThread();
        constants = new Constants();
        TensorPool pool = new TensorPool(options(device));
        memory = new TorchMemory(pool, new Transfer(device.equals("cpu")), constants);
        elementWise = new ElementWise(memory, constants);
        reductions = new Reductions(memory, constants);
        arrangement = new Arrangement(memory);
        products = new Products(memory);
        fused = new FusedKernels(memory, constants);
        adam = new FusedAdam(pool, constants);
    }

    private static Map<DType, TensorOptions> options(String device) {
        Map<DType, TensorOptions> options = new EnumMap<>(DType.class);
        try (Device place = new Device(device);
                DeviceOptional chosen = new DeviceOptional(place)) {
            for (DType dtype : DType.values()) {
                try (TensorOptions typed = new TensorOptions(scalarType(dtype))) {
                    options.put(dtype, typed.device(chosen));
                }
            }
        }
        return options;
    }

    private static torch.ScalarType scalarType(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> torch.ScalarType.Float;
            case FLOAT64 -> torch.ScalarType.Double;
            case INT32 -> torch.ScalarType.Int;
        };
    }

    @Override
    public String name() {
        return TorchBackendProvider.NAME;
    }

    @Override
    public Map<String, String> description() {
        Map<String, String> description = new LinkedHashMap<>();
        description.put("backend", TorchBackendProvider.NAME);
        description.put("device", device);
        description.put("libtorch", LibTorch.version());
        description.put("blas", LibTorch.blas());
        description.put("blasKernels", LibTorch.blasKernels());
        description.put("oneDnn", LibTorch.hasOneDnn() ? "yes" : "no");
        description.put("threads", Integer.toString(threads));
        description.put("instructionSet", LibTorch.cpuCapability());
        return description;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            adam.close();
            memory.close();
            reductions.close();
            products.close();
            constants.close();
            LibTorch.release();
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
        return reductions.softmax(a, axis, false);
    }

    @Override
    public Buffer logSoftmax(Buffer a, int axis) {
        return reductions.softmax(a, axis, true);
    }

    @Override
    public Buffer argMax(Buffer a, int axis) {
        return reductions.argMax(a, axis);
    }

    @Override
    public Buffer reshape(Buffer a, Shape shape) {
        return arrangement.reshape(a, shape);
    }

    @Override
    public Buffer permute(Buffer a, int[] order) {
        return ((TorchBuffer) a).permuted(order);
    }

    @Override
    public Buffer broadcastTo(Buffer a, Shape shape) {
        return ((TorchBuffer) a).broadcastTo(shape);
    }

    @Override
    public Buffer slice(Buffer a, int axis, int from, int to) {
        return ((TorchBuffer) a).sliced(axis, from, to);
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
        return products.convolve(x, w, geometry);
    }

    @Override
    public Buffer convolveInputGradient(
            Buffer dy, Buffer w, Shape x, ConvolutionGeometry geometry) {
        return products.inputGradient(dy, w, x, geometry);
    }

    @Override
    public Buffer convolveKernelGradient(
            Buffer x, Buffer dy, Shape w, ConvolutionGeometry geometry) {
        return products.kernelGradient(x, dy, w, geometry);
    }

    // ------------------------------------------------------------------------------------- fused

    @Override
    public Buffer linear(Buffer x, Buffer w, Buffer b, Activation activation) {
        return fused.linear(x, w, b, activation);
    }

    @Override
    public Buffer activationGradient(Activation activation, Buffer y, Buffer dy) {
        return fused.activationGradient(activation, y, dy);
    }

    @Override
    public Buffer bernoulliLogProbability(Buffer logits, Buffer x) {
        return fused.bernoulliLogProbability(logits, x);
    }

    @Override
    public Buffer bernoulliLogProbabilityGradient(Buffer logits, Buffer x, Buffer gradient) {
        return fused.bernoulliLogProbabilityGradient(logits, x, gradient);
    }

    @Override
    public Buffer normalKl(Buffer mean, Buffer logVariance) {
        return fused.normalKl(mean, logVariance);
    }

    @Override
    public void adam(
            Buffer value, Buffer gradient, Buffer firstMoment, Buffer secondMoment, AdamStep step) {
        adam.step(
                (TorchBuffer) value,
                memory.rowMajor(gradient),
                (TorchBuffer) firstMoment,
                (TorchBuffer) secondMoment,
                step);
    }
}
