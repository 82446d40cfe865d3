// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.ConvolutionGeometry;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.ProductPrecision;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.AdamStep;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.framework.tensor.spi.Update;

/**
 * Products in reduced precision, of 2^22 multiplications and more, for which it is faster.
 *
 * <p>Factors and sum are rounded by a relative u. An element of a product of A and B then differs
 * by at most {@code ((1 + u)^3 - 1) (|A| |B|)}, plus the tolerance of float32. The usual tolerance
 * of products applies in float64 and after {@code reduceProducts(false)}.
 */
final class ReducedProductCases {

    private static final int ROWS = 64;
    private static final int INNER = 1024;
    private static final int COLUMNS = 80;

    private final TensorBackend backend;
    private final double granted;
    private final Probe.Tests tests;

    private ReducedProductCases(TensorBackend backend, ProductPrecision precision) {
        this.backend = backend;
        this.tests = new Probe.Tests(backend);
        double unit = precision == ProductPrecision.BFLOAT16 ? 0x1p-8 : 0x1p-11;
        this.granted = Math.pow(1 + unit, 3) - 1;
    }

    static Stream<DynamicTest> all(TensorBackend backend, ProductPrecision precision) {
        if (precision == ProductPrecision.FULL) {
            return Stream.of();
        }
        ReducedProductCases cases = new ReducedProductCases(backend, precision);
        DType reduced = DType.FLOAT32;
        for (boolean transposeA : new boolean[] {false, true}) {
            for (boolean transposeB : new boolean[] {false, true}) {
                Layout left = transposeA ? Layout.SLICED : Layout.CONTIGUOUS;
                Layout right = transposeB ? Layout.PERMUTED : Layout.CONTIGUOUS;
                cases.tests.add(
                        reduced,
                        "reduced product"
                                + (transposeA ? " a'" : " a")
                                + (transposeB ? " b'" : " b"),
                        probe -> cases.matmul(probe, transposeA, left, transposeB, right));
            }
        }
        cases.tests.add(reduced, "reduced products of a batch", cases::batch);
        cases.tests.add(reduced, "reduced dense layer", cases::linear);
        cases.tests.add(reduced, "reduced convolution", cases::convolve);
        cases.tests.add(reduced, "reduced product of what is written", cases::written);
        cases.tests.add(reduced, "product after a reduced one", cases::inFullAgain);
        cases.tests.add(DType.FLOAT64, "product that is not reduced", cases::inDoublePrecision);
        return cases.tests.stream();
    }

    private double granted(Probe probe) {
        return probe.elementary() + granted;
    }

    private void matmul(
            Probe probe, boolean transposeA, Layout left, boolean transposeB, Layout right) {
        ReferenceArray a = probe.draw(transposeA ? Shape.of(INNER, ROWS) : Shape.of(ROWS, INNER));
        ReferenceArray b =
                probe.draw(transposeB ? Shape.of(COLUMNS, INNER) : Shape.of(INNER, COLUMNS));
        Buffer first = left.lay(backend, a, probe.dtype());
        Buffer second = right.lay(backend, b, probe.dtype());
        Buffer y = backend.products().matmul(first, transposeA, second, transposeB);
        probe.expectType("matmul", probe.dtype(), y);
        expect(probe, a, transposeA, b, transposeB, y, granted(probe));
    }

    /**
     * The product in float64, which the contract holds to the reference by smaller ones, is much
     * faster.
     */
    private void expect(
            Probe probe,
            ReferenceArray a,
            boolean transposeA,
            ReferenceArray b,
            boolean transposeB,
            Buffer y,
            double relative) {
        probe.expect(
                "matmul",
                inFloat64(a, transposeA, b, transposeB),
                y,
                relative,
                inFloat64(a.map(Math::abs), transposeA, b.map(Math::abs), transposeB));
    }

    private ReferenceArray inFloat64(
            ReferenceArray a, boolean transposeA, ReferenceArray b, boolean transposeB) {
        Buffer left = Layout.create(backend, a, DType.FLOAT64);
        Buffer right = Layout.create(backend, b, DType.FLOAT64);
        Buffer y = backend.products().matmul(left, transposeA, right, transposeB);
        return ReferenceArray.of(y.shape(), backend.storage().readDoubles(y));
    }

    private void batch(Probe probe) {
        ReferenceArray a = probe.draw(Shape.of(2, ROWS, INNER));
        ReferenceArray b = probe.draw(Shape.of(INNER, COLUMNS));
        Buffer y = backend.products().matmul(probe.create(a), false, probe.create(b), false);
        expect(probe, a, false, b, false, y, granted(probe));
    }

    private void linear(Probe probe) {
        ReferenceArray x = probe.draw(Shape.of(ROWS, INNER));
        ReferenceArray w = probe.draw(Shape.of(INNER, COLUMNS));
        Buffer bias = probe.create(ReferenceArray.zeros(Shape.of(COLUMNS)));
        Buffer inputs = probe.create(x);
        Buffer weights = probe.create(w);
        Buffer affine = backend.fused().linear(inputs, weights, bias, Activation.IDENTITY);
        expect(probe, x, false, w, false, affine, granted(probe));
        Buffer y = backend.fused().linear(inputs, weights, bias, Activation.RELU);
        probe.expect(
                "rectified",
                inFloat64(x, false, w, false).map(v -> Math.max(0, v)),
                y,
                granted(probe),
                inFloat64(x.map(Math::abs), false, w.map(Math::abs), false));
    }

    private void convolve(Probe probe) {
        ConvolutionGeometry geometry = new ConvolutionGeometry(2, 1);
        ReferenceArray x = probe.draw(Shape.of(8, 32, 16, 16));
        ReferenceArray w = probe.draw(Shape.of(32, 32, 4, 4));
        ReferenceArray want = ReferenceOperations.convolve(x, w, geometry);
        ReferenceArray dy = probe.draw(want.shape());
        ReferenceArray absoluteX = x.map(Math::abs);
        ReferenceArray absoluteW = w.map(Math::abs);
        ReferenceArray absoluteDy = dy.map(Math::abs);
        Buffer images = probe.create(x);
        Buffer kernels = probe.create(w);
        Buffer upstream = probe.create(dy);
        Buffer y = backend.products().convolve(images, kernels, geometry);
        probe.expectType("convolve", probe.dtype(), y);
        probe.expect(
                "convolve",
                want,
                y,
                granted(probe),
                ReferenceOperations.convolve(absoluteX, absoluteW, geometry));
        probe.expect(
                "convolveInputGradient",
                ReferenceOperations.convolveInputGradient(dy, w, x.shape(), geometry),
                backend.products().convolveInputGradient(upstream, kernels, x.shape(), geometry),
                granted(probe),
                ReferenceOperations.convolveInputGradient(
                        absoluteDy, absoluteW, x.shape(), geometry));
        probe.expect(
                "convolveKernelGradient",
                ReferenceOperations.convolveKernelGradient(x, dy, w.shape(), geometry),
                backend.products().convolveKernelGradient(images, upstream, w.shape(), geometry),
                granted(probe),
                ReferenceOperations.convolveKernelGradient(
                        absoluteX, absoluteDy, w.shape(), geometry));
    }

    /** A backend that remembers rounded operands forgets them when they change. */
    private void written(Probe probe) {
        Shape shape = Shape.of(INNER, COLUMNS);
        ReferenceArray x = probe.draw(Shape.of(ROWS, INNER));
        ReferenceArray w = probe.draw(shape);
        Buffer inputs = probe.create(x);
        Buffer weights = backend.storage().keep(probe.create(probe.draw(shape)));
        Buffer first = backend.storage().keep(probe.create(ReferenceArray.zeros(shape)));
        Buffer second = backend.storage().keep(probe.create(ReferenceArray.zeros(shape)));
        try {
            backend.products().matmul(inputs, false, weights, false);
            backend.storage().assign(weights, probe.create(w));
            expect(
                    probe,
                    x,
                    false,
                    w,
                    false,
                    backend.products().matmul(inputs, false, weights, false),
                    granted(probe));
            Buffer gradient = probe.create(probe.draw(shape));
            backend.updates()
                    .update(
                            List.of(new Update<>(weights, gradient, List.of(first, second))),
                            1,
                            new AdamStep(0.5, 0.9, 0.999, 1e-8, 0, 1));
            ReferenceArray moved = ReferenceArray.of(shape, backend.storage().readDoubles(weights));
            expect(
                    probe,
                    x,
                    false,
                    moved,
                    false,
                    backend.products().matmul(inputs, false, weights, false),
                    granted(probe));
        } finally {
            backend.storage().release(weights);
            backend.storage().release(first);
            backend.storage().release(second);
        }
    }

    private void inDoublePrecision(Probe probe) {
        ReferenceArray a = probe.draw(Shape.of(ROWS, INNER));
        ReferenceArray b = probe.draw(Shape.of(INNER, COLUMNS));
        probe.expect(
                "matmul",
                ReferenceOperations.matmul(a, false, b, false),
                backend.products().matmul(probe.create(a), false, probe.create(b), false),
                probe.elementary(),
                ReferenceOperations.matmul(a.map(Math::abs), false, b.map(Math::abs), false));
    }

    private void inFullAgain(Probe probe) {
        ReferenceArray a = probe.draw(Shape.of(ROWS, INNER));
        ReferenceArray b = probe.draw(Shape.of(INNER, COLUMNS));
        Buffer first = probe.create(a);
        Buffer second = probe.create(b);
        backend.products().matmul(first, false, second, false);
        backend.products().reduceProducts(false);
        try {
            Buffer y = backend.products().matmul(first, false, second, false);
            expect(probe, a, false, b, false, y, probe.elementary());
        } finally {
            backend.products().reduceProducts(true);
        }
    }
}
