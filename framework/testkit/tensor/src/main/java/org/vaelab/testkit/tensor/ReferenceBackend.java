// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.tensor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.tensor.shape.ConvolutionGeometry;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.ArrangementOperations;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.ElementwiseOperations;
import org.vaelab.framework.tensor.spi.ProductOperations;
import org.vaelab.framework.tensor.spi.Reduction;
import org.vaelab.framework.tensor.spi.ReductionOperations;
import org.vaelab.framework.tensor.spi.StorageOperations;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.framework.tensor.spi.Unary;

/**
 * A backend on {@link ReferenceOperations}: the slow oracle, for tests that want neither natives
 * nor speed. It computes in double and rounds each result to its dtype. It is strict where a native
 * backend may corrupt memory: use of a buffer after its region was closed or after its release
 * throws, as does an index outside its axis. It overrides no fused operation.
 */
public final class ReferenceBackend
        implements TensorBackend,
                StorageOperations,
                ElementwiseOperations,
                ReductionOperations,
                ArrangementOperations,
                ProductOperations {

    /** Values with the life they share: a region's, a kept buffer's, or the backend's. */
    private static final class Memory implements Buffer {
        private final DType dtype;
        private final Life life;
        private ReferenceArray values;

        Memory(ReferenceArray values, DType dtype, Life life) {
            this.values = values;
            this.dtype = dtype;
            this.life = life;
        }

        @Override
        public Shape shape() {
            return values.shape();
        }

        @Override
        public DType dtype() {
            return dtype;
        }
    }

    /** Something whose end makes buffers unusable. */
    private static class Life {
        private boolean over;
    }

    private final class OpenRegion extends Life implements Region {
        private final Life enclosing;

        OpenRegion(Life enclosing) {
            this.enclosing = enclosing;
        }

        @Override
        public Buffer detach(Buffer buffer) {
            return new Memory(array(buffer), buffer.dtype(), enclosing);
        }

        @Override
        public void close() {
            if (regions.peek() != this) {
                throw new IllegalStateException("regions close in reverse order of their opening");
            }
            regions.pop();
            super.over = true;
        }
    }

    private final Life unregioned = new Life();
    private final Deque<OpenRegion> regions = new ArrayDeque<>();

    private final Parts parts = new Parts(this, this, this, this, this);

    public ReferenceBackend() {}

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public Map<String, String> description() {
        return Map.of("version", "plain Java loops in double");
    }

    @Override
    public void close() {
        regions.forEach(region -> ((Life) region).over = true);
        regions.clear();
        unregioned.over = true;
    }

    @Override
    public Parts parts() {
        return parts;
    }

    // ---------------------------------------------------------------------------------------
    // storage

    @Override
    public Region openRegion() {
        OpenRegion region = new OpenRegion(current());
        regions.push(region);
        return region;
    }

    private Life current() {
        @Nullable OpenRegion innermost = regions.peek();
        return innermost == null ? unregioned : innermost;
    }

    private static ReferenceArray array(Buffer buffer) {
        Memory memory = (Memory) buffer;
        if (memory.life.over) {
            throw new IllegalStateException(
                    "a buffer of shape " + buffer.shape() + " is used after its memory was freed");
        }
        return memory.values;
    }

    private Buffer result(ReferenceArray values, DType dtype) {
        return new Memory(rounded(values, dtype), dtype, current());
    }

    private static ReferenceArray rounded(ReferenceArray values, DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> values.map(x -> (float) x);
            case FLOAT64 -> values;
            case INT32 -> values.map(x -> (int) x);
        };
    }

    @Override
    public Buffer keep(Buffer buffer) {
        return new Memory(array(buffer), buffer.dtype(), new Life());
    }

    @Override
    public void release(Buffer kept) {
        Life life = ((Memory) kept).life;
        if (life == unregioned || life instanceof OpenRegion || life.over) {
            throw new IllegalArgumentException("not a kept buffer, or released before");
        }
        life.over = true;
    }

    @Override
    public Buffer create(float[] values, int offset, Shape shape, DType dtype) {
        double[] copied =
                IntStream.range(0, shape.size()).mapToDouble(i -> values[offset + i]).toArray();
        return result(ReferenceArray.of(shape, copied), dtype);
    }

    @Override
    public Buffer create(double[] values, Shape shape, DType dtype) {
        return result(ReferenceArray.of(shape, values), dtype);
    }

    @Override
    public Buffer create(int[] values, Shape shape) {
        return result(ReferenceArray.of(shape, values), DType.INT32);
    }

    @Override
    public Buffer fill(double value, Shape shape, DType dtype) {
        return result(ReferenceArray.filled(shape, value), dtype);
    }

    @Override
    public float[] readFloats(Buffer buffer) {
        double[] values = array(buffer).values();
        float[] read = new float[values.length];
        for (int i = 0; i < read.length; i++) {
            read[i] = (float) values[i];
        }
        return read;
    }

    @Override
    public double[] readDoubles(Buffer buffer) {
        return array(buffer).values();
    }

    @Override
    public int[] readInts(Buffer buffer) {
        double[] values = array(buffer).values();
        return IntStream.range(0, values.length).map(i -> (int) values[i]).toArray();
    }

    @Override
    public void assign(Buffer target, Buffer source) {
        array(target);
        ((Memory) target).values = array(source);
    }

    // ------------------------------------------------------------------------------------
    // primitives

    @Override
    public Buffer unary(Unary function, Buffer a) {
        return result(ReferenceOperations.unary(function, array(a)), a.dtype());
    }

    @Override
    public Buffer binary(Binary function, Buffer a, Buffer b) {
        return result(ReferenceOperations.binary(function, array(a), array(b)), a.dtype());
    }

    @Override
    public Buffer binary(Binary function, Buffer a, double b) {
        ReferenceArray constant = rounded(ReferenceArray.of(Shape.scalar(), b), a.dtype());
        return result(ReferenceOperations.binary(function, array(a), constant), a.dtype());
    }

    @Override
    public Buffer where(Buffer condition, Buffer a, Buffer b) {
        return result(ReferenceOperations.where(array(condition), array(a), array(b)), a.dtype());
    }

    @Override
    public Buffer cast(Buffer a, DType dtype) {
        return result(array(a), dtype);
    }

    @Override
    public Buffer reduce(Reduction function, Buffer a, int[] axes, boolean keepAxes) {
        return result(ReferenceOperations.reduce(function, array(a), axes, keepAxes), a.dtype());
    }

    @Override
    public Buffer softmax(Buffer a, int axis) {
        return result(ReferenceOperations.softmax(array(a), axis), a.dtype());
    }

    @Override
    public Buffer logSoftmax(Buffer a, int axis) {
        return result(ReferenceOperations.logSoftmax(array(a), axis), a.dtype());
    }

    @Override
    public Buffer argMax(Buffer a, int axis) {
        return result(ReferenceOperations.argMax(array(a), axis), DType.INT32);
    }

    @Override
    public Buffer sortOrder(Buffer matrix) {
        return result(ReferenceOperations.sortOrder(array(matrix)), DType.INT32);
    }

    @Override
    public Buffer reshape(Buffer a, Shape shape) {
        return result(array(a).reshape(shape), a.dtype());
    }

    @Override
    public Buffer permute(Buffer a, int[] order) {
        return result(ReferenceOperations.permute(array(a), order), a.dtype());
    }

    @Override
    public Buffer broadcastTo(Buffer a, Shape shape) {
        return result(ReferenceOperations.broadcastTo(array(a), shape), a.dtype());
    }

    @Override
    public Buffer slice(Buffer a, int axis, int from, int to) {
        return result(ReferenceOperations.slice(array(a), axis, from, to), a.dtype());
    }

    @Override
    public Buffer pad(Buffer a, int axis, int before, int after) {
        return result(ReferenceOperations.pad(array(a), axis, before, after), a.dtype());
    }

    @Override
    public Buffer concatenate(List<Buffer> parts, int axis) {
        List<ReferenceArray> arrays = parts.stream().map(ReferenceBackend::array).toList();
        return result(ReferenceOperations.concatenate(arrays, axis), parts.get(0).dtype());
    }

    @Override
    public Buffer gather(Buffer a, int axis, Buffer indices) {
        requireIndices(indices, a.shape().extent(axis));
        return result(ReferenceOperations.gather(array(a), axis, array(indices)), a.dtype());
    }

    @Override
    public Buffer scatterAdd(Buffer a, int axis, Buffer indices, int extent) {
        requireIndices(indices, extent);
        return result(
                ReferenceOperations.scatterAdd(array(a), axis, array(indices), extent), a.dtype());
    }

    private static void requireIndices(Buffer indices, int extent) {
        for (double index : array(indices).values()) {
            if (index < 0 || index >= extent) {
                throw new IndexOutOfBoundsException(
                        "index " + (int) index + " is not in [0, " + extent + ")");
            }
        }
    }

    @Override
    public Buffer oneHot(Buffer indices, int depth, DType dtype) {
        return result(ReferenceOperations.oneHot(array(indices), depth), dtype);
    }

    @Override
    public Buffer matmul(Buffer a, boolean transposeA, Buffer b, boolean transposeB) {
        return result(
                ReferenceOperations.matmul(array(a), transposeA, array(b), transposeB), a.dtype());
    }

    @Override
    public Buffer convolve(Buffer x, Buffer w, ConvolutionGeometry geometry) {
        return result(ReferenceOperations.convolve(array(x), array(w), geometry), x.dtype());
    }

    @Override
    public Buffer convolveInputGradient(
            Buffer dy, Buffer w, Shape x, ConvolutionGeometry geometry) {
        return result(
                ReferenceOperations.convolveInputGradient(array(dy), array(w), x, geometry),
                dy.dtype());
    }

    @Override
    public Buffer convolveKernelGradient(
            Buffer x, Buffer dy, Shape w, ConvolutionGeometry geometry) {
        return result(
                ReferenceOperations.convolveKernelGradient(array(x), array(dy), w, geometry),
                x.dtype());
    }
}
