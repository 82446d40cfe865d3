// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.TensorBackend;

/** Operations that move elements and leave them what they are, for every dtype. */
final class ShapeCases {

    private ShapeCases() {}

    /** An operand with the values it was made from. */
    private record Operand(ReferenceArray values, Buffer buffer) {}

    static Stream<DynamicTest> all(TensorBackend backend) {
        Probe.Tests tests = new Probe.Tests(backend);
        add(tests, "reshape", ShapeCases::reshape);
        add(tests, "permute", ShapeCases::permute);
        add(tests, "broadcastTo", ShapeCases::broadcastTo);
        add(tests, "slice", ShapeCases::slice);
        add(tests, "pad", ShapeCases::pad);
        add(tests, "concatenate", ShapeCases::concatenate);
        add(tests, "gather", ShapeCases::gather);
        add(tests, "scatterAdd", ShapeCases::scatterAdd);
        for (DType dtype : Probe.FLOATING) {
            for (Shape shape : Probe.SHAPES) {
                tests.add(dtype, "oneHot of " + shape, probe -> oneHot(probe, shape));
            }
        }
        return tests.stream();
    }

    private static void add(Probe.Tests tests, String name, BiConsumer<Probe, Operand> body) {
        for (DType dtype : DType.values()) {
            if (dtype == DType.INT32 && name.equals("scatterAdd")) {
                continue;
            }
            for (Shape shape : Probe.SHAPES) {
                for (Layout layout : Layout.of(shape)) {
                    tests.add(
                            dtype,
                            name + " of " + shape + " " + layout,
                            probe -> body.accept(probe, operand(probe, shape, layout)));
                }
            }
        }
    }

    private static Operand operand(Probe probe, Shape shape, Layout layout) {
        boolean integers = probe.dtype() == DType.INT32;
        ReferenceArray values =
                layout.admissible(probe.draw(shape, z -> integers ? Math.rint(100 * z) : z));
        return new Operand(values, layout.lay(probe.backend(), values, probe.dtype()));
    }

    private static void reshape(Probe probe, Operand a) {
        Shape shape = a.values().shape();
        List<Shape> targets =
                List.of(
                        Shape.of(shape.size()),
                        shape.append(1),
                        shape.prepend(1, 1),
                        Shape.of(1, shape.size(), 1),
                        Shape.of(Arrays.stream(shape.toArray()).filter(e -> e != 1).toArray()));
        for (Shape target : targets) {
            expect(
                    probe,
                    "reshape to " + target,
                    a.values().reshape(target),
                    probe.backend().arrangement().reshape(a.buffer(), target));
        }
        if (shape.size() % 6 == 0) {
            Shape target = Shape.of(shape.size() / 6, 3, 2);
            expect(
                    probe,
                    "reshape to " + target,
                    a.values().reshape(target),
                    probe.backend().arrangement().reshape(a.buffer(), target));
        }
    }

    private static void permute(Probe probe, Operand a) {
        int rank = a.values().shape().rank();
        for (int shift = 0; shift < Math.max(rank, 1); shift++) {
            for (boolean reverse : new boolean[] {false, true}) {
                int by = shift;
                int[] order =
                        IntStream.range(0, rank)
                                .map(i -> ((reverse ? rank - 1 - i : i) + by) % rank)
                                .toArray();
                expect(
                        probe,
                        "permute by " + Arrays.toString(order),
                        ReferenceOperations.permute(a.values(), order),
                        probe.backend().arrangement().permute(a.buffer(), order));
            }
        }
    }

    private static void broadcastTo(Probe probe, Operand a) {
        Shape shape = a.values().shape();
        int[] stretched = Arrays.stream(shape.toArray()).map(e -> e == 1 ? 3 : e).toArray();
        int[] emptied = Arrays.stream(shape.toArray()).map(e -> e == 1 ? 0 : e).toArray();
        for (Shape target :
                List.of(
                        shape,
                        Shape.of(stretched),
                        Shape.of(emptied),
                        shape.prepend(2),
                        shape.prepend(0, 2),
                        Shape.of(stretched).prepend(2, 1))) {
            expect(
                    probe,
                    "broadcastTo " + target,
                    ReferenceOperations.broadcastTo(a.values(), target),
                    probe.backend().arrangement().broadcastTo(a.buffer(), target));
        }
    }

    private static void slice(Probe probe, Operand a) {
        for (int axis = 0; axis < a.values().shape().rank(); axis++) {
            int extent = a.values().shape().extent(axis);
            for (int from = 0; from <= extent; from++) {
                for (int to = from; to <= extent; to++) {
                    expect(
                            probe,
                            "slice of axis " + axis + " [" + from + ", " + to + ")",
                            ReferenceOperations.slice(a.values(), axis, from, to),
                            probe.backend().arrangement().slice(a.buffer(), axis, from, to));
                }
            }
        }
    }

    private static void pad(Probe probe, Operand a) {
        int[][] amounts = {{0, 0}, {1, 0}, {0, 2}, {2, 1}};
        for (int axis = 0; axis < a.values().shape().rank(); axis++) {
            for (int[] amount : amounts) {
                expect(
                        probe,
                        "pad of axis " + axis + " by " + Arrays.toString(amount),
                        ReferenceOperations.pad(a.values(), axis, amount[0], amount[1]),
                        probe.backend().arrangement().pad(a.buffer(), axis, amount[0], amount[1]));
            }
        }
    }

    private static void concatenate(Probe probe, Operand a) {
        for (int axis = 0; axis < a.values().shape().rank(); axis++) {
            Shape shape = a.values().shape();
            Operand more = operand(probe, shape.with(axis, 2), Layout.PERMUTED);
            Operand none = operand(probe, shape.with(axis, 0), Layout.CONTIGUOUS);
            for (List<Operand> parts :
                    List.of(
                            List.of(a),
                            List.of(a, a),
                            List.of(a, more),
                            List.of(more, none, a, more))) {
                expect(
                        probe,
                        "concatenate " + parts.size() + " along " + axis,
                        ReferenceOperations.concatenate(
                                parts.stream().map(Operand::values).toList(), axis),
                        probe.backend()
                                .arrangement()
                                .concatenate(parts.stream().map(Operand::buffer).toList(), axis));
            }
        }
    }

    private static void gather(Probe probe, Operand a) {
        for (int axis = 0; axis < a.values().shape().rank(); axis++) {
            int extent = a.values().shape().extent(axis);
            int last = extent - 1;
            int[][] choices =
                    extent == 0
                            ? new int[][] {{}}
                            : new int[][] {{}, {0}, {last}, {last, 0, last, last / 2, 0, 0, last}};
            for (int[] chosen : choices) {
                ReferenceArray indices = ReferenceArray.of(Shape.of(chosen.length), chosen);
                for (Layout layout : List.of(Layout.CONTIGUOUS, Layout.SLICED)) {
                    expect(
                            probe,
                            "gather of "
                                    + Arrays.toString(chosen)
                                    + " along "
                                    + axis
                                    + " "
                                    + layout,
                            ReferenceOperations.gather(a.values(), axis, indices),
                            probe.backend()
                                    .arrangement()
                                    .gather(
                                            a.buffer(),
                                            axis,
                                            layout.lay(probe.backend(), indices, DType.INT32)));
                }
            }
        }
    }

    private static void scatterAdd(Probe probe, Operand a) {
        for (int axis = 0; axis < a.values().shape().rank(); axis++) {
            int extent = a.values().shape().extent(axis);
            for (int target : new int[] {1, 3, 7}) {
                int[] chosen = IntStream.range(0, extent).map(i -> i * i % target).toArray();
                ReferenceArray indices = ReferenceArray.of(Shape.of(extent), chosen);
                ReferenceArray want =
                        ReferenceOperations.scatterAdd(a.values(), axis, indices, target);
                Buffer got =
                        probe.backend()
                                .arrangement()
                                .scatterAdd(a.buffer(), axis, probe.indices(chosen), target);
                probe.expectType("scatterAdd", probe.dtype(), got);
                probe.expect(
                        "scatterAdd at " + Arrays.toString(chosen) + " along " + axis,
                        want,
                        got,
                        probe.elementary(),
                        ReferenceOperations.scatterAdd(
                                a.values().map(Math::abs), axis, indices, target));
            }
        }
    }

    private static void oneHot(Probe probe, Shape shape) {
        for (int depth : new int[] {1, 4}) {
            ReferenceArray indices =
                    probe.draw(shape, z -> Math.floorMod((int) Math.rint(5 * z), depth));
            for (Layout layout : Layout.of(shape)) {
                ReferenceArray admissible = layout.admissible(indices);
                Buffer got =
                        probe.backend()
                                .arrangement()
                                .oneHot(
                                        layout.lay(probe.backend(), admissible, DType.INT32),
                                        depth,
                                        probe.dtype());
                probe.expectType("oneHot", probe.dtype(), got);
                probe.expectExactly(
                        "oneHot of depth " + depth + " " + layout,
                        ReferenceOperations.oneHot(admissible, depth),
                        got);
            }
        }
    }

    private static void expect(Probe probe, String what, ReferenceArray want, Buffer got) {
        probe.expectType(what, probe.dtype(), got);
        probe.expectExactly(what, want, got);
    }
}
