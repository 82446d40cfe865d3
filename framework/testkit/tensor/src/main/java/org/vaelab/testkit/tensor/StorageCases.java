// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.Reduction;
import org.vaelab.framework.tensor.spi.StorageOperations.Region;
import org.vaelab.framework.tensor.spi.TensorBackend;

/** Memory: the ways in and out, regions, kept buffers, writes in place. */
final class StorageCases {

    private StorageCases() {}

    static Stream<DynamicTest> all(TensorBackend backend) {
        Probe.Tests tests = new Probe.Tests(backend);
        for (DType dtype : DType.values()) {
            for (Shape shape : Probe.SHAPES) {
                for (Layout layout : Layout.of(shape)) {
                    String suffix = " of " + shape + " " + layout;
                    tests.add(dtype, "read" + suffix, probe -> read(probe, shape, layout));
                    tests.add(
                            dtype,
                            "keep, detach and assign" + suffix,
                            probe -> copies(probe, shape, layout));
                }
            }
        }
        for (DType dtype : Probe.FLOATING) {
            tests.add(dtype, "create copies", StorageCases::createCopies);
            tests.add(dtype, "fill", StorageCases::fill);
            tests.add(dtype, "keep does not share", StorageCases::keepIsACopy);
            tests.add(dtype, "assign of a view of the target", StorageCases::aliasing);
            tests.add(dtype, "nested regions", StorageCases::nestedRegions);
            tests.add(dtype, "regions many times", StorageCases::manyRegions);
            tests.add(dtype, "kept across regions", StorageCases::keptAcrossRegions);
        }
        return tests.stream();
    }

    /** Returns the sum of six ones, computed in a region of its own. */
    @SuppressWarnings("try") // the region is opened for what is created meanwhile, not for itself
    static double sumOfOnes(TensorBackend backend) {
        try (Region region = backend.storage().openRegion()) {
            Buffer ones = backend.arrangement().fill(1, Shape.of(2, 3), DType.FLOAT64);
            return backend.storage()
                    .readDoubles(
                            backend.reductions()
                                    .reduce(Reduction.SUM, ones, new int[] {0, 1}, false))[0];
        }
    }

    private static ReferenceArray values(Probe probe, Shape shape, Layout layout) {
        boolean integers = probe.dtype() == DType.INT32;
        return layout.admissible(probe.draw(shape, z -> integers ? Math.rint(1000 * z) : z));
    }

    private static void read(Probe probe, Shape shape, Layout layout) {
        ReferenceArray values = values(probe, shape, layout);
        Buffer buffer = layout.lay(probe.backend(), values, probe.dtype());
        probe.expectType("create", probe.dtype(), buffer);
        probe.expectExactly("readDoubles", values, buffer);
        float[] floats = probe.backend().storage().readFloats(buffer);
        double[] widened = new double[floats.length];
        for (int i = 0; i < floats.length; i++) {
            widened[i] = floats[i];
        }
        Probe.require(
                Arrays.equals(widened, values.map(x -> (float) x).values()),
                "readFloats",
                values,
                Arrays.toString(floats));
        if (probe.dtype() == DType.INT32) {
            int[] ints = probe.backend().storage().readInts(buffer);
            Probe.require(
                    Arrays.equals(Arrays.stream(ints).asDoubleStream().toArray(), values.values()),
                    "readInts",
                    values,
                    Arrays.toString(ints));
        }
    }

    private static void copies(Probe probe, Shape shape, Layout layout) {
        TensorBackend backend = probe.backend();
        ReferenceArray values = values(probe, shape, layout);
        ReferenceArray others = values(probe, shape, layout);
        Buffer detached;
        Buffer kept;
        try (Region inner = backend.storage().openRegion()) {
            Buffer buffer = layout.lay(backend, values, probe.dtype());
            detached = inner.detach(buffer);
            kept = backend.storage().keep(buffer);
        }
        scribble(probe);
        probe.expectExactly("detached from a closed region", values, detached);
        probe.expectExactly("kept from a closed region", values, kept);
        backend.storage().assign(kept, layout.lay(backend, others, probe.dtype()));
        probe.expectExactly("assigned", others, kept);
        probe.expectExactly("detached after the assignment of another", values, detached);
        backend.storage().release(kept);
    }

    /** Uses memory anew, so that a result that was left in freed memory is overwritten. */
    @SuppressWarnings("try")
    private static void scribble(Probe probe) {
        try (Region region = probe.backend().storage().openRegion()) {
            for (int i = 0; i < 50; i++) {
                probe.backend().arrangement().fill(-12345, Shape.of(40), DType.FLOAT64);
            }
        }
    }

    private static void createCopies(Probe probe) {
        double[] doubles = {1, 2, 3};
        float[] floats = {9, 1, 2, 3};
        int[] ints = {1, 2, 3};
        ReferenceArray want = ReferenceArray.of(Shape.of(3), 1, 2, 3);
        Buffer fromDoubles = probe.backend().storage().create(doubles, Shape.of(3), probe.dtype());
        Buffer fromFloats = probe.backend().storage().create(floats, 1, Shape.of(3), probe.dtype());
        Buffer fromInts = probe.backend().storage().create(ints, Shape.of(3));
        Arrays.fill(doubles, -1);
        Arrays.fill(floats, -1);
        Arrays.fill(ints, -1);
        probe.expectExactly("from doubles", want, fromDoubles);
        probe.expectExactly("from floats with an offset", want, fromFloats);
        probe.expectExactly("from ints", want, fromInts);
        probe.expectType("from floats", probe.dtype(), fromFloats);
        double[] read = probe.backend().storage().readDoubles(fromDoubles);
        Arrays.fill(read, -1);
        probe.expectExactly("after writing into what was read", want, fromDoubles);
    }

    private static void fill(Probe probe) {
        for (Shape shape : Probe.SHAPES) {
            for (double value : new double[] {0, -2.5, Double.NEGATIVE_INFINITY, Double.NaN}) {
                Buffer filled = probe.backend().arrangement().fill(value, shape, probe.dtype());
                probe.expectType("fill", probe.dtype(), filled);
                probe.expectExactly(
                        "fill of " + shape, ReferenceArray.generate(shape, i -> value), filled);
            }
        }
    }

    private static void keepIsACopy(Probe probe) {
        TensorBackend backend = probe.backend();
        ReferenceArray before = probe.draw(Shape.of(2, 3));
        Buffer first = backend.storage().keep(probe.create(before));
        Buffer second = backend.storage().keep(first);
        Buffer third = backend.storage().keep(backend.arrangement().reshape(first, Shape.of(2, 3)));
        backend.storage().assign(first, probe.create(probe.draw(Shape.of(2, 3))));
        probe.expectExactly("kept twice", before, second);
        probe.expectExactly("kept from a view", before, third);
        List.of(first, second, third).forEach(backend.storage()::release);
    }

    private static void aliasing(Probe probe) {
        TensorBackend backend = probe.backend();
        ReferenceArray before = probe.draw(Shape.of(3, 3));
        Buffer kept = backend.storage().keep(probe.create(before));
        backend.storage().assign(kept, backend.arrangement().permute(kept, new int[] {1, 0}));
        ReferenceArray swapped = ReferenceOperations.permute(before, 1, 0);
        probe.expectExactly("its own transpose", swapped, kept);
        Buffer top = backend.arrangement().slice(kept, 0, 0, 1);
        backend.storage().assign(kept, backend.arrangement().broadcastTo(top, Shape.of(3, 3)));
        ReferenceArray repeated =
                ReferenceOperations.broadcastTo(
                        ReferenceOperations.slice(swapped, 0, 0, 1), Shape.of(3, 3));
        probe.expectExactly("its own first row", repeated, kept);
        backend.storage().assign(kept, kept);
        probe.expectExactly("itself", repeated, kept);
        backend.storage().assign(kept, probe.create(before));
        Buffer rotated =
                backend.arrangement()
                        .concatenate(
                                List.of(
                                        backend.arrangement().slice(kept, 0, 1, 3),
                                        backend.arrangement().slice(kept, 0, 0, 1)),
                                0);
        backend.storage().assign(kept, rotated);
        probe.expectExactly(
                "its own rows rotated",
                ReferenceArray.generate(Shape.of(3, 3), i -> before.at((i[0] + 1) % 3, i[1])),
                kept);
        backend.storage().release(kept);
    }

    @SuppressWarnings("try")
    private static void nestedRegions(Probe probe) {
        TensorBackend backend = probe.backend();
        ReferenceArray a = probe.draw(Shape.of(2, 2));
        Buffer outer = probe.create(a);
        Buffer carried;
        try (Region middle = backend.storage().openRegion()) {
            Buffer inMiddle = backend.elementwise().binary(Binary.ADD, outer, 1);
            Buffer fromInner;
            try (Region inner = backend.storage().openRegion()) {
                Buffer doubled = backend.elementwise().binary(Binary.MULTIPLY, inMiddle, 2);
                fromInner = inner.detach(backend.arrangement().permute(doubled, new int[] {1, 0}));
            }
            scribble(probe);
            probe.expect(
                    "in the middle, after the inner region",
                    a.map(x -> x + 1),
                    inMiddle,
                    probe.elementary());
            carried = middle.detach(backend.elementwise().binary(Binary.SUBTRACT, fromInner, 2));
        }
        scribble(probe);
        probe.expect(
                "carried out through two regions",
                ReferenceOperations.permute(a, 1, 0).map(x -> 2 * x),
                carried,
                probe.elementary(),
                ReferenceArray.generate(Shape.of(2, 2), i -> 4));
        probe.expectExactly("of the outer region", a, outer);
    }

    private static void manyRegions(Probe probe) {
        TensorBackend backend = probe.backend();
        Buffer total = backend.storage().keep(probe.create(ReferenceArray.zeros(Shape.of(3))));
        for (int i = 0; i < 1000; i++) {
            try (Region region = backend.storage().openRegion()) {
                // Of a size that changes, as the last batch of an epoch does.
                Buffer rows = backend.arrangement().fill(1, Shape.of(1 + i % 7, 3), probe.dtype());
                Buffer mean =
                        backend.reductions().reduce(Reduction.MEAN, rows, new int[] {0}, false);
                backend.storage()
                        .assign(total, backend.elementwise().binary(Binary.ADD, total, mean));
                Buffer detached = region.detach(mean);
                Probe.require(detached.shape().size() == 3, "detached", 3, detached.shape());
            }
        }
        probe.expectExactly(
                "1000 means of ones", ReferenceArray.of(Shape.of(3), 1000, 1000, 1000), total);
        backend.storage().release(total);
    }

    @SuppressWarnings("try")
    private static void keptAcrossRegions(Probe probe) {
        TensorBackend backend = probe.backend();
        List<Buffer> kept = new ArrayList<>();
        List<ReferenceArray> want = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            try (Region region = backend.storage().openRegion()) {
                want.add(probe.draw(Shape.of(1 + i)));
                kept.add(backend.storage().keep(probe.create(want.get(i))));
            }
        }
        for (int i = 0; i < 20; i += 2) {
            backend.storage().release(kept.get(i));
        }
        scribble(probe);
        for (int i = 1; i < 20; i += 2) {
            probe.expectExactly("kept " + i, want.get(i), kept.get(i));
            backend.storage().release(kept.get(i));
        }
    }
}
