// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.capture;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.random.Continuous;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Activation;
import org.vaelab.framework.tensor.ConvolutionGeometry;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.NoiseOperations;
import org.vaelab.framework.tensor.spi.Reduction;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.framework.tensor.spi.Unary;

/** The computations of a backend. Two are equal if they compute the same from equal arguments. */
final class Operations {

    private Operations() {}

    // ----------------------------------------------------------------------------- elementwise

    record OfOne(Unary function) implements Operation.Computation {
        @Override
        public Buffer compute(TensorBackend backend, List<Buffer> a, Object data) {
            return backend.unary(function, a.get(0));
        }
    }

    record OfTwo(Binary function) implements Operation.Computation {
        @Override
        public Buffer compute(TensorBackend backend, List<Buffer> a, Object data) {
            return backend.binary(function, a.get(0), a.get(1));
        }
    }

    record WithNumber(Binary function) implements Operation.Numbered {
        @Override
        public Buffer compute(TensorBackend backend, List<Buffer> a, Object data) {
            return backend.binary(function, a.get(0), (Double) data);
        }

        @Override
        public Buffer compute(TensorBackend backend, List<Buffer> a, Buffer number) {
            return backend.binary(function, a.get(0), number);
        }
    }

    record Fill(Shape shape, DType dtype) implements Operation.Numbered {
        @Override
        public Buffer compute(TensorBackend backend, List<Buffer> a, Object data) {
            return backend.fill((Double) data, shape, dtype);
        }

        @Override
        public Buffer compute(TensorBackend backend, List<Buffer> a, Buffer number) {
            return backend.broadcastTo(number, shape);
        }
    }

    record Where() implements Operation.Computation {
        @Override
        public Buffer compute(TensorBackend backend, List<Buffer> a, Object data) {
            return backend.where(a.get(0), a.get(1), a.get(2));
        }
    }

    record Cast(DType dtype) implements Operation.Computation {
        @Override
        public Buffer compute(TensorBackend backend, List<Buffer> a, Object data) {
            return backend.cast(a.get(0), dtype);
        }
    }

    // ------------------------------------------------------------------------------ reductions

    record Reduce(Reduction function, List<Integer> axes, boolean keepAxes)
            implements Operation.Computation {
        @Override
        public Buffer compute(TensorBackend backend, List<Buffer> a, Object data) {
            return backend.reduce(function, a.get(0), array(axes), keepAxes);
        }
    }

    record Softmax(int axis, boolean logarithm) implements Operation.Computation {
        @Override
        public Buffer compute(TensorBackend backend, List<Buffer> a, Object data) {
            return logarithm ? backend.logSoftmax(a.get(0), axis) : backend.softmax(a.get(0), axis);
        }
    }

    record ArgMax(int axis) implements Operation.Computation {
        @Override
        public Buffer compute(TensorBackend backend, List<Buffer> a, Object data) {
            return backend.argMax(a.get(0), axis);
        }
    }

    record SortOrder() implements Operation.Computation {
        @Override
        public Buffer compute(TensorBackend backend, List<Buffer> a, Object data) {
            return backend.sortOrder(a.get(0));
        }
    }

    // ----------------------------------------------------------------------------- arrangement

    record Reshape(Shape shape) implements Operation.Computation {
        @Override
        public Buffer compute(TensorBackend backend, List<Buffer> a, Object data) {
            return backend.reshape(a.get(0), shape);
        }
    }

    record Permute(List<Integer> order) implements Operation.Computation {
        @Override
        public Buffer compute(TensorBackend backend, List<Buffer> a, Object data) {
            return backend.permute(a.get(0), array(order));
        }
    }

    record BroadcastTo(Shape shape) implements Operation.Computation {
        @Override
        public Buffer compute(TensorBackend backend, List<Buffer> a, Object data) {
            return backend.broadcastTo(a.get(0), shape);
        }
    }

    record Slice(int axis, int from, int to) implements Operation.Computation {
        @Override
        public Buffer compute(TensorBackend backend, List<Buffer> a, Object data) {
            return backend.slice(a.get(0), axis, from, to);
        }
    }

    record Pad(int axis, int before, int after) implements Operation.Computation {
        @Override
        public Buffer compute(TensorBackend backend, List<Buffer> a, Object data) {
            return backend.pad(a.get(0), axis, before, after);
        }
    }

    record Concatenate(int axis) implements Operation.Computation {
        @Override
        public Buffer compute(TensorBackend backend, List<Buffer> a, Object data) {
            return backend.concatenate(a, axis);
        }
    }

    record Gather(int axis) implements Operation.Computation {
        @Override
        public Buffer compute(TensorBackend backend, List<Buffer> a, Object data) {
            return backend.gather(a.get(0), axis, a.get(1));
        }
    }

    record ScatterAdd(int axis, int extent) implements Operation.Computation {
        @Override
        public Buffer compute(TensorBackend backend, List<Buffer> a, Object data) {
            return backend.scatterAdd(a.get(0), axis, a.get(1), extent);
        }
    }

    record OneHot(int depth, DType dtype) implements Operation.Computation {
        @Override
        public Buffer compute(TensorBackend backend, List<Buffer> a, Object data) {
            return backend.oneHot(a.get(0), depth, dtype);
        }
    }

    // -------------------------------------------------------------------------------- products

    /** A product, which may be computed in the reduced precision of the backend. */
    private interface Product extends Operation.Computation {

        boolean reduced();

        Buffer multiply(TensorBackend backend, List<Buffer> a);

        @Override
        default Buffer compute(TensorBackend backend, List<Buffer> a, Object data) {
            if (!reduced()) {
                return multiply(backend, a);
            }
            backend.reduceProducts(true);
            try {
                return multiply(backend, a);
            } finally {
                backend.reduceProducts(false);
            }
        }
    }

    record Matmul(boolean transposeA, boolean transposeB, boolean reduced) implements Product {
        @Override
        public Buffer multiply(TensorBackend backend, List<Buffer> a) {
            return backend.matmul(a.get(0), transposeA, a.get(1), transposeB);
        }
    }

    record Convolve(ConvolutionGeometry geometry, boolean reduced) implements Product {
        @Override
        public Buffer multiply(TensorBackend backend, List<Buffer> a) {
            return backend.convolve(a.get(0), a.get(1), geometry);
        }
    }

    record ConvolveInputGradient(Shape x, ConvolutionGeometry geometry, boolean reduced)
            implements Product {
        @Override
        public Buffer multiply(TensorBackend backend, List<Buffer> a) {
            return backend.convolveInputGradient(a.get(0), a.get(1), x, geometry);
        }
    }

    record ConvolveKernelGradient(Shape w, ConvolutionGeometry geometry, boolean reduced)
            implements Product {
        @Override
        public Buffer multiply(TensorBackend backend, List<Buffer> a) {
            return backend.convolveKernelGradient(a.get(0), a.get(1), w, geometry);
        }
    }

    // ----------------------------------------------------------------------------------- fused

    record Linear(Activation activation, boolean reduced) implements Product {
        @Override
        public Buffer multiply(TensorBackend backend, List<Buffer> a) {
            return backend.linear(a.get(0), a.get(1), a.get(2), activation);
        }
    }

    record ActivationGradient(Activation activation) implements Operation.Computation {
        @Override
        public Buffer compute(TensorBackend backend, List<Buffer> a, Object data) {
            return backend.activationGradient(activation, a.get(0), a.get(1));
        }
    }

    record BernoulliLogProbability() implements Operation.Computation {
        @Override
        public Buffer compute(TensorBackend backend, List<Buffer> a, Object data) {
            return backend.bernoulliLogProbability(a.get(0), a.get(1));
        }
    }

    record BernoulliLogProbabilityGradient() implements Operation.Computation {
        @Override
        public Buffer compute(TensorBackend backend, List<Buffer> a, Object data) {
            return backend.bernoulliLogProbabilityGradient(a.get(0), a.get(1), a.get(2));
        }
    }

    record NormalKl() implements Operation.Computation {
        @Override
        public Buffer compute(TensorBackend backend, List<Buffer> a, Object data) {
            return backend.normalKl(a.get(0), a.get(1));
        }
    }

    // ------------------------------------------------------------------------------ from Java

    private interface Given extends Operation.Computation {
        @Override
        default boolean isGiven() {
            return true;
        }
    }

    /** The data is an array of Java. */
    record Create(Shape shape, DType dtype) implements Given {
        @Override
        public Buffer compute(TensorBackend backend, List<Buffer> a, Object data) {
            if (data instanceof float[] floats) {
                return backend.create(floats, 0, shape, dtype);
            }
            return data instanceof double[] doubles
                    ? backend.create(doubles, shape, dtype)
                    : backend.create((int[]) data, shape);
        }
    }

    /** The data is a {@link RandomKey}. */
    record Draw(NoiseOperations noise, Continuous distribution, Shape shape, DType dtype)
            implements Given {
        @Override
        public Buffer compute(TensorBackend backend, List<Buffer> a, Object data) {
            return noise.draw(distribution, (RandomKey) data, shape, dtype);
        }
    }

    static List<Integer> list(int[] numbers) {
        List<Integer> list = new ArrayList<>(numbers.length);
        for (int number : numbers) {
            list.add(number);
        }
        return list;
    }

    private static int[] array(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }
}
