// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.lockstep;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
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

/** The computations of a backend, each with its form for a leading axis of members. */
final class Operations {

    private Operations() {}

    // ----------------------------------------------------------------------------- elementwise

    record OfOne(Unary function) implements Operation.Computation {
        @Override
        public Buffer compute(Batch batch, Buffer[] a, Object[] data) {
            return batch.backend().unary(function, a[0]);
        }
    }

    record OfTwo(Binary function) implements Operation.Computation {
        @Override
        public Buffer compute(Batch batch, Buffer[] a, Object[] data) {
            int rank = Math.max(Batch.rank(a[0]), Batch.rank(a[1]));
            return batch.backend()
                    .binary(function, batch.ofRank(a[0], rank), batch.ofRank(a[1], rank));
        }
    }

    record WithNumber(Binary function) implements Operation.Numbered {
        @Override
        public Buffer compute(Batch batch, Buffer[] a, double number) {
            return batch.backend().binary(function, a[0], number);
        }

        @Override
        public Buffer compute(Batch batch, Buffer[] a, Buffer column) {
            return batch.backend().binary(function, a[0], column);
        }

        @Override
        public Buffer column(Batch batch, Buffer[] a, Object[] data) {
            return batch.column(data, a[0].dtype(), Batch.rank(a[0]));
        }
    }

    record Where() implements Operation.Computation {
        @Override
        public Buffer compute(Batch batch, Buffer[] a, Object[] data) {
            int rank = 0;
            for (Buffer argument : a) {
                rank = Math.max(rank, Batch.rank(argument));
            }
            return batch.backend()
                    .where(
                            batch.ofRank(a[0], rank),
                            batch.ofRank(a[1], rank),
                            batch.ofRank(a[2], rank));
        }
    }

    record Cast(DType dtype) implements Operation.Computation {
        @Override
        public Buffer compute(Batch batch, Buffer[] a, Object[] data) {
            return batch.backend().cast(a[0], dtype);
        }
    }

    // ------------------------------------------------------------------------------ reductions

    record Reduce(Reduction function, List<Integer> axes, boolean keepAxes)
            implements Operation.Computation {
        @Override
        public Buffer compute(Batch batch, Buffer[] a, Object[] data) {
            int[] later = axes.stream().mapToInt(axis -> axis + 1).toArray();
            return batch.backend().reduce(function, a[0], later, keepAxes);
        }
    }

    record Softmax(int axis, boolean logarithm) implements Operation.Computation {
        @Override
        public Buffer compute(Batch batch, Buffer[] a, Object[] data) {
            return logarithm
                    ? batch.backend().logSoftmax(a[0], axis + 1)
                    : batch.backend().softmax(a[0], axis + 1);
        }
    }

    record ArgMax(int axis) implements Operation.Computation {
        @Override
        public Buffer compute(Batch batch, Buffer[] a, Object[] data) {
            return batch.backend().argMax(a[0], axis + 1);
        }
    }

    // ----------------------------------------------------------------------------- arrangement

    record Reshape(Shape shape) implements Operation.Computation {
        @Override
        public Buffer compute(Batch batch, Buffer[] a, Object[] data) {
            return batch.backend().reshape(a[0], batch.with(shape));
        }
    }

    record Permute(List<Integer> order) implements Operation.Computation {
        @Override
        public Buffer compute(Batch batch, Buffer[] a, Object[] data) {
            int[] later = new int[order.size() + 1];
            for (int axis = 1; axis < later.length; axis++) {
                later[axis] = order.get(axis - 1) + 1;
            }
            return batch.backend().permute(a[0], later);
        }
    }

    record BroadcastTo(Shape shape) implements Operation.Computation {
        @Override
        public Buffer compute(Batch batch, Buffer[] a, Object[] data) {
            return batch.backend().broadcastTo(batch.ofRank(a[0], shape.rank()), batch.with(shape));
        }
    }

    record Slice(int axis, int from, int to) implements Operation.Computation {
        @Override
        public Buffer compute(Batch batch, Buffer[] a, Object[] data) {
            return batch.backend().slice(a[0], axis + 1, from, to);
        }
    }

    record Pad(int axis, int before, int after) implements Operation.Computation {
        @Override
        public Buffer compute(Batch batch, Buffer[] a, Object[] data) {
            return batch.backend().pad(a[0], axis + 1, before, after);
        }
    }

    record Concatenate(int axis) implements Operation.Computation {
        @Override
        public Buffer compute(Batch batch, Buffer[] a, Object[] data) {
            return batch.backend().concatenate(Arrays.asList(a), axis + 1);
        }
    }

    record Gather(int axis) implements Operation.Computation {
        @Override
        public Buffer compute(Batch batch, Buffer[] a, Object[] data) {
            return batch.each(a, (x, indices) -> batch.backend().gather(x, axis, indices));
        }
    }

    record ScatterAdd(int axis, int extent) implements Operation.Computation {
        @Override
        public Buffer compute(Batch batch, Buffer[] a, Object[] data) {
            return batch.each(
                    a, (x, indices) -> batch.backend().scatterAdd(x, axis, indices, extent));
        }
    }

    record OneHot(int depth, DType dtype) implements Operation.Computation {
        @Override
        public Buffer compute(Batch batch, Buffer[] a, Object[] data) {
            return batch.backend().oneHot(a[0], depth, dtype);
        }
    }

    // -------------------------------------------------------------------------------- products

    /** A product, which may be computed in the reduced precision of the backend. */
    private interface Product extends Operation.Computation {

        boolean reduced();

        Buffer multiply(Batch batch, Buffer[] a);

        @Override
        default Buffer compute(Batch batch, Buffer[] a, Object[] data) {
            if (!reduced()) {
                return multiply(batch, a);
            }
            batch.backend().reduceProducts(true);
            try {
                return multiply(batch, a);
            } finally {
                batch.backend().reduceProducts(false);
            }
        }
    }

    record Matmul(boolean transposeA, boolean transposeB, boolean reduced) implements Product {
        @Override
        public Buffer multiply(Batch batch, Buffer[] a) {
            int rank = Math.max(Batch.rank(a[0]), Batch.rank(a[1]));
            return batch.backend()
                    .matmul(
                            batch.ofRank(a[0], rank),
                            transposeA,
                            batch.ofRank(a[1], rank),
                            transposeB);
        }
    }

    record Convolve(ConvolutionGeometry geometry, boolean reduced) implements Product {
        @Override
        public Buffer multiply(Batch batch, Buffer[] a) {
            return batch.each(a, (x, w) -> batch.backend().convolve(x, w, geometry));
        }
    }

    record ConvolveInputGradient(Shape x, ConvolutionGeometry geometry, boolean reduced)
            implements Product {
        @Override
        public Buffer multiply(Batch batch, Buffer[] a) {
            return batch.each(
                    a,
                    (dy, kernels) ->
                            batch.backend().convolveInputGradient(dy, kernels, x, geometry));
        }
    }

    record ConvolveKernelGradient(Shape w, ConvolutionGeometry geometry, boolean reduced)
            implements Product {
        @Override
        public Buffer multiply(Batch batch, Buffer[] a) {
            return batch.each(
                    a,
                    (input, dy) -> batch.backend().convolveKernelGradient(input, dy, w, geometry));
        }
    }

    // ----------------------------------------------------------------------------------- fused

    record Linear(Activation activation, boolean reduced) implements Product {
        @Override
        public Buffer multiply(Batch batch, Buffer[] a) {
            TensorBackend backend = batch.backend();
            if (batch.members() == 1) {
                return batch.each(
                        m ->
                                backend.linear(
                                        batch.of(a[0], m),
                                        batch.of(a[1], m),
                                        batch.of(a[2], m),
                                        activation));
            }
            Buffer product = backend.matmul(a[0], false, a[1], false);
            Buffer affine = backend.binary(Binary.ADD, product, batch.ofRank(a[2], 2));
            return Unary.of(activation)
                    .map(function -> backend.unary(function, affine))
                    .orElse(affine);
        }
    }

    record ActivationGradient(Activation activation) implements Operation.Computation {
        @Override
        public Buffer compute(Batch batch, Buffer[] a, Object[] data) {
            return batch.backend().activationGradient(activation, a[0], a[1]);
        }
    }

    /** Several draws that share a batch are ordered by draw first, then by member. */
    record BernoulliLogProbability() implements Operation.Computation {
        @Override
        public Buffer compute(Batch batch, Buffer[] a, Object[] data) {
            Draws draws = new Draws(batch, a[0], a[1]);
            Buffer rows = batch.backend().bernoulliLogProbability(draws.logits(), draws.x());
            return draws.byMember(rows, Shape.of(draws.rows()));
        }
    }

    record BernoulliLogProbabilityGradient() implements Operation.Computation {
        @Override
        public Buffer compute(Batch batch, Buffer[] a, Object[] data) {
            Draws draws = new Draws(batch, a[0], a[1]);
            Buffer rows =
                    batch.backend()
                            .bernoulliLogProbabilityGradient(
                                    draws.logits(), draws.x(), draws.byDraw(a[2], Shape.of()));
            return draws.byMember(rows, a[0].shape().from(1));
        }
    }

    /** Rows of logits of all members in the order that has row r go with row r mod (members B) of x. */
    private static final class Draws {
        private final Batch batch;
        private final Buffer logits;
        private final Buffer x;
        private final int size;
        private final int number;

        Draws(Batch batch, Buffer logits, Buffer x) {
            this.batch = batch;
            this.logits = logits;
            this.x = x;
            this.size = x.shape().extent(1);
            this.number = size == 0 ? 0 : logits.shape().extent(1) / size;
        }

        int rows() {
            return logits.shape().extent(1);
        }

        Buffer logits() {
            return byDraw(logits, logits.shape().from(2));
        }

        Buffer x() {
            Shape shape = x.shape().from(2).prepend(batch.members() * size);
            return batch.backend().reshape(x, shape);
        }

        /** [members, draws x B, ...] as [draws x members x B, ...]. */
        Buffer byDraw(Buffer a, Shape rest) {
            TensorBackend backend = batch.backend();
            Buffer ordered =
                    number == 1
                            ? a
                            : backend.permute(
                                    backend.reshape(a, rest.prepend(batch.members(), number, size)),
                                    exchanged(rest.rank()));
            return backend.reshape(ordered, rest.prepend(batch.members() * rows()));
        }

        Buffer byMember(Buffer a, Shape result) {
            TensorBackend backend = batch.backend();
            if (number == 1) {
                return backend.reshape(a, batch.with(result));
            }
            Shape rest = a.shape().from(1);
            Buffer apart = backend.reshape(a, rest.prepend(number, batch.members(), size));
            return backend.reshape(
                    backend.permute(apart, exchanged(rest.rank())), batch.with(result));
        }

        private static int[] exchanged(int rest) {
            int[] order = new int[rest + 3];
            Arrays.setAll(order, axis -> axis);
            order[0] = 1;
            order[1] = 0;
            return order;
        }
    }

    record NormalKl() implements Operation.Computation {
        @Override
        public Buffer compute(Batch batch, Buffer[] a, Object[] data) {
            Shape shape = a[0].shape();
            int rows = shape.extent(0) * shape.extent(1);
            Shape all = Shape.of(rows, shape.extent(2));
            TensorBackend backend = batch.backend();
            Buffer kl = backend.normalKl(backend.reshape(a[0], all), backend.reshape(a[1], all));
            return backend.reshape(kl, shape.range(0, 2));
        }
    }

    // ------------------------------------------------------------------------------ from Java

    record Fill(Shape shape, DType dtype) implements Operation.Numbered {
        @Override
        public Buffer compute(Batch batch, Buffer[] a, double number) {
            return batch.backend().fill(number, batch.with(shape), dtype);
        }

        @Override
        public Buffer compute(Batch batch, Buffer[] a, Buffer column) {
            return batch.backend().broadcastTo(column, batch.with(shape));
        }

        @Override
        public Buffer column(Batch batch, Buffer[] a, Object[] data) {
            return batch.column(data, dtype, shape.rank());
        }
    }

    private interface Given extends Operation.Computation {
        @Override
        default Role role() {
            return Role.GIVEN;
        }
    }

    /** Each member gives its array of an element type of Java. */
    record Create(Class<?> element, Shape shape, DType dtype) implements Given {
        @Override
        public Buffer compute(Batch batch, Buffer[] a, Object[] data) {
            Object all = Array.newInstance(element, batch.members() * shape.size());
            for (int m = 0; m < data.length; m++) {
                System.arraycopy(data[m], 0, all, m * shape.size(), shape.size());
            }
            if (all instanceof float[] floats) {
                return batch.backend().create(floats, 0, batch.with(shape), dtype);
            }
            return all instanceof double[] doubles
                    ? batch.backend().create(doubles, batch.with(shape), dtype)
                    : batch.backend().create((int[]) all, batch.with(shape));
        }
    }

    // ---------------------------------------------------------------------------------- draws

    /** Each member gives its {@link RandomKey}. */
    record Draw(NoiseOperations noise, Continuous distribution, Shape shape, DType dtype)
            implements Given {
        @Override
        public Buffer compute(Batch batch, Buffer[] a, Object[] data) {
            return noise.draw(distribution, keys(data), shape, dtype);
        }
    }

    /** Each member gives its {@link RandomKey}. */
    record DrawBits(NoiseOperations noise) implements Operation.Computation {
        @Override
        public Role role() {
            // A key is no memory that could be read again.
            return Role.IN_TURN;
        }

        @Override
        public Buffer compute(Batch batch, Buffer[] a, Object[] data) {
            return noise.bernoulli(keys(data), a[0]);
        }
    }

    private static List<RandomKey> keys(Object[] data) {
        return Arrays.stream(data).map(RandomKey.class::cast).toList();
    }

    static List<Integer> list(int[] numbers) {
        List<Integer> list = new ArrayList<>(numbers.length);
        for (int number : numbers) {
            list.add(number);
        }
        return list;
    }
}
