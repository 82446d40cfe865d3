// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

import java.util.List;
import org.vaelab.framework.tensor.ConvolutionGeometry;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;

/**
 * A backend of parts, one for each kind of operation: it passes each on to the part that knows it.
 * An implementation names its parts, and overrides those fused operations that it does in one pass.
 */
public interface DelegatingBackend extends TensorBackend {

    /** The parts, one for each kind of operation. */
    record Parts(
            StorageOperations storage,
            ElementwiseOperations elementwise,
            ReductionOperations reductions,
            ArrangementOperations arrangement,
            ProductOperations products) {}

    Parts parts();

    // --------------------------------------------------------------------------------- storage

    @Override
    default StorageOperations storage() {
        return parts().storage();
    }

    @Override
    default Region openRegion() {
        return storage().openRegion();
    }

    @Override
    default Buffer keep(Buffer buffer) {
        return storage().keep(buffer);
    }

    @Override
    default void release(Buffer kept) {
        storage().release(kept);
    }

    @Override
    default Buffer create(float[] values, int offset, Shape shape, DType dtype) {
        return storage().create(values, offset, shape, dtype);
    }

    @Override
    default Buffer create(double[] values, Shape shape, DType dtype) {
        return storage().create(values, shape, dtype);
    }

    @Override
    default Buffer create(int[] values, Shape shape) {
        return storage().create(values, shape);
    }

    @Override
    default Buffer fill(double value, Shape shape, DType dtype) {
        return storage().fill(value, shape, dtype);
    }

    @Override
    default float[] readFloats(Buffer buffer) {
        return storage().readFloats(buffer);
    }

    @Override
    default double[] readDoubles(Buffer buffer) {
        return storage().readDoubles(buffer);
    }

    @Override
    default int[] readInts(Buffer buffer) {
        return storage().readInts(buffer);
    }

    @Override
    default void assign(Buffer target, Buffer source) {
        storage().assign(target, source);
    }

    // ----------------------------------------------------------------------------- elementwise

    @Override
    default Buffer unary(Unary function, Buffer a) {
        return parts().elementwise().unary(function, a);
    }

    @Override
    default Buffer binary(Binary function, Buffer a, Buffer b) {
        return parts().elementwise().binary(function, a, b);
    }

    @Override
    default Buffer binary(Binary function, Buffer a, double b) {
        return parts().elementwise().binary(function, a, b);
    }

    @Override
    default Buffer where(Buffer condition, Buffer a, Buffer b) {
        return parts().elementwise().where(condition, a, b);
    }

    @Override
    default Buffer cast(Buffer a, DType dtype) {
        return parts().elementwise().cast(a, dtype);
    }

    // ------------------------------------------------------------------------------ reductions

    @Override
    default Buffer reduce(Reduction function, Buffer a, int[] axes, boolean keepAxes) {
        return parts().reductions().reduce(function, a, axes, keepAxes);
    }

    @Override
    default Buffer softmax(Buffer a, int axis) {
        return parts().reductions().softmax(a, axis);
    }

    @Override
    default Buffer logSoftmax(Buffer a, int axis) {
        return parts().reductions().logSoftmax(a, axis);
    }

    @Override
    default Buffer argMax(Buffer a, int axis) {
        return parts().reductions().argMax(a, axis);
    }

    @Override
    default Buffer sortOrder(Buffer matrix) {
        return parts().reductions().sortOrder(matrix);
    }

    // ----------------------------------------------------------------------------- arrangement

    @Override
    default Buffer reshape(Buffer a, Shape shape) {
        return parts().arrangement().reshape(a, shape);
    }

    @Override
    default Buffer permute(Buffer a, int[] order) {
        return parts().arrangement().permute(a, order);
    }

    @Override
    default Buffer broadcastTo(Buffer a, Shape shape) {
        return parts().arrangement().broadcastTo(a, shape);
    }

    @Override
    default Buffer slice(Buffer a, int axis, int from, int to) {
        return parts().arrangement().slice(a, axis, from, to);
    }

    @Override
    default Buffer pad(Buffer a, int axis, int before, int after) {
        return parts().arrangement().pad(a, axis, before, after);
    }

    @Override
    default Buffer concatenate(List<Buffer> parts, int axis) {
        return parts().arrangement().concatenate(parts, axis);
    }

    @Override
    default Buffer gather(Buffer a, int axis, Buffer indices) {
        return parts().arrangement().gather(a, axis, indices);
    }

    @Override
    default Buffer scatterAdd(Buffer a, int axis, Buffer indices, int extent) {
        return parts().arrangement().scatterAdd(a, axis, indices, extent);
    }

    @Override
    default Buffer oneHot(Buffer indices, int depth, DType dtype) {
        return parts().arrangement().oneHot(indices, depth, dtype);
    }

    // -------------------------------------------------------------------------------- products

    @Override
    default void reduceProducts(boolean reduced) {
        parts().products().reduceProducts(reduced);
    }

    @Override
    default Buffer matmul(Buffer a, boolean transposeA, Buffer b, boolean transposeB) {
        return parts().products().matmul(a, transposeA, b, transposeB);
    }

    @Override
    default Buffer convolve(Buffer x, Buffer w, ConvolutionGeometry geometry) {
        return parts().products().convolve(x, w, geometry);
    }

    @Override
    default Buffer convolveInputGradient(
            Buffer dy, Buffer w, Shape x, ConvolutionGeometry geometry) {
        return parts().products().convolveInputGradient(dy, w, x, geometry);
    }

    @Override
    default Buffer convolveKernelGradient(
            Buffer x, Buffer dy, Shape w, ConvolutionGeometry geometry) {
        return parts().products().convolveKernelGradient(x, dy, w, geometry);
    }
}
