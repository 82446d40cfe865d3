// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.framework.tensor.spi.Unary;

/** Functions of one, two and three elements. */
final class ElementwiseCases {

    private static final Shape[][] PAIRS = {
        {Shape.scalar(), Shape.scalar()},
        {Shape.of(4), Shape.of(4)},
        {Shape.of(3, 4), Shape.of(3, 4)},
        {Shape.of(3, 4), Shape.scalar()},
        {Shape.scalar(), Shape.of(3, 4)},
        {Shape.of(3, 4), Shape.of(4)},
        {Shape.of(4), Shape.of(3, 4)},
        {Shape.of(3, 4), Shape.of(3, 1)},
        {Shape.of(3, 1), Shape.of(1, 4)},
        {Shape.of(1), Shape.of(2, 3)},
        {Shape.of(2, 3, 4), Shape.of(3, 4)},
        {Shape.of(2, 3, 4), Shape.of(2, 1, 4)},
        {Shape.of(2, 3, 4), Shape.of(1, 3, 1)},
        {Shape.of(2, 1, 4), Shape.of(3, 1)},
        {Shape.of(2, 3, 2, 2), Shape.of(3, 1, 1)},
        {Shape.of(2, 1, 3, 2, 2), Shape.of(4, 1, 2, 1)},
        {Shape.of(0), Shape.of(0)},
        {Shape.of(0), Shape.of(1)},
        {Shape.of(2, 0), Shape.of(2, 1)},
        {Shape.of(0, 3), Shape.of(3)},
        {Shape.of(2, 1, 3), Shape.of(0, 1)},
        {Shape.of(1031), Shape.of(1031)},
        {Shape.of(17, 67), Shape.of(67)},
        {Shape.of(17, 67), Shape.of(17, 1)},
        {Shape.of(3, 1, 71), Shape.of(5, 71)},
    };

    private static final Layout[][] LAYOUTS = {
        {Layout.CONTIGUOUS, Layout.CONTIGUOUS},
        {Layout.PERMUTED, Layout.CONTIGUOUS},
        {Layout.CONTIGUOUS, Layout.SLICED},
        {Layout.BROADCAST, Layout.PERMUTED},
        {Layout.SLICED, Layout.BROADCAST},
    };

    private ElementwiseCases() {}

    static Stream<DynamicTest> unary(TensorBackend backend) {
        Probe.Tests tests = new Probe.Tests(backend);
        for (Unary function : Unary.values()) {
            for (DType dtype : Probe.FLOATING) {
                for (Shape shape : Probe.allShapes()) {
                    for (Layout layout : Layout.of(shape)) {
                        tests.add(
                                dtype,
                                function + " of " + shape + " " + layout,
                                probe -> unary(probe, function, shape, layout));
                    }
                }
            }
        }
        return tests.stream();
    }

    private static void unary(Probe probe, Unary function, Shape shape, Layout layout) {
        ReferenceArray x = layout.admissible(probe.draw(shape, domain(function)));
        Buffer operand = layout.lay(probe.backend(), x, probe.dtype());
        Buffer y = probe.backend().elementwise().unary(function, operand);
        probe.expectType(function.name(), probe.dtype(), y);
        SpecialFunctionCases.expect(probe, function, ReferenceOperations.unary(function, x), y);
        probe.expectExactly("the operand of " + function, x, operand);
    }

    private static DoubleUnaryOperator domain(Unary function) {
        return switch (function) {
            case LOG, SQRT, LGAMMA, DIGAMMA, TRIGAMMA -> z -> Math.exp(2 * z);
            case LOG1P -> z -> Math.expm1(z);
            case EXP, EXPM1, ERF -> z -> z;
            default -> z -> 3 * z;
        };
    }

    static Stream<DynamicTest> binary(TensorBackend backend) {
        Probe.Tests tests = new Probe.Tests(backend);
        for (Binary function : Binary.values()) {
            for (DType dtype : Probe.FLOATING) {
                for (Shape[] pair : PAIRS) {
                    tests.add(
                            dtype,
                            function + " of " + pair[0] + " and " + pair[1],
                            probe -> binary(probe, function, pair[0], pair[1]));
                }
                for (Shape shape : Probe.allShapes()) {
                    tests.add(
                            dtype,
                            function + " of " + shape + " and a constant",
                            probe -> constant(probe, function, shape));
                }
                if (function.isComparison()) {
                    tests.add(dtype, function + " of NaN", probe -> ofNaN(probe, function));
                }
            }
        }
        return tests.stream();
    }

    /** No comparison with NaN is true, not even x = x. */
    private static void ofNaN(Probe probe, Binary function) {
        double[] values = new double[40];
        Arrays.setAll(values, i -> i % 3 == 0 ? Double.NaN : i % 5);
        ReferenceArray x = ReferenceArray.of(Shape.of(40), values);
        ReferenceArray want = ReferenceOperations.binary(function, x, x);
        for (int i = 0; i < 40; i += 3) {
            Probe.require(want.value(i) == 0, function + " of NaN", 0, want.value(i));
        }
        Buffer operand = probe.create(x);
        Buffer other = probe.create(x);
        probe.expectExactly(
                function + " of a tensor and itself",
                want,
                probe.backend().elementwise().binary(function, operand, operand));
        probe.expectExactly(
                function + " of two tensors",
                want,
                probe.backend().elementwise().binary(function, operand, other));
    }

    private static void binary(Probe probe, Binary function, Shape first, Shape second) {
        for (Layout[] layouts : LAYOUTS) {
            String what = function + " " + Arrays.toString(layouts);
            ReferenceArray a = layouts[0].admissible(probe.draw(first, first(function)));
            ReferenceArray b = layouts[1].admissible(probe.draw(second, second(function)));
            Buffer y =
                    probe.backend()
                            .elementwise()
                            .binary(
                                    function,
                                    layouts[0].lay(probe.backend(), a, probe.dtype()),
                                    layouts[1].lay(probe.backend(), b, probe.dtype()));
            probe.expectType(what, probe.dtype(), y);
            probe.expect(
                    what,
                    ReferenceOperations.binary(function, a, b),
                    y,
                    exact(function) ? 0 : probe.elementary());
        }
    }

    private static void constant(Probe probe, Binary function, Shape shape) {
        for (double constant : new double[] {2, -1, 0, 0.1}) {
            for (Layout layout : Layout.of(shape)) {
                String what = function + " with " + constant + " " + layout;
                ReferenceArray a = layout.admissible(probe.draw(shape, first(function)));
                ReferenceArray b = probe.rounded(ReferenceArray.of(Shape.scalar(), constant));
                Buffer operand = layout.lay(probe.backend(), a, probe.dtype());
                probe.expect(
                        what,
                        ReferenceOperations.binary(function, a, b),
                        probe.backend().elementwise().binary(function, operand, constant),
                        exact(function) ? 0 : probe.elementary());
            }
        }
    }

    private static boolean exact(Binary function) {
        return function.isComparison() || function == Binary.MAXIMUM || function == Binary.MINIMUM;
    }

    private static DoubleUnaryOperator first(Binary function) {
        if (function == Binary.POWER) {
            return z -> Math.exp(0.5 * z);
        }
        // Few values, among them the constants, so that ties occur.
        return exact(function) ? z -> z > 1 ? 0.1 : Math.rint(z) : z -> 3 * z;
    }

    private static DoubleUnaryOperator second(Binary function) {
        return exact(function) ? Math::rint : z -> 2 * z;
    }

    static Stream<DynamicTest> where(TensorBackend backend) {
        Shape[][] triples = {
            {Shape.scalar(), Shape.scalar(), Shape.scalar()},
            {Shape.of(3, 4), Shape.of(3, 4), Shape.of(3, 4)},
            {Shape.of(3, 1), Shape.of(3, 4), Shape.of(4)},
            {Shape.of(4), Shape.of(2, 1, 1), Shape.of(3, 1)},
            {Shape.of(3, 4), Shape.scalar(), Shape.of(3, 1)},
            {Shape.scalar(), Shape.of(2, 2), Shape.of(2)},
            {Shape.of(2, 0), Shape.of(2, 1), Shape.scalar()},
            {Shape.of(2, 1, 3, 2, 2), Shape.of(2, 1), Shape.of(3, 1, 1)},
        };
        Probe.Tests tests = new Probe.Tests(backend);
        for (DType dtype : Probe.FLOATING) {
            for (Shape[] shapes : triples) {
                for (Layout layout : Layout.values()) {
                    tests.add(
                            dtype,
                            "where of " + Arrays.toString(shapes) + " " + layout,
                            probe -> where(probe, shapes, layout));
                }
            }
        }
        return tests.stream();
    }

    private static void where(Probe probe, Shape[] shapes, Layout layout) {
        ReferenceArray[] arrays = new ReferenceArray[3];
        Buffer[] operands = new Buffer[3];
        for (int i = 0; i < 3; i++) {
            boolean isCondition = i == 0;
            boolean isTaken = i == 1;
            ReferenceArray drawn =
                    probe.draw(
                            shapes[i],
                            // Any number but 0 is true; the values include what must not spread.
                            z ->
                                    isCondition
                                            ? z > 0.5 ? -0.25 : z > 0 ? 1 : 0
                                            : Math.abs(z) > 1
                                                    ? isTaken
                                                            ? Double.NaN
                                                            : Double.POSITIVE_INFINITY
                                                    : z);
            Layout chosen = shapes[i].rank() == 0 ? Layout.CONTIGUOUS : layout;
            arrays[i] = chosen.admissible(drawn);
            operands[i] = chosen.lay(probe.backend(), arrays[i], probe.dtype());
        }
        probe.expectExactly(
                "where",
                ReferenceOperations.where(arrays[0], arrays[1], arrays[2]),
                probe.backend().elementwise().where(operands[0], operands[1], operands[2]));
    }

    static Stream<DynamicTest> cast(TensorBackend backend) {
        Probe.Tests tests = new Probe.Tests(backend);
        for (DType from : DType.values()) {
            for (DType to : DType.values()) {
                for (Shape shape : List.of(Shape.scalar(), Shape.of(3, 4), Shape.of(2, 0))) {
                    for (Layout layout : Layout.of(shape)) {
                        tests.add(
                                from,
                                "cast of " + shape + " " + layout + " to " + to + " from",
                                probe -> cast(probe, to, shape, layout));
                    }
                }
            }
        }
        return tests.stream();
    }

    private static void cast(Probe probe, DType to, Shape shape, Layout layout) {
        boolean integers = probe.dtype() == DType.INT32;
        ReferenceArray x =
                layout.admissible(probe.draw(shape, z -> integers ? Math.rint(9 * z) : 9 * z));
        Buffer y =
                probe.backend()
                        .elementwise()
                        .cast(layout.lay(probe.backend(), x, probe.dtype()), to);
        probe.expectType("cast", to, y);
        probe.expectExactly(
                "cast",
                x.map(v -> to == DType.INT32 ? (int) v : to == DType.FLOAT32 ? (float) v : v),
                y);
    }
}
