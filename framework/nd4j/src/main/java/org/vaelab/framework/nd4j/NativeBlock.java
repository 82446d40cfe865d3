// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A stretch of native memory, aligned to a cache line, seen as floats, doubles or integers, and
 * freed by hand: no garbage collection stands between a training step and its memory.
 */
final class NativeBlock {

    /** Each tensor begins at a multiple of this: a cache line, and the widest vector register. */
    static final int ALIGNMENT = 64;

    /** A block is addressed by 32-bit offsets in bytes. */
    static final long LARGEST = Integer.MAX_VALUE - 2L * ALIGNMENT;

    private final Pointer allocation;
    private final int bytes;
    private final FloatBuffer floats;
    private final DoubleBuffer doubles;
    private final IntBuffer ints;
    private final FloatPointer floatPointer;
    private final DoublePointer doublePointer;
    private boolean freed;

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
        allocation = Pointer.malloc(bytes + ALIGNMENT);
        if (allocation == null || allocation.isNull()) {
            throw new OutOfMemoryError("no " + bytes + " bytes of native memory are left");
        }
        this.bytes = (int) bytes;
        int skip = (int) (-allocation.address() & (ALIGNMENT - 1));
        // An address, not a position: a position would be counted in elements of each pointer type.
        BytePointer aligned = new BytePointer(allocation).getPointer(skip).capacity(bytes);
        ByteBuffer view = aligned.asByteBuffer().order(ByteOrder.nativeOrder());
        floats = view.asFloatBuffer();
        doubles = view.asDoubleBuffer();
        ints = view.asIntBuffer();
        floatPointer = new FloatPointer(aligned);
        doublePointer = new DoublePointer(aligned);
    }

    int bytes() {
        return bytes;
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

    /** Returns the address of a float, for BLAS. */
    FloatPointer floatsAt(int offset) {
        requireAlive();
        return floatPointer.getPointer(offset);
    }

    /** Returns the address of a double, for BLAS. */
    DoublePointer doublesAt(int offset) {
        requireAlive();
        return doublePointer.getPointer(offset);
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
            Pointer.free(allocation);
        }
    }
}
