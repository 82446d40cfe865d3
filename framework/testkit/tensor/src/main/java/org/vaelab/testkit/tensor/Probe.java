// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.StorageOperations;
import org.vaelab.framework.tensor.spi.TensorBackend;

/** One case of the contract: draws operands, lays them out in the backend, judges its results. */
final class Probe {

    static final List<DType> FLOATING = List.of(DType.FLOAT32, DType.FLOAT64);

    /** Shapes of every rank from 0 to 5, with extents of 1 at each axis, and empty ones. */
    static final List<Shape> SHAPES =
            List.of(
                    Shape.scalar(),
                    Shape.of(1),
                    Shape.of(5),
                    Shape.of(3, 4),
                    Shape.of(1, 4),
                    Shape.of(3, 1),
                    Shape.of(2, 3, 4),
                    Shape.of(2, 1, 3),
                    Shape.of(2, 3, 1, 2),
                    Shape.of(2, 1, 3, 2, 2),
                    Shape.of(0),
                    Shape.of(0, 3),
                    Shape.of(2, 0),
                    Shape.of(2, 0, 3));

    /** Long enough for vector lanes, tiles and their remainders. */
    static final List<Shape> LONG = List.of(Shape.of(1031), Shape.of(17, 67), Shape.of(3, 5, 71));

    private static final long SEED = 20;

    @FunctionalInterface
    interface Body {
        void run(Probe probe);
    }

    private final TensorBackend backend;
    private final DType dtype;
    private final RandomKey key;
    private int draws;

    /** Returns small shapes and long ones. */
    static List<Shape> allShapes() {
        return Stream.concat(SHAPES.stream(), LONG.stream()).toList();
    }

    private Probe(TensorBackend backend, DType dtype, RandomKey key) {
        this.backend = backend;
        this.dtype = dtype;
        this.key = key;
    }

    static final class Tests {

        private final TensorBackend backend;
        private final Cases cases = new Cases();

        Tests(TensorBackend backend) {
            this.backend = backend;
        }

        /** Adds a case. The first word of its name is the function that it is about. */
        @SuppressWarnings("try") // the region is opened for what is created meanwhile
        void add(DType dtype, String name, Body body) {
            String full = name + " " + dtype;
            RandomKey key = RandomKey.of(SEED).split(full);
            cases.add(
                    name.split("\\W", 2)[0],
                    full + " (" + key + ")",
                    () -> {
                        try (StorageOperations.Region region = backend.storage().openRegion()) {
                            body.run(new Probe(backend, dtype, key));
                        }
                    });
        }

        Stream<DynamicTest> stream() {
            return cases.tests();
        }
    }

    TensorBackend backend() {
        return backend;
    }

    DType dtype() {
        return dtype;
    }

    RandomKey nextKey() {
        return key.fold(draws++);
    }

    /** Draws values of the dtype: a function of standard Normals. */
    ReferenceArray draw(Shape shape, DoubleUnaryOperator ofNormal) {
        return rounded(ReferenceArray.of(shape, nextKey().normal(shape.size())).map(ofNormal));
    }

    ReferenceArray draw(Shape shape) {
        return draw(shape, x -> x);
    }

    ReferenceArray rounded(ReferenceArray values) {
        return dtype == DType.FLOAT32 ? values.map(x -> (float) x) : values;
    }

    Buffer create(ReferenceArray values) {
        return Layout.create(backend, values, dtype);
    }

    Buffer indices(int... values) {
        return backend.storage().create(values, Shape.of(values.length));
    }

    /**
     * The relative error granted to a function of the dtype whose result is a few roundings away.
     */
    double elementary() {
        return dtype == DType.FLOAT32 ? 4e-6 : 2e-13;
    }

    void expect(String what, ReferenceArray want, Buffer got, double relative) {
        expect(what, want, got, relative, want);
    }

    void expectExactly(String what, ReferenceArray want, Buffer got) {
        expect(what, want, got, 0, want);
    }

    /**
     * Judges a result by its error relative to a scale: to the sum of the absolute terms where
     * terms cancel.
     */
    void expect(
            String what, ReferenceArray want, Buffer got, double relative, ReferenceArray scale) {
        require(got.shape().equals(want.shape()), what, "shape " + want.shape(), got.shape());
        double[] read = backend.storage().readDoubles(got);
        require(
                read.length == want.shape().size(),
                what,
                want.shape().size() + " values",
                read.length);
        double smallest = got.dtype() == DType.FLOAT32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
        for (int i = 0; i < read.length; i++) {
            double wanted = got.dtype() == DType.FLOAT32 ? (float) want.value(i) : want.value(i);
            double tolerance =
                    relative == 0
                            ? 0
                            : smallest
                                    + relative
                                            * Math.max(Math.abs(wanted), Math.abs(scale.value(i)));
            boolean same = Double.isNaN(wanted) ? Double.isNaN(read[i]) : wanted == read[i];
            boolean near = Double.isFinite(wanted) && Math.abs(read[i] - wanted) <= tolerance;
            if (!same && !near) {
                int[] index = ReferenceArray.index(want.shape(), i);
                throw new AssertionError(
                        what
                                + " at "
                                + Arrays.toString(index)
                                + ": expected "
                                + wanted
                                + ", got "
                                + read[i]
                                + ", tolerance "
                                + tolerance);
            }
        }
    }

    void expectType(String what, DType want, Buffer got) {
        require(got.dtype() == want, what, "dtype " + want, got.dtype());
    }

    static void require(boolean holds, String what, Object expected, Object got) {
        if (!holds) {
            throw new AssertionError(what + ": expected " + expected + ", got " + got);
        }
    }
}
