// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.enums.MemoryKind;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.vaelab.framework.tensor.shape.DType;

/**
 * A stretch of native memory, aligned to a cache line, seen as floats, doubles or integers, and
 * freed by hand: no garbage collection stands between a training step and its memory.
 */
final class NativeBlock {

    /** Each tensor begins at a multiple of this: a cache line, and the widest vector register. */
    static final int ALIGNMENT = 64;

    /** A block is addressed by 32-bit offsets in bytes. */
    static final long LARGEST = Integer.MAX_VALUE - 2L * ALIGNMENT;

    /** More arrays than one block of a training step holds. */
    private static final int REMEMBERED = 1024;

    private final Pointer allocation;
    private final ByteBuffer bytes;
    private final FloatBuffer floats;
    private final DoubleBuffer doubles;
    private final IntBuffer ints;
    private final DataBuffer floatData;
    private final DataBuffer doubleData;
    private final Map<Stretch, INDArray> arrays = new HashMap<>();
    private boolean freed;

    /** The elements of an array. */
    private record Stretch(DType dtype, int offset, int length) {}

    /**
     * Allocates memory whose contents are not defined.
     *
     * @throws OutOfMemoryError if the system has not that much memory
     */
    NativeBlock(long bytes) {
        if (bytes > LARGEST) {
            throw new IllegalArgumentException(
                    "a tensor of "
                            + bytes
                            + " bytes is larger than this backend can address ("
                            + LARGEST
                            + "); make the batch or the number of draws smaller");
        }
        allocation = Nd4j.getMemoryManager().allocate(bytes + ALIGNMENT, MemoryKind.HOST, false);
        if (allocation == null || allocation.isNull()) {
            throw new OutOfMemoryError("no " + bytes + " bytes of native memory are left");
        }
        int skip = (int) (-allocation.address() & (ALIGNMENT - 1));
        // An address, not a position: a position would be counted in elements of each pointer type.
        BytePointer aligned = new BytePointer(allocation).getPointer(skip).capacity(bytes);
        this.bytes = aligned.asByteBuffer().order(ByteOrder.nativeOrder());
        floats = this.bytes.asFloatBuffer();
        doubles = this.bytes.asDoubleBuffer();
        ints = this.bytes.asIntBuffer();
        floatData =
                Nd4j.createBuffer(new FloatPointer(aligned), bytes / Float.BYTES, DataType.FLOAT);
        doubleData =
                Nd4j.createBuffer(
                        new DoublePointer(aligned), bytes / Double.BYTES, DataType.DOUBLE);
    }

    int bytes() {
        return bytes.capacity();
    }

    FloatBuffer floats() {
        requireAlive();
        return floats;
    }

    DoubleBuffer doubles() {
        requireAlive();
        return doubles;
    }

    IntBuffer ints() {
        requireAlive();
        return ints;
    }

    /**
     * Returns some elements as ND4J sees them.
     *
     * <p>Views are remembered: each costs ND4J microseconds and some native memory that only the
     * garbage collector gives back, and a training loop asks for the same ones at every step.
     */
    INDArray array(DType dtype, int offset, int length) {
        requireAlive();
        if (arrays.size() >= REMEMBERED) {
            arrays.clear();
        }
        return arrays.computeIfAbsent(new Stretch(dtype, offset, length), this::view);
    }

    private INDArray view(Stretch stretch) {
        return Nd4j.create(
                stretch.dtype == DType.FLOAT32 ? floatData : doubleData,
                new long[] {stretch.length},
                new long[] {1},
                stretch.offset,
                'c');
    }

    private void requireAlive() {
        if (freed) {
            throw new IllegalStateException(
                    "a buffer is used after its memory was freed: its region is closed, or it was"
                            + " released");
        }
    }

    void free() {
        if (!freed) {
            freed = true;
            arrays.clear();
            Nd4j.getMemoryManager().release(allocation, MemoryKind.HOST);
        }
    }
}
