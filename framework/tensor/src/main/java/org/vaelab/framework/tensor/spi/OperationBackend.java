// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.ConvolutionGeometry;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A backend over another one that sees each computation as an {@link Operation} with its arguments:
 * the one way to record, time or change them. The rest is that of the wrapped backend.
 */
public class OperationBackend
        implements TensorBackend,
                ElementwiseOperations,
                ReductionOperations,
                ArrangementOperations,
                ProductOperations,
                FusedOperations {

    private final TensorBackend wrapped;
    private final Parts parts;
    private boolean reducedProducts;

    /** Wraps a backend, which it closes. */
    protected OperationBackend(TensorBackend wrapped) {
        this.wrapped = wrapped;
        this.parts = new Parts(wrapped.storage(), this, this, this, this);
    }

    /** Returns the result of an operation; by default that of the wrapped backend. */
    protected Buffer compute(Operation operation, List<Buffer> arguments) {
        return operation.run(wrapped, arguments);
    }

    private Buffer compute(Operation operation, Buffer... arguments) {
        return compute(operation, List.of(arguments));
    }

    // -------------------------------------------------------------------- of the wrapped backend

    @Override
    public String name() {
        return wrapped.name();
    }

    @Override
    public Map<String, String> description() {
        return wrapped.description();
    }

    @Override
    public boolean isAsynchronous() {
        return wrapped.isAsynchronous();
    }

    @Override
    public Optional<NoiseOperations> noise() {
        return wrapped.noise();
    }

    @Override
    public Optional<ProgramCapture> capture() {
        return wrapped.capture();
    }

    @Override
    public OptionalLong freeBytes() {
        return wrapped.freeBytes();
    }

    @Override
    public UpdateOperations updates() {
        return wrapped.updates();
    }

    @Override
    public void close() {
        wrapped.close();
    }

    // ------------------------------------------------------------------------------- operations

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
    public Buffer unary(Unary function, Buffer a) {
        return compute(new Operation.OfOne(function), a);
    }

    @Override
    public Buffer binary(Binary function, Buffer a, Buffer b) {
        return compute(new Operation.OfTwo(function), a, b);
    }

    @Override
    public Buffer binary(Binary function, Buffer a, double b) {
        return compute(new Operation.WithNumber(function, b), a);
    }

    @Override
    public Buffer where(Buffer condition, Buffer a, Buffer b) {
        return compute(new Operation.Where(), condition, a, b);
    }

    @Override
    public Buffer cast(Buffer a, DType dtype) {
        return compute(new Operation.Cast(dtype), a);
    }

    @Override
    public Buffer reduce(Reduction function, Buffer a, int[] axes, boolean keepAxes) {
        return compute(new Operation.Reduce(function, list(axes), keepAxes), a);
    }

    @Override
    public Buffer softmax(Buffer a, int axis) {
        return compute(new Operation.Softmax(axis, false), a);
    }

    @Override
    public Buffer logSoftmax(Buffer a, int axis) {
        return compute(new Operation.Softmax(axis, true), a);
    }

    @Override
    public Buffer argMax(Buffer a, int axis) {
        return compute(new Operation.ArgMax(axis), a);
    }

    @Override
    public Buffer sortOrder(Buffer matrix) {
        return compute(new Operation.SortOrder(), matrix);
    }

    @Override
    public Buffer fill(double value, Shape shape, DType dtype) {
        return compute(new Operation.Fill(value, shape, dtype));
    }

    @Override
    public Buffer reshape(Buffer a, Shape shape) {
        return compute(new Operation.Reshape(shape), a);
    }

    @Override
    public Buffer permute(Buffer a, int[] order) {
        return compute(new Operation.Permute(list(order)), a);
    }

    @Override
    public Buffer broadcastTo(Buffer a, Shape shape) {
        return compute(new Operation.BroadcastTo(shape), a);
    }

    @Override
    public Buffer slice(Buffer a, int axis, int from, int to) {
        return compute(new Operation.Slice(axis, from, to), a);
    }

    @Override
    public Buffer pad(Buffer a, int axis, int before, int after) {
        return compute(new Operation.Pad(axis, before, after), a);
    }

    @Override
    public Buffer concatenate(List<Buffer> parts, int axis) {
        return compute(new Operation.Concatenate(axis), List.copyOf(parts));
    }

    @Override
    public Buffer gather(Buffer a, int axis, Buffer indices) {
        return compute(new Operation.Gather(axis), a, indices);
    }

    @Override
    public Buffer scatterAdd(Buffer a, int axis, Buffer indices, int extent) {
        return compute(new Operation.ScatterAdd(axis, extent), a, indices);
    }

    @Override
    public Buffer oneHot(Buffer indices, int depth, DType dtype) {
        return compute(new Operation.OneHot(depth, dtype), indices);
    }

    @Override
    public void reduceProducts(boolean reduced) {
        reducedProducts = reduced;
    }

    @Override
    public Buffer matmul(Buffer a, boolean transposeA, Buffer b, boolean transposeB) {
        return compute(new Operation.Matmul(transposeA, transposeB, reducedProducts), a, b);
    }

    @Override
    public Buffer convolve(Buffer x, Buffer w, ConvolutionGeometry geometry) {
        return compute(new Operation.Convolve(geometry, reducedProducts), x, w);
    }

    @Override
    public Buffer convolveInputGradient(
            Buffer dy, Buffer w, Shape x, ConvolutionGeometry geometry) {
        return compute(new Operation.ConvolveInputGradient(x, geometry, reducedProducts), dy, w);
    }

    @Override
    public Buffer convolveKernelGradient(
            Buffer x, Buffer dy, Shape w, ConvolutionGeometry geometry) {
        return compute(new Operation.ConvolveKernelGradient(w, geometry, reducedProducts), x, dy);
    }

    @Override
    public Buffer linear(Buffer x, Buffer w, Buffer b, Activation activation) {
        return compute(new Operation.Linear(activation, reducedProducts), x, w, b);
    }

    @Override
    public Buffer activationGradient(Activation activation, Buffer y, Buffer dy) {
        return compute(new Operation.ActivationGradient(activation), y, dy);
    }

    @Override
    public Buffer bernoulliLogProbability(Buffer logits, Buffer x) {
        return compute(new Operation.BernoulliLogProbability(), logits, x);
    }

    @Override
    public Buffer bernoulliLogProbabilityGradient(Buffer logits, Buffer x, Buffer gradient) {
        return compute(new Operation.BernoulliLogProbabilityGradient(), logits, x, gradient);
    }

    @Override
    public Buffer normalKl(Buffer mean, Buffer logVariance) {
        return compute(new Operation.NormalKl(), mean, logVariance);
    }

    @Override
    public Buffer gelu(Buffer x) {
        return compute(new Operation.Gelu(), x);
    }

    @Override
    public Buffer geluGradient(Buffer x, Buffer dy) {
        return compute(new Operation.GeluGradient(), x, dy);
    }

    @Override
    public Buffer standardize(Buffer x, double epsilon) {
        return compute(new Operation.Standardize(epsilon), x);
    }

    @Override
    public Buffer standardizeGradient(Buffer x, Buffer dy, double epsilon) {
        return compute(new Operation.StandardizeGradient(epsilon), x, dy);
    }

    private static List<Integer> list(int[] numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }
}
