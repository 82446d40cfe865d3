// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.Reduction;
import org.vaelab.framework.tensor.spi.TensorBackend;

/** Functions that fold axes, or run along one. */
final class ReductionCases {

    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private ReductionCases() {}

    static Stream<DynamicTest> reductions(TensorBackend backend, IntPredicate ranks) {
        Probe.Tests tests = new Probe.Tests(backend);
        for (Reduction function : Reduction.values()) {
            for (DType dtype : Probe.FLOATING) {
                for (Shape shape : Probe.allShapes()) {
                    for (int[] axes : subsets(shape)) {
                        if (ranks.test(shape.rank()) && isDefined(function, shape, axes)) {
                            tests.add(
                                    dtype,
                                    function + " of " + shape + " over " + Arrays.toString(axes),
                                    probe -> reduce(probe, function, shape, axes));
                        }
                    }
                }
            }
        }
        return tests.stream();
    }

    private static List<int[]> subsets(Shape shape) {
        List<int[]> subsets = new ArrayList<>();
        for (int bits = 1; bits < 1 << shape.rank(); bits++) {
            int chosen = bits;
            subsets.add(
                    IntStream.range(0, shape.rank())
                            .filter(axis -> (chosen >> axis & 1) == 1)
                            .toArray());
        }
        return subsets;
    }

    private static boolean isDefined(Reduction function, Shape shape, int[] axes) {
        boolean extremum = function == Reduction.MAXIMUM || function == Reduction.MINIMUM;
        return !extremum || Arrays.stream(axes).noneMatch(axis -> shape.extent(axis) == 0);
    }

    private static void reduce(Probe probe, Reduction function, Shape shape, int[] axes) {
        for (Layout layout : Layout.of(shape)) {
            for (boolean keepAxes : new boolean[] {false, true}) {
                String what = function + " " + layout + (keepAxes ? " keeping axes" : "");
                ReferenceArray x = layout.admissible(probe.draw(shape));
                Buffer y =
                        probe.backend()
                                .reductions()
                                .reduce(
                                        function,
                                        layout.lay(probe.backend(), x, probe.dtype()),
                                        axes,
                                        keepAxes);
                probe.expectType(what, probe.dtype(), y);
                ReferenceArray absolute = x.map(Math::abs);
                ReferenceArray scale =
                        ReferenceOperations.reduce(scaleOf(function), absolute, axes, keepAxes);
                probe.expect(
                        what,
                        ReferenceOperations.reduce(function, x, axes, keepAxes),
                        y,
                        probe.elementary(),
                        function == Reduction.LOG_SUM_EXP ? scale.map(s -> Math.max(1, s)) : scale);
            }
        }
    }

    /** Terms that cancel are judged by the same fold of their absolute values. */
    private static Reduction scaleOf(Reduction function) {
        return function == Reduction.MINIMUM || function == Reduction.MAXIMUM
                ? Reduction.SUM
                : function;
    }

    static Stream<DynamicTest> alongAxes(TensorBackend backend) {
        Probe.Tests tests = new Probe.Tests(backend);
        for (DType dtype : Probe.FLOATING) {
            for (Shape shape : Probe.allShapes()) {
                for (int axis = 0; axis < shape.rank(); axis++) {
                    int along = axis;
                    String suffix = " of " + shape + " along " + axis;
                    tests.add(dtype, "softmax" + suffix, probe -> softmax(probe, shape, along));
                    if (shape.rank() == 2 && shape.size() > 0 && axis == 0) {
                        tests.add(dtype, "sortOrder of " + shape, probe -> sortOrder(probe, shape));
                    }
                    if (shape.extent(axis) > 0) {
                        tests.add(dtype, "argMax" + suffix, probe -> argMax(probe, shape, along));
                    }
                }
            }
        }
        return tests.stream();
    }

    private static void sortOrder(Probe probe, Shape shape) {
        for (Layout layout : Layout.of(shape)) {
            // Few values, so that the order of equal ones is asked for; NaN and -0 among them.
            ReferenceArray x =
                    layout.admissible(
                            probe.draw(shape, z -> Math.abs(z) > 1.5 ? Double.NaN : Math.rint(z)));
            Buffer y =
                    probe.backend()
                            .reductions()
                            .sortOrder(layout.lay(probe.backend(), x, probe.dtype()));
            probe.expectType("sortOrder", DType.INT32, y);
            probe.expectExactly("sortOrder " + layout, ReferenceOperations.sortOrder(x), y);
        }
    }

    private static void softmax(Probe probe, Shape shape, int axis) {
        for (Layout layout : Layout.of(shape)) {
            ReferenceArray x = layout.admissible(probe.draw(shape, z -> 4 * z));
            Buffer operand = layout.lay(probe.backend(), x, probe.dtype());
            Buffer y = probe.backend().reductions().softmax(operand, axis);
            probe.expectType("softmax", probe.dtype(), y);
            probe.expect(
                    "softmax " + layout,
                    ReferenceOperations.softmax(x, axis),
                    y,
                    4 * probe.elementary());
            ReferenceArray log = ReferenceOperations.logSoftmax(x, axis);
            probe.expect(
                    "logSoftmax " + layout,
                    log,
                    probe.backend().reductions().logSoftmax(operand, axis),
                    probe.elementary(),
                    log.map(v -> Math.max(1, Math.abs(v))));
        }
    }

    private static void argMax(Probe probe, Shape shape, int axis) {
        for (Layout layout : Layout.of(shape)) {
            // Few values, so that the first of several largest is asked for.
            ReferenceArray x = layout.admissible(probe.draw(shape, Math::rint));
            Buffer y =
                    probe.backend()
                            .reductions()
                            .argMax(layout.lay(probe.backend(), x, probe.dtype()), axis);
            probe.expectType("argMax", DType.INT32, y);
            probe.expectExactly("argMax " + layout, ReferenceOperations.argMax(x, axis), y);
        }
    }

    static Stream<DynamicTest> extremes(TensorBackend backend) {
        Probe.Tests tests = new Probe.Tests(backend);
        for (DType dtype : Probe.FLOATING) {
            tests.add(dtype, "LOG_SUM_EXP of large rows", probe -> rows(probe));
            tests.add(dtype, "softmax of large rows", probe -> large(probe));
            tests.add(dtype, "reductions of NaN", probe -> nan(probe));
            tests.add(
                    dtype, "SUM of many small terms and a large one", probe -> sumAccuracy(probe));
        }
        return tests.stream();
    }

    private static void rows(Probe probe) {
        ReferenceArray x =
                ReferenceArray.of(
                        Shape.of(6, 3),
                        new double[] {
                            1e4,
                            1e4,
                            -1e4,
                            -1e4,
                            -1e4,
                            -1e4,
                            -INFINITY,
                            2,
                            1,
                            -INFINITY,
                            -INFINITY,
                            -INFINITY,
                            INFINITY,
                            0,
                            -INFINITY,
                            1e-3,
                            Double.NaN,
                            0
                        });
        ReferenceArray want =
                ReferenceArray.of(
                        Shape.of(6),
                        1e4 + Math.log(2),
                        -1e4 + Math.log(3),
                        2 + Math.log1p(Math.exp(-1)),
                        -INFINITY,
                        INFINITY,
                        Double.NaN);
        Buffer y =
                probe.backend()
                        .reductions()
                        .reduce(Reduction.LOG_SUM_EXP, probe.create(x), new int[] {1}, false);
        probe.expect("LOG_SUM_EXP", want, y, probe.elementary());
    }

    private static void large(Probe probe) {
        ReferenceArray x = ReferenceArray.of(Shape.of(3, 2), 1e4, 1e4, -1e4, 1e4, -1e4, -INFINITY);
        Buffer operand = probe.create(x);
        probe.expect(
                "softmax",
                ReferenceArray.of(Shape.of(3, 2), 0.5, 0.5, 0, 1, 1, 0),
                probe.backend().reductions().softmax(operand, 1),
                probe.elementary());
        double half = -Math.log(2);
        probe.expect(
                "logSoftmax",
                ReferenceArray.of(Shape.of(3, 2), half, half, -2e4, 0, 0, -INFINITY),
                probe.backend().reductions().logSoftmax(operand, 1),
                // The argument itself is a thousand times the result: its rounding remains.
                probe.dtype() == DType.FLOAT32 ? 2e-3 : 1e-11);
    }

    private static void nan(Probe probe) {
        for (double[] row :
                new double[][] {{Double.NaN, 1, 2}, {1, Double.NaN, 2}, {1, 2, Double.NaN}}) {
            for (Reduction function : Reduction.values()) {
                probe.expectExactly(
                        function + " of " + Arrays.toString(row),
                        ReferenceArray.of(Shape.scalar(), Double.NaN),
                        probe.backend()
                                .reductions()
                                .reduce(
                                        function,
                                        probe.create(ReferenceArray.of(Shape.of(3), row)),
                                        new int[] {0},
                                        false));
            }
        }
    }

    private static void sumAccuracy(Probe probe) {
        int terms = 1 << 14;
        double first = probe.dtype() == DType.FLOAT32 ? 1e4 : 1e12;
        ReferenceArray x =
                ReferenceArray.generate(Shape.of(terms), index -> index[0] == 0 ? first : 1);
        // Recursive summation errs by up to n eps; pairs or lanes do better, and are not asked for.
        probe.expect(
                "SUM",
                ReferenceArray.of(Shape.scalar(), first + terms - 1),
                probe.backend()
                        .reductions()
                        .reduce(Reduction.SUM, probe.create(x), new int[] {0}, false),
                probe.dtype() == DType.FLOAT32 ? 1e-5 : 1e-13);
    }
}
