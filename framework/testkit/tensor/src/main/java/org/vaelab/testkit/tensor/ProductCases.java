// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.vaelab.framework.tensor.shape.ConvolutionGeometry;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.TensorBackend;

final class ProductCases {

    /** Batch of a, batch of b, rows, inner extent, columns. */
    private record Product(Shape left, Shape right, int rows, int inner, int columns) {}

    private static final List<Product> PRODUCTS =
            List.of(
                    new Product(Shape.scalar(), Shape.scalar(), 3, 4, 5),
                    new Product(Shape.scalar(), Shape.scalar(), 1, 1, 1),
                    new Product(Shape.scalar(), Shape.scalar(), 1, 6, 4),
                    new Product(Shape.scalar(), Shape.scalar(), 4, 6, 1),
                    new Product(Shape.scalar(), Shape.scalar(), 33, 65, 17),
                    new Product(Shape.scalar(), Shape.scalar(), 3, 0, 2),
                    new Product(Shape.scalar(), Shape.scalar(), 0, 3, 2),
                    new Product(Shape.scalar(), Shape.scalar(), 2, 3, 0),
                    new Product(Shape.of(2), Shape.of(2), 3, 4, 2),
                    new Product(Shape.of(3), Shape.scalar(), 2, 4, 2),
                    new Product(Shape.scalar(), Shape.of(3), 2, 4, 3),
                    new Product(Shape.of(2, 1), Shape.of(3), 2, 3, 4),
                    new Product(Shape.of(1), Shape.of(2, 3), 2, 3, 1),
                    new Product(Shape.of(2, 1, 2), Shape.of(1, 3, 1), 2, 2, 3),
                    new Product(Shape.of(0), Shape.of(1), 2, 3, 2),
                    new Product(Shape.of(2, 0), Shape.scalar(), 2, 3, 2));

    /** Images [N, C, H, W], kernels [F, C, R, S]. */
    private record Convolution(Shape x, Shape w, int stride, int padding) {}

    private static final List<Convolution> CONVOLUTIONS =
            List.of(
                    new Convolution(Shape.of(1, 1, 4, 5), Shape.of(1, 1, 2, 3), 1, 0),
                    new Convolution(Shape.of(2, 3, 6, 5), Shape.of(4, 3, 3, 3), 1, 1),
                    new Convolution(Shape.of(2, 2, 7, 6), Shape.of(3, 2, 3, 2), 2, 1),
                    new Convolution(Shape.of(1, 2, 8, 8), Shape.of(2, 2, 4, 4), 2, 1),
                    new Convolution(Shape.of(2, 1, 6, 7), Shape.of(1, 1, 2, 2), 3, 0),
                    new Convolution(Shape.of(2, 3, 4, 4), Shape.of(2, 3, 1, 1), 1, 0),
                    new Convolution(Shape.of(1, 2, 3, 3), Shape.of(2, 2, 3, 3), 1, 2),
                    new Convolution(Shape.of(1, 1, 2, 2), Shape.of(1, 1, 5, 4), 2, 2),
                    new Convolution(Shape.of(3, 2, 1, 1), Shape.of(4, 2, 1, 1), 2, 0),
                    new Convolution(Shape.of(0, 2, 4, 4), Shape.of(3, 2, 3, 3), 1, 1));

    private ProductCases() {}

    static Stream<DynamicTest> matmul(TensorBackend backend) {
        Probe.Tests tests = new Probe.Tests(backend);
        for (DType dtype : Probe.FLOATING) {
            for (Product product : PRODUCTS) {
                for (boolean transposeA : new boolean[] {false, true}) {
                    for (boolean transposeB : new boolean[] {false, true}) {
                        tests.add(
                                dtype,
                                "matmul "
                                        + product
                                        + (transposeA ? " a'" : " a")
                                        + (transposeB ? " b'" : " b"),
                                probe -> matmul(probe, product, transposeA, transposeB));
                    }
                }
            }
        }
        return tests.stream();
    }

    private static void matmul(
            Probe probe, Product product, boolean transposeA, boolean transposeB) {
        Shape first = matrix(product.left(), product.rows(), product.inner(), transposeA);
        Shape second = matrix(product.right(), product.inner(), product.columns(), transposeB);
        for (Layout left : Layout.values()) {
            for (Layout right : Layout.values()) {
                ReferenceArray a = left.admissible(probe.draw(first));
                ReferenceArray b = right.admissible(probe.draw(second));
                Buffer y =
                        probe.backend()
                                .products()
                                .matmul(
                                        left.lay(probe.backend(), a, probe.dtype()),
                                        transposeA,
                                        right.lay(probe.backend(), b, probe.dtype()),
                                        transposeB);
                probe.expectType("matmul", probe.dtype(), y);
                probe.expect(
                        "matmul " + left + " " + right,
                        ReferenceOperations.matmul(a, transposeA, b, transposeB),
                        y,
                        probe.elementary(),
                        ReferenceOperations.matmul(
                                a.map(Math::abs), transposeA, b.map(Math::abs), transposeB));
            }
        }
    }

    private static Shape matrix(Shape batch, int rows, int columns, boolean transposed) {
        return transposed ? batch.append(columns, rows) : batch.append(rows, columns);
    }

    static Stream<DynamicTest> convolutions(TensorBackend backend) {
        Probe.Tests tests = new Probe.Tests(backend);
        for (DType dtype : Probe.FLOATING) {
            for (Convolution c : CONVOLUTIONS) {
                for (Layout layout : Layout.values()) {
                    tests.add(
                            dtype,
                            "convolution " + c + " " + layout,
                            probe -> convolve(probe, c, layout));
                }
            }
        }
        return tests.stream();
    }

    private static void convolve(Probe probe, Convolution c, Layout layout) {
        ConvolutionGeometry geometry = new ConvolutionGeometry(c.stride(), c.padding());
        TensorBackend backend = probe.backend();
        ReferenceArray x = layout.admissible(probe.draw(c.x()));
        ReferenceArray w = layout.admissible(probe.draw(c.w()));
        ReferenceArray want = ReferenceOperations.convolve(x, w, geometry);
        ReferenceArray dy = layout.admissible(probe.draw(want.shape()));
        Buffer images = layout.lay(backend, x, probe.dtype());
        Buffer kernels = layout.lay(backend, w, probe.dtype());
        Buffer upstream = layout.lay(backend, dy, probe.dtype());
        ReferenceArray absoluteX = x.map(Math::abs);
        ReferenceArray absoluteW = w.map(Math::abs);
        ReferenceArray absoluteDy = dy.map(Math::abs);
        Buffer y = backend.products().convolve(images, kernels, geometry);
        probe.expectType("convolve", probe.dtype(), y);
        probe.expect(
                "convolve",
                want,
                y,
                probe.elementary(),
                ReferenceOperations.convolve(absoluteX, absoluteW, geometry));
        probe.expect(
                "convolveInputGradient",
                ReferenceOperations.convolveInputGradient(dy, w, c.x(), geometry),
                backend.products().convolveInputGradient(upstream, kernels, c.x(), geometry),
                probe.elementary(),
                ReferenceOperations.convolveInputGradient(absoluteDy, absoluteW, c.x(), geometry));
        probe.expect(
                "convolveKernelGradient",
                ReferenceOperations.convolveKernelGradient(x, dy, c.w(), geometry),
                backend.products().convolveKernelGradient(images, upstream, c.w(), geometry),
                probe.elementary(),
                ReferenceOperations.convolveKernelGradient(absoluteX, absoluteDy, c.w(), geometry));
    }
}
