// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.trace;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.vaelab.framework.Internal;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.StorageOperations;

/** Numbers that a graph holds, row-major, as little-endian bytes; equal if their bits are. */
@Internal
public final class Literal {

    private final Shape shape;
    private final DType dtype;
    private final byte[] bytes;

    private Literal(Shape shape, DType dtype, byte[] bytes) {
        this.shape = shape;
        this.dtype = dtype;
        this.bytes = bytes;
    }

    /** Copies the numbers of a backend's buffer. */
    static Literal of(Buffer buffer, StorageOperations storage) {
        ByteBuffer bytes =
                ByteBuffer.allocate(buffer.shape().size() * buffer.dtype().bytes())
                        .order(ByteOrder.LITTLE_ENDIAN);
        switch (buffer.dtype()) {
            case FLOAT32 -> bytes.asFloatBuffer().put(storage.readFloats(buffer));
            case FLOAT64 -> bytes.asDoubleBuffer().put(storage.readDoubles(buffer));
            case INT32 -> bytes.asIntBuffer().put(storage.readInts(buffer));
        }
        return new Literal(buffer.shape(), buffer.dtype(), bytes.array());
    }

    public Shape shape() {
        return shape;
    }

    public DType dtype() {
        return dtype;
    }

    /** Returns the numbers, little-endian. */
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    /** Returns whether all numbers along the first axis are those of the first entry. */
    boolean hasEqualRows() {
        int width = bytes.length / Math.max(shape.extent(0), 1);
        for (int i = width; i < bytes.length; i++) {
            if (bytes[i] != bytes[i - width]) {
                return false;
            }
        }
        return bytes.length > 0;
    }

    /** Returns the first entry of the first axis, which stays with extent 1. */
    Literal firstRow() {
        byte[] row = Arrays.copyOf(bytes, bytes.length / shape.extent(0));
        return new Literal(shape.with(0, 1), dtype, row);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Literal that
                && shape.equals(that.shape)
                && dtype == that.dtype
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return dtype + shape.toString();
    }
}
