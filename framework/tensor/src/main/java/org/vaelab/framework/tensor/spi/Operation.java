// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

import java.util.List;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.ConvolutionGeometry;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A computation of a backend as a value, without its arguments: a record for each kind. Two are
 * equal if they compute the same from equal arguments.
 *
 * <p>{@link OperationBackend} makes one of each call. Calls between tensors and a backend make
 * none.
 */
public sealed interface Operation {

    /** Returns the shape of the result; by default that of the first argument. */
    default Shape shape(List<? extends Buffer> a) {
        return a.get(0).shape();
    }

    /** Returns the dtype of the result; by default that of the first argument. */
    default DType dtype(List<? extends Buffer> a) {
        return a.get(0).dtype();
    }

    /**
     * Asks a backend for it.
     *
     * @param a its arguments, buffers of that backend
     */
    Buffer run(TensorBackend backend, List<Buffer> a);

    /** An operation that states the shape of its result. */
    sealed interface Shaped extends Operation {

        Shape shape();

        @Override
        default Shape shape(List<? extends Buffer> a) {
            return shape();
        }
    }

    /** An operation with a number, which may be a tensor instead. */
    sealed interface Numbered extends Operation {

        double number();

        /** Returns the same operation with another number. */
        Numbered with(double other);

        /**
         * Asks a backend for it.
         *
         * @param number of as many axes as the result, each of extent 1
         */
        Buffer run(TensorBackend backend, List<Buffer> a, Buffer number);
    }

    /** A product, which may be computed in the reduced precision of the backend. */
    sealed interface Product extends Operation {

        boolean reduced();

        Buffer multiply(TensorBackend backend, List<Buffer> a);

        @Override
        default Buffer run(TensorBackend backend, List<Buffer> a) {
            if (!reduced()) {
                return multiply(backend, a);
            }
            backend.products().reduceProducts(true);
            try {
                return multiply(backend, a);
            } finally {
                backend.products().reduceProducts(false);
            }
        }
    }

    // ----------------------------------------------------------------------------- elementwise

    /** {@link ElementwiseOperations#unary}. */
    record OfOne(Unary function) implements Operation {
        @Override
        public Buffer run(TensorBackend backend, List<Buffer> a) {
            return backend.elementwise().unary(function, a.get(0));
        }
    }

    /** {@link ElementwiseOperations#binary(Binary, Buffer, Buffer)}. */
    record OfTwo(Binary function) implements Operation {
        @Override
        public Shape shape(List<? extends Buffer> a) {
            return a.get(0).shape().broadcast(a.get(1).shape());
        }

        @Override
        public Buffer run(TensorBackend backend, List<Buffer> a) {
            return backend.elementwise().binary(function, a.get(0), a.get(1));
        }
    }

    /** {@link ElementwiseOperations#binary(Binary, Buffer, double)}. */
    record WithNumber(Binary function, double number) implements Numbered {
        @Override
        public WithNumber with(double other) {
            return new WithNumber(function, other);
        }

        @Override
        public Buffer run(TensorBackend backend, List<Buffer> a) {
            return backend.elementwise().binary(function, a.get(0), number);
        }

        @Override
        public Buffer run(TensorBackend backend, List<Buffer> a, Buffer other) {
            return backend.elementwise().binary(function, a.get(0), other);
        }
    }

    /** {@link ElementwiseOperations#where}. */
    record Where() implements Operation {
        @Override
        public Shape shape(List<? extends Buffer> a) {
            return a.get(0).shape().broadcast(a.get(1).shape()).broadcast(a.get(2).shape());
        }

        @Override
        public DType dtype(List<? extends Buffer> a) {
            return a.get(1).dtype();
        }

        @Override
        public Buffer run(TensorBackend backend, List<Buffer> a) {
            return backend.elementwise().where(a.get(0), a.get(1), a.get(2));
        }
    }

    /** {@link ElementwiseOperations#cast}. */
    record Cast(DType dtype) implements Operation {
        @Override
        public DType dtype(List<? extends Buffer> a) {
            return dtype;
        }

        @Override
        public Buffer run(TensorBackend backend, List<Buffer> a) {
            return backend.elementwise().cast(a.get(0), dtype);
        }
    }

    // ------------------------------------------------------------------------------ reductions

    /** {@link ReductionOperations#reduce}. */
    record Reduce(Reduction function, List<Integer> axes, boolean keepAxes) implements Operation {
        @Override
        public Shape shape(List<? extends Buffer> a) {
            return a.get(0).shape().reduce(array(axes), keepAxes);
        }

        @Override
        public Buffer run(TensorBackend backend, List<Buffer> a) {
            return backend.reductions().reduce(function, a.get(0), array(axes), keepAxes);
        }
    }

    /** {@link ReductionOperations#softmax}, or its logarithm. */
    record Softmax(int axis, boolean logarithm) implements Operation {
        @Override
        public Buffer run(TensorBackend backend, List<Buffer> a) {
            ReductionOperations reductions = backend.reductions();
            return logarithm
                    ? reductions.logSoftmax(a.get(0), axis)
                    : reductions.softmax(a.get(0), axis);
        }
    }

    /** {@link ReductionOperations#argMax}. */
    record ArgMax(int axis) implements Operation {
        @Override
        public Shape shape(List<? extends Buffer> a) {
            return a.get(0).shape().reduce(new int[] {axis}, false);
        }

        @Override
        public DType dtype(List<? extends Buffer> a) {
            return DType.INT32;
        }

        @Override
        public Buffer run(TensorBackend backend, List<Buffer> a) {
            return backend.reductions().argMax(a.get(0), axis);
        }
    }

    /** {@link ReductionOperations#sortOrder}. */
    record SortOrder() implements Operation {
        @Override
        public Shape shape(List<? extends Buffer> a) {
            return Shape.of(a.get(0).shape().size());
        }

        @Override
        public DType dtype(List<? extends Buffer> a) {
            return DType.INT32;
        }

        @Override
        public Buffer run(TensorBackend backend, List<Buffer> a) {
            return backend.reductions().sortOrder(a.get(0));
        }
    }

    // ----------------------------------------------------------------------------- arrangement

    /** {@link ArrangementOperations#fill}; it has no arguments. */
    record Fill(double number, Shape shape, DType dtype) implements Numbered, Shaped {
        @Override
        public DType dtype(List<? extends Buffer> a) {
            return dtype;
        }

        @Override
        public Fill with(double other) {
            return new Fill(other, shape, dtype);
        }

        @Override
        public Buffer run(TensorBackend backend, List<Buffer> a) {
            return backend.arrangement().fill(number, shape, dtype);
        }

        @Override
        public Buffer run(TensorBackend backend, List<Buffer> a, Buffer other) {
            return backend.arrangement().broadcastTo(other, shape);
        }
    }

    /** {@link ArrangementOperations#reshape}. */
    record Reshape(Shape shape) implements Shaped {
        @Override
        public Buffer run(TensorBackend backend, List<Buffer> a) {
            return backend.arrangement().reshape(a.get(0), shape);
        }
    }

    /** {@link ArrangementOperations#permute}. */
    record Permute(List<Integer> order) implements Operation {
        @Override
        public Shape shape(List<? extends Buffer> a) {
            Shape shape = a.get(0).shape();
            return Shape.of(order.stream().mapToInt(shape::extent).toArray());
        }

        @Override
        public Buffer run(TensorBackend backend, List<Buffer> a) {
            return backend.arrangement().permute(a.get(0), array(order));
        }
    }

    /** {@link ArrangementOperations#broadcastTo}. */
    record BroadcastTo(Shape shape) implements Shaped {
        @Override
        public Buffer run(TensorBackend backend, List<Buffer> a) {
            return backend.arrangement().broadcastTo(a.get(0), shape);
        }
    }

    /** {@link ArrangementOperations#slice}. */
    record Slice(int axis, int from, int to) implements Operation {
        @Override
        public Shape shape(List<? extends Buffer> a) {
            return a.get(0).shape().with(axis, to - from);
        }

        @Override
        public Buffer run(TensorBackend backend, List<Buffer> a) {
            return backend.arrangement().slice(a.get(0), axis, from, to);
        }
    }

    /** {@link ArrangementOperations#pad}. */
    record Pad(int axis, int before, int after) implements Operation {
        @Override
        public Shape shape(List<? extends Buffer> a) {
            Shape shape = a.get(0).shape();
            return shape.with(axis, before + shape.extent(axis) + after);
        }

        @Override
        public Buffer run(TensorBackend backend, List<Buffer> a) {
            return backend.arrangement().pad(a.get(0), axis, before, after);
        }
    }

    /** {@link ArrangementOperations#concatenate}. */
    record Concatenate(int axis) implements Operation {
        @Override
        public Shape shape(List<? extends Buffer> a) {
            int extent = a.stream().mapToInt(part -> part.shape().extent(axis)).sum();
            return a.get(0).shape().with(axis, extent);
        }

        @Override
        public Buffer run(TensorBackend backend, List<Buffer> a) {
            return backend.arrangement().concatenate(a, axis);
        }
    }

    /** {@link ArrangementOperations#gather}. */
    record Gather(int axis) implements Operation {
        @Override
        public Shape shape(List<? extends Buffer> a) {
            return a.get(0).shape().with(axis, a.get(1).shape().size());
        }

        @Override
        public Buffer run(TensorBackend backend, List<Buffer> a) {
            return backend.arrangement().gather(a.get(0), axis, a.get(1));
        }
    }

    /** {@link ArrangementOperations#scatterAdd}. */
    record ScatterAdd(int axis, int extent) implements Operation {
        @Override
        public Shape shape(List<? extends Buffer> a) {
            return a.get(0).shape().with(axis, extent);
        }

        @Override
        public Buffer run(TensorBackend backend, List<Buffer> a) {
            return backend.arrangement().scatterAdd(a.get(0), axis, a.get(1), extent);
        }
    }

    /** {@link ArrangementOperations#oneHot}. */
    record OneHot(int depth, DType dtype) implements Operation {
        @Override
        public Shape shape(List<? extends Buffer> a) {
            return a.get(0).shape().append(depth);
        }

        @Override
        public DType dtype(List<? extends Buffer> a) {
            return dtype;
        }

        @Override
        public Buffer run(TensorBackend backend, List<Buffer> a) {
            return backend.arrangement().oneHot(a.get(0), depth, dtype);
        }
    }

    // -------------------------------------------------------------------------------- products

    /** {@link ProductOperations#matmul}. */
    record Matmul(boolean transposeFirst, boolean transposeSecond, boolean reduced)
            implements Product {
        @Override
        public Shape shape(List<? extends Buffer> a) {
            Shape first = a.get(0).shape();
            Shape second = a.get(1).shape();
            Shape leading = first.range(0, -2).broadcast(second.range(0, -2));
            return leading.append(
                    first.extent(transposeFirst ? -1 : -2),
                    second.extent(transposeSecond ? -2 : -1));
        }

        @Override
        public Buffer multiply(TensorBackend backend, List<Buffer> a) {
            return backend.products().matmul(a.get(0), transposeFirst, a.get(1), transposeSecond);
        }
    }

    /** {@link ProductOperations#convolve}. */
    record Convolve(ConvolutionGeometry geometry, boolean reduced) implements Product {
        @Override
        public Shape shape(List<? extends Buffer> a) {
            return geometry.output(a.get(0).shape(), a.get(1).shape());
        }

        @Override
        public Buffer multiply(TensorBackend backend, List<Buffer> a) {
            return backend.products().convolve(a.get(0), a.get(1), geometry);
        }
    }

    /** {@link ProductOperations#convolveInputGradient}; the shape is that of x. */
    record ConvolveInputGradient(Shape shape, ConvolutionGeometry geometry, boolean reduced)
            implements Product, Shaped {
        @Override
        public Buffer multiply(TensorBackend backend, List<Buffer> a) {
            return backend.products().convolveInputGradient(a.get(0), a.get(1), shape, geometry);
        }
    }

    /** {@link ProductOperations#convolveKernelGradient}; the shape is that of w. */
    record ConvolveKernelGradient(Shape shape, ConvolutionGeometry geometry, boolean reduced)
            implements Product, Shaped {
        @Override
        public Buffer multiply(TensorBackend backend, List<Buffer> a) {
            return backend.products().convolveKernelGradient(a.get(0), a.get(1), shape, geometry);
        }
    }

    // ----------------------------------------------------------------------------------- fused

    /** {@link FusedOperations#linear}. */
    record Linear(Activation activation, boolean reduced) implements Product {
        @Override
        public Shape shape(List<? extends Buffer> a) {
            return Shape.of(a.get(0).shape().extent(0), a.get(1).shape().extent(1));
        }

        @Override
        public Buffer multiply(TensorBackend backend, List<Buffer> a) {
            return backend.fused().linear(a.get(0), a.get(1), a.get(2), activation);
        }
    }

    /** {@link FusedOperations#activationGradient}. */
    record ActivationGradient(Activation activation) implements Operation {
        @Override
        public Buffer run(TensorBackend backend, List<Buffer> a) {
            return backend.fused().activationGradient(activation, a.get(0), a.get(1));
        }
    }

    /** {@link FusedOperations#bernoulliLogProbability}. */
    record BernoulliLogProbability() implements Operation {
        @Override
        public Shape shape(List<? extends Buffer> a) {
            return a.get(0).shape().range(0, 1);
        }

        @Override
        public Buffer run(TensorBackend backend, List<Buffer> a) {
            return backend.fused().bernoulliLogProbability(a.get(0), a.get(1));
        }
    }

    /** {@link FusedOperations#bernoulliLogProbabilityGradient}. */
    record BernoulliLogProbabilityGradient() implements Operation {
        @Override
        public Buffer run(TensorBackend backend, List<Buffer> a) {
            return backend.fused().bernoulliLogProbabilityGradient(a.get(0), a.get(1), a.get(2));
        }
    }

    /** {@link FusedOperations#normalKl}. */
    record NormalKl() implements Operation {
        @Override
        public Shape shape(List<? extends Buffer> a) {
            return a.get(0).shape().range(0, 1);
        }

        @Override
        public Buffer run(TensorBackend backend, List<Buffer> a) {
            return backend.fused().normalKl(a.get(0), a.get(1));
        }
    }

    /** {@link FusedOperations#gelu}. */
    record Gelu() implements Operation {
        @Override
        public Buffer run(TensorBackend backend, List<Buffer> a) {
            return backend.fused().gelu(a.get(0));
        }
    }

    /** {@link FusedOperations#geluGradient}. */
    record GeluGradient() implements Operation {
        @Override
        public Buffer run(TensorBackend backend, List<Buffer> a) {
            return backend.fused().geluGradient(a.get(0), a.get(1));
        }
    }

    /** {@link FusedOperations#standardize}. */
    record Standardize(double epsilon) implements Operation {
        @Override
        public Buffer run(TensorBackend backend, List<Buffer> a) {
            return backend.fused().standardize(a.get(0), epsilon);
        }
    }

    /** {@link FusedOperations#standardizeGradient}. */
    record StandardizeGradient(double epsilon) implements Operation {
        @Override
        public Buffer run(TensorBackend backend, List<Buffer> a) {
            return backend.fused().standardizeGradient(a.get(0), a.get(1), epsilon);
        }
    }

    private static int[] array(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }
}
