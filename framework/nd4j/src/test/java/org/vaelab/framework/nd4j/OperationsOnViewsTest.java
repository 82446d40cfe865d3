// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vaelab.framework.tensor.shape.ConvolutionGeometry;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.Reduction;
import org.vaelab.framework.tensor.spi.StorageOperations;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.framework.tensor.spi.Unary;

/**
 * Each operation on operands that lie in memory in every odd way (permuted, sliced, repeated, and
 * these after one another), against plain loops.
 */
final class OperationsOnViewsTest {

    private static final int ROUNDS = 300;

    private TensorBackend backend;
    private StorageOperations.Region region;
    private final Random random = new Random(20240611);

    @BeforeEach
    void open() {
        backend = new Nd4jBackendProvider().open(new BackendSettings("cpu", 1));
        region = backend.storage().openRegion();
    }

    @AfterEach
    void close() {
        region.close();
        backend.close();
    }

    /** A buffer and what it should hold. */
    private record Pair(Buffer buffer, Oracle oracle) {}

    // ------------------------------------------------------------------------------------- cases

    private Shape shape(int rank) {
        int[] extents = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            int kind = random.nextInt(20);
            extents[axis] =
                    kind == 0
                            ? 0
                            : kind < 4
                                    ? 1
                                    : kind < 6 ? 17 + random.nextInt(9) : 2 + random.nextInt(4);
        }
        return Shape.of(extents);
    }

    private Pair operand(Shape shape, DType dtype) {
        double[] values = new double[shape.size()];
        Arrays.setAll(values, i -> (float) (random.nextGaussian() * 2));
        return new Pair(backend.storage().create(values, shape, dtype), new Oracle(shape, values));
    }

    /** Returns an operand of the shape that is a view of a larger or differently ordered one. */
    private Pair view(Shape shape, DType dtype) {
        int rank = shape.rank();
        return switch (rank == 0 ? 0 : random.nextInt(4)) {
            case 1 -> permuted(shape, dtype);
            case 2 -> sliced(shape, dtype);
            case 3 -> repeated(shape, dtype);
            default -> operand(shape, dtype);
        };
    }

    private Pair permuted(Shape shape, DType dtype) {
        int[] order = order(shape.rank());
        int[] extents = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            extents[order[i]] = shape.extent(i);
        }
        Pair source =
                random.nextBoolean()
                        ? sliced(Shape.of(extents), dtype)
                        : operand(Shape.of(extents), dtype);
        return new Pair(
                backend.arrangement().permute(source.buffer, order), source.oracle.permute(order));
    }

    private int[] order(int rank) {
        List<Integer> axes = new java.util.ArrayList<>(IntStream.range(0, rank).boxed().toList());
        java.util.Collections.shuffle(axes, random);
        return axes.stream().mapToInt(Integer::intValue).toArray();
    }

    private Pair sliced(Shape shape, DType dtype) {
        int axis = random.nextInt(shape.rank());
        int from = random.nextInt(3);
        int extent = shape.extent(axis);
        Pair source = operand(shape.with(axis, from + extent + random.nextInt(3)), dtype);
        return new Pair(
                backend.arrangement().slice(source.buffer, axis, from, from + extent),
                source.oracle.slice(axis, from, from + extent));
    }

    private Pair repeated(Shape shape, DType dtype) {
        Shape smaller = shape.from(random.nextInt(shape.rank() + 1));
        for (int axis = 0; axis < smaller.rank(); axis++) {
            smaller = random.nextInt(3) == 0 ? smaller.with(axis, 1) : smaller;
        }
        Pair source = smaller.rank() > 1 ? permuted(smaller, dtype) : operand(smaller, dtype);
        return new Pair(
                backend.arrangement().broadcastTo(source.buffer, shape),
                source.oracle.broadcastTo(shape));
    }

    /** Returns a shape that broadcasts to the one given. */
    private Shape broadcastable(Shape shape) {
        Shape smaller = shape.from(random.nextInt(shape.rank() + 1));
        for (int axis = 0; axis < smaller.rank(); axis++) {
            smaller = random.nextInt(3) == 0 ? smaller.with(axis, 1) : smaller;
        }
        return smaller;
    }

    private void check(Object what, Buffer actual, Oracle expected, double tolerance) {
        assertThat(actual.shape()).as("shape of %s", what).isEqualTo(expected.shape());
        double[] values = backend.storage().readDoubles(actual);
        double relative = actual.dtype() == DType.FLOAT64 ? 1e-12 : 2e-6;
        for (int i = 0; i < values.length; i++) {
            double want = expected.values()[i];
            if (Double.compare(values[i], want) == 0) {
                continue;
            }
            double allowed = relative * tolerance * Math.max(1, Math.abs(want));
            if (!(Math.abs(values[i] - want) <= allowed)) {
                throw new AssertionError(what + " [" + i + "]: " + values[i] + ", not " + want);
            }
        }
    }

    // ------------------------------------------------------------------------------------- tests

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void unaryFunctions(DType dtype) {
        for (Unary function : Unary.values()) {
            for (int round = 0; round < 20; round++) {
                Pair x = view(shape(random.nextInt(5)), dtype);
                // The contract compares the functions with their definitions.
                Buffer row = backend.storage().create(x.oracle.values(), x.oracle.shape(), dtype);
                double[] expected =
                        backend.storage().readDoubles(backend.elementwise().unary(function, row));
                Buffer actual = backend.elementwise().unary(function, x.buffer);
                check(function, actual, new Oracle(x.oracle.shape(), expected), 0);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void binaryFunctionsBroadcast(DType dtype) {
        for (Binary function : Binary.values()) {
            for (int round = 0; round < 40; round++) {
                Shape shape = shape(random.nextInt(5));
                Pair a = view(round % 3 == 0 ? broadcastable(shape) : shape, dtype);
                Pair b = view(round % 3 == 1 ? broadcastable(shape) : shape, dtype);
                if (function == Binary.POWER) {
                    a =
                            new Pair(
                                    backend.elementwise().unary(Unary.ABS, a.buffer),
                                    absolute(a.oracle));
                }
                Oracle expected = binary(function, a.oracle, b.oracle);
                check(
                        function,
                        backend.elementwise().binary(function, a.buffer, b.buffer),
                        expected,
                        1);
            }
        }
    }

    private static Oracle absolute(Oracle x) {
        return Oracle.of(x.shape(), p -> Math.abs(x.values()[p]));
    }

    private static Oracle binary(Binary function, Oracle a, Oracle b) {
        Shape shape = a.shape().broadcast(b.shape());
        return Oracle.of(
                shape,
                p -> {
                    int[] index = Oracle.index(shape, p);
                    double x = a.broadcastAt(index);
                    double y = b.broadcastAt(index);
                    return switch (function) {
                        case ADD -> x + y;
                        case SUBTRACT -> x - y;
                        case MULTIPLY -> x * y;
                        case DIVIDE -> x / y;
                        case POWER -> Math.pow(x, y);
                        case ATAN2 -> Math.atan2(x, y);
                        case MAXIMUM -> Math.max(x, y);
                        case MINIMUM -> Math.min(x, y);
                        case EQUAL -> x == y ? 1 : 0;
                        case LESS -> x < y ? 1 : 0;
                        case LESS_OR_EQUAL -> x <= y ? 1 : 0;
                        case GREATER -> x > y ? 1 : 0;
                        case GREATER_OR_EQUAL -> x >= y ? 1 : 0;
                    };
                });
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void whereSelectsBits(DType dtype) {
        for (int round = 0; round < ROUNDS; round++) {
            Shape shape = shape(random.nextInt(4));
            Pair a = view(shape, dtype);
            Pair b = view(broadcastable(shape), dtype);
            Pair c = view(broadcastable(shape), dtype);
            Buffer condition = backend.elementwise().binary(Binary.GREATER, c.buffer, 0);
            Oracle expected =
                    Oracle.of(
                            shape,
                            p -> {
                                int[] index = Oracle.index(shape, p);
                                return c.oracle.broadcastAt(index) > 0
                                        ? a.oracle.broadcastAt(index)
                                        : b.oracle.broadcastAt(index);
                            });
            check("where", backend.elementwise().where(condition, a.buffer, b.buffer), expected, 0);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void reductionsOverAnyAxes(DType dtype) {
        for (Reduction function : Reduction.values()) {
            for (int round = 0; round < ROUNDS; round++) {
                Pair x = view(shape(random.nextInt(5)), dtype);
                int rank = x.oracle.shape().rank();
                int[] axes =
                        IntStream.range(0, rank).filter(axis -> random.nextBoolean()).toArray();
                boolean keep = random.nextBoolean();
                int folded =
                        Arrays.stream(axes)
                                .map(x.oracle.shape()::extent)
                                .reduce(1, (p, q) -> p * q);
                boolean extremum = function == Reduction.MAXIMUM || function == Reduction.MINIMUM;
                if (folded == 0 && extremum) {
                    continue;
                }
                Oracle expected = reduce(function, x.oracle, axes, keep);
                Buffer actual = backend.reductions().reduce(function, x.buffer, axes, keep);
                check(function + Arrays.toString(axes), actual, expected, 10);
            }
        }
    }

    private static Oracle reduce(Reduction function, Oracle x, int[] axes, boolean keep) {
        Shape kept = x.shape().reduce(axes, true);
        double[][] groups = new double[kept.size()][];
        Arrays.fill(groups, new double[0]);
        for (int p = 0; p < x.values().length; p++) {
            int[] index = Oracle.index(x.shape(), p);
            for (int axis : axes) {
                index[axis] = 0;
            }
            int group = Oracle.position(kept, index);
            groups[group] = Arrays.copyOf(groups[group], groups[group].length + 1);
            groups[group][groups[group].length - 1] = x.values()[p];
        }
        return Oracle.of(
                x.shape().reduce(axes, keep),
                p -> {
                    double[] group = groups[p];
                    double sum = Arrays.stream(group).sum();
                    return switch (function) {
                        case SUM -> sum;
                        case MEAN -> sum / group.length;
                        case MAXIMUM -> Arrays.stream(group).max().orElseThrow();
                        case MINIMUM -> Arrays.stream(group).min().orElseThrow();
                        case LOG_SUM_EXP -> Math.log(Arrays.stream(group).map(Math::exp).sum());
                    };
                });
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void softmaxesAndArgMax(DType dtype) {
        for (int round = 0; round < ROUNDS; round++) {
            Pair x = view(shape(1 + random.nextInt(4)), dtype);
            Shape shape = x.oracle.shape();
            int axis = random.nextInt(shape.rank());
            Oracle total = reduce(Reduction.LOG_SUM_EXP, x.oracle, new int[] {axis}, true);
            Oracle log =
                    Oracle.of(
                            shape,
                            p -> x.oracle.values()[p] - total.broadcastAt(Oracle.index(shape, p)));
            check("log softmax", backend.reductions().logSoftmax(x.buffer, axis), log, 4);
            Oracle softmax = Oracle.of(shape, p -> Math.exp(log.values()[p]));
            check("softmax", backend.reductions().softmax(x.buffer, axis), softmax, 4);
            if (shape.extent(axis) > 0) {
                checkArgMax(x, axis);
            }
        }
    }

    private void checkArgMax(Pair x, int axis) {
        Shape shape = x.oracle.shape();
        Oracle largest = reduce(Reduction.MAXIMUM, x.oracle, new int[] {axis}, true);
        Oracle first =
                Oracle.of(
                        shape.reduce(new int[] {axis}, false),
                        p -> {
                            int[] index = Oracle.index(shape.with(axis, 1), p);
                            double wanted = largest.at(index);
                            while (x.oracle.at(index) != wanted) {
                                index[axis]++;
                            }
                            return index[axis];
                        });
        check("argMax", backend.reductions().argMax(x.buffer, axis), first, 0);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void rearrangements(DType dtype) {
        for (int round = 0; round < ROUNDS; round++) {
            Pair x = view(shape(1 + random.nextInt(4)), dtype);
            Shape shape = x.oracle.shape();
            int axis = random.nextInt(shape.rank());
            Shape flat = Shape.of(shape.size());
            check(
                    "reshape",
                    backend.arrangement().reshape(x.buffer, flat),
                    x.oracle.reshape(flat),
                    0);
            int extent = shape.extent(axis);
            Buffer padded = backend.arrangement().pad(x.buffer, axis, 2, 1);
            check(
                    "pad inside",
                    backend.arrangement().slice(padded, axis, 2, 2 + extent),
                    x.oracle,
                    0);
            Oracle zeros = Oracle.of(shape.with(axis, 2), p -> 0);
            check("pad before", backend.arrangement().slice(padded, axis, 0, 2), zeros, 0);
            Pair y = view(shape.with(axis, random.nextInt(3)), dtype);
            Buffer joined = backend.arrangement().concatenate(List.of(x.buffer, y.buffer), axis);
            int end = extent + y.oracle.shape().extent(axis);
            check(
                    "joined first",
                    backend.arrangement().slice(joined, axis, 0, extent),
                    x.oracle,
                    0);
            check(
                    "joined second",
                    backend.arrangement().slice(joined, axis, extent, end),
                    y.oracle,
                    0);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void gatherAndScatter(DType dtype) {
        for (int round = 0; round < ROUNDS; round++) {
            Pair x = view(shape(1 + random.nextInt(4)), dtype);
            Shape shape = x.oracle.shape();
            int axis = random.nextInt(shape.rank());
            int extent = shape.extent(axis);
            if (extent == 0) {
                continue;
            }
            int[] chosen = random.ints(random.nextInt(6), 0, extent).toArray();
            Buffer indices = backend.storage().create(chosen, Shape.of(chosen.length));
            Shape gatheredShape = shape.with(axis, chosen.length);
            Oracle gathered =
                    Oracle.of(
                            gatheredShape,
                            p -> {
                                int[] index = Oracle.index(gatheredShape, p);
                                index[axis] = chosen[index[axis]];
                                return x.oracle.at(index);
                            });
            Buffer actual = backend.arrangement().gather(x.buffer, axis, indices);
            check("gather", actual, gathered, 0);
            double[] sums = new double[shape.size()];
            for (int p = 0; p < gathered.values().length; p++) {
                int[] index = Oracle.index(gatheredShape, p);
                index[axis] = chosen[index[axis]];
                sums[Oracle.position(shape, index)] += gathered.values()[p];
            }
            Buffer scattered = backend.arrangement().scatterAdd(actual, axis, indices, extent);
            check("scatterAdd", scattered, new Oracle(shape, sums), 2);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void matrixProducts(DType dtype) {
        for (int round = 0; round < 2 * ROUNDS; round++) {
            Shape leading = shape(random.nextInt(3));
            int m = random.nextInt(6);
            int k = random.nextInt(6);
            int n = random.nextInt(6);
            boolean ta = random.nextBoolean();
            boolean tb = random.nextBoolean();
            Shape leadingA = random.nextBoolean() ? leading : broadcastable(leading);
            Shape leadingB = random.nextBoolean() ? leading : broadcastable(leading);
            Pair a = view(leadingA.append(ta ? k : m, ta ? m : k), dtype);
            Pair b = view(leadingB.append(tb ? n : k, tb ? k : n), dtype);
            Shape shape = leadingA.broadcast(leadingB).append(m, n);
            Oracle expected =
                    Oracle.of(
                            shape,
                            p -> {
                                int[] left = Oracle.index(shape, p);
                                int[] right = left.clone();
                                int row = left[left.length - 2];
                                int column = left[left.length - 1];
                                double sum = 0;
                                for (int i = 0; i < k; i++) {
                                    left[left.length - 2] = ta ? i : row;
                                    left[left.length - 1] = ta ? row : i;
                                    right[left.length - 2] = tb ? column : i;
                                    right[left.length - 1] = tb ? i : column;
                                    sum += a.oracle.broadcastAt(left) * b.oracle.broadcastAt(right);
                                }
                                return sum;
                            });
            check("matmul", backend.products().matmul(a.buffer, ta, b.buffer, tb), expected, 10);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void convolutions(DType dtype) {
        for (int round = 0; round < ROUNDS / 3; round++) {
            ConvolutionGeometry geometry =
                    new ConvolutionGeometry(1 + random.nextInt(3), random.nextInt(3));
            int r = 1 + random.nextInt(3);
            int s = 1 + random.nextInt(4);
            Pair x =
                    view(
                            Shape.of(
                                    random.nextInt(4),
                                    1 + random.nextInt(3),
                                    r + random.nextInt(5),
                                    s + random.nextInt(5)),
                            dtype);
            Shape xs = x.oracle.shape();
            Pair w = view(Shape.of(1 + random.nextInt(3), xs.extent(1), r, s), dtype);
            Shape ys =
                    Shape.of(
                            xs.extent(0),
                            w.oracle.shape().extent(0),
                            geometry.output(xs.extent(2), r),
                            geometry.output(xs.extent(3), s));
            Pair dy = view(ys, dtype);
            checkConvolution(x, w, dy, geometry);
        }
    }

    private void checkConvolution(Pair x, Pair w, Pair dy, ConvolutionGeometry geometry) {
        Shape xs = x.oracle.shape();
        Shape ws = w.oracle.shape();
        Shape ys = dy.oracle.shape();
        double[] y = new double[ys.size()];
        double[] dx = new double[xs.size()];
        double[] dw = new double[ws.size()];
        for (int p = 0; p < y.length; p++) {
            int[] out = Oracle.index(ys, p);
            for (int q = 0; q < ws.size(); q++) {
                int[] kernel = Oracle.index(ws, q);
                int row = out[2] * geometry.stride() - geometry.padding() + kernel[2];
                int column = out[3] * geometry.stride() - geometry.padding() + kernel[3];
                boolean inside =
                        row >= 0 && row < xs.extent(2) && column >= 0 && column < xs.extent(3);
                if (kernel[0] != out[1] || !inside) {
                    continue;
                }
                int source = Oracle.position(xs, new int[] {out[0], kernel[1], row, column});
                y[p] += x.oracle.values()[source] * w.oracle.values()[q];
                dx[source] += dy.oracle.values()[p] * w.oracle.values()[q];
                dw[q] += dy.oracle.values()[p] * x.oracle.values()[source];
            }
        }
        check(
                "conv",
                backend.products().convolve(x.buffer, w.buffer, geometry),
                new Oracle(ys, y),
                10);
        Buffer gradient =
                backend.products().convolveInputGradient(dy.buffer, w.buffer, xs, geometry);
        check("input gradient", gradient, new Oracle(xs, dx), 10);
        gradient = backend.products().convolveKernelGradient(x.buffer, dy.buffer, ws, geometry);
        check("kernel gradient", gradient, new Oracle(ws, dw), 20);
    }
}
