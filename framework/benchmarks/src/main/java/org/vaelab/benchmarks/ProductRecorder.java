// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.tensor.ConvolutionGeometry;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.DelegatingBackend;
import org.vaelab.framework.tensor.spi.ProductOperations;
import org.vaelab.framework.tensor.spi.TensorBackend;

/**
 * A backend that writes down every product of matrices and every convolution that another computes.
 * Fused operations are those of the interface, composed of primitives, so that no product hides in
 * one.
 */
final class ProductRecorder implements DelegatingBackend {

    private final TensorBackend backend;
    private final List<Product> recorded = new ArrayList<>();
    private final IdentityHashMap<Buffer, Integer> kept = new IdentityHashMap<>();
    private final Parts parts;

    /** Listens to a backend. */
    ProductRecorder(TensorBackend backend) {
        this.backend = backend;
        this.parts = new Parts(backend, backend, backend, backend, new Recording());
    }

    /** Returns what was computed since the beginning, or since {@link #forget}. */
    List<Product> recorded() {
        return List.copyOf(recorded);
    }

    /** Forgets what was before. */
    void forget() {
        recorded.clear();
    }

    /** Parameters stay apart; all else that has one shape is one operand. */
    private Product.Operand operand(Buffer buffer) {
        return new Product.Operand(buffer.shape(), kept.getOrDefault(buffer, -1));
    }

    @Override
    public Buffer keep(Buffer buffer) {
        Buffer copy = backend.keep(buffer);
        kept.put(copy, kept.size());
        return copy;
    }

    private final class Recording implements ProductOperations {

        @Override
        public Buffer matmul(Buffer a, boolean transposeA, Buffer b, boolean transposeB) {
            recorded.add(
                    new Product(
                            operand(a),
                            operand(b),
                            (p, x, y) -> p.matmul(x, transposeA, y, transposeB)));
            return backend.matmul(a, transposeA, b, transposeB);
        }

        @Override
        public Buffer convolve(Buffer x, Buffer w, ConvolutionGeometry geometry) {
            recorded.add(
                    new Product(operand(x), operand(w), (p, a, b) -> p.convolve(a, b, geometry)));
            return backend.convolve(x, w, geometry);
        }

        @Override
        public Buffer convolveInputGradient(
                Buffer dy, Buffer w, Shape x, ConvolutionGeometry geometry) {
            recorded.add(
                    new Product(
                            operand(dy),
                            operand(w),
                            (p, a, b) -> p.convolveInputGradient(a, b, x, geometry)));
            return backend.convolveInputGradient(dy, w, x, geometry);
        }

        @Override
        public Buffer convolveKernelGradient(
                Buffer x, Buffer dy, Shape w, ConvolutionGeometry geometry) {
            recorded.add(
                    new Product(
                            operand(x),
                            operand(dy),
                            (p, a, b) -> p.convolveKernelGradient(a, b, w, geometry)));
            return backend.convolveKernelGradient(x, dy, w, geometry);
        }
    }

    @Override
    public Parts parts() {
        return parts;
    }

    @Override
    public String name() {
        return backend.name();
    }

    @Override
    public Map<String, String> description() {
        return backend.description();
    }

    @Override
    public void close() {
        backend.close();
    }
}
