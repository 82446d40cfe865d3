// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/** Memory: its regions, and the ways in and out of it. A part of {@link TensorBackend}. */
public interface StorageOperations {

    /**
     * Opens a region on the calling thread. Until it is closed, every buffer that an operation
     * creates lies in it, unless a later region is open. Regions nest and close in reverse order.
     */
    Region openRegion();

    /** A region of memory whose buffers die together. */
    interface Region extends AutoCloseable {

        /**
         * Copies a buffer of this region to the enclosing one, or to free memory if there is none.
         */
        Buffer detach(Buffer buffer);

        /** Frees, or keeps for the next region, all memory of this region. */
        @Override
        void close();
    }

    /** Copies a buffer into memory that belongs to no region and lives until {@link #release}. */
    Buffer keep(Buffer buffer);

    /** Frees a buffer that {@link #keep} returned. */
    void release(Buffer kept);

    /**
     * Creates a floating-point buffer from {@code shape.size()} values, row-major, from an offset.
     */
    Buffer create(float[] values, int offset, Shape shape, DType dtype);

    /** Creates a floating-point buffer from {@code shape.size()} values, row-major. */
    Buffer create(double[] values, Shape shape, DType dtype);

    /** Creates an {@link DType#INT32} buffer from {@code shape.size()} values, row-major. */
    Buffer create(int[] values, Shape shape);

    /** Copies the elements out, row-major. */
    float[] readFloats(Buffer buffer);

    /** Copies the elements out, row-major. */
    double[] readDoubles(Buffer buffer);

    /** Copies the elements of an {@link DType#INT32} buffer out, row-major. */
    int[] readInts(Buffer buffer);

    /** Overwrites the elements of a kept buffer by those of another of the same shape and dtype. */
    void assign(Buffer target, Buffer source);
}
