// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.function.Function;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.memory.enums.MemoryKind;
import org.nd4j.linalg.factory.Nd4j;

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
    private final ByteBuffer bytes;
    private final FloatBuffer floats;
    private final DoubleBuffer doubles;
    private final IntBuffer ints;
    private final BlasPointers pointers;
    private volatile @Nullable Object seen;
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
        pointers = new BlasPointers(aligned);
    }

    int bytes() {
        return bytes.capacity();
    }

    /** Returns this memory as kernels see it, who make that of the bytes once. */
    Object seen(Function<ByteBuffer, Object> kernels) {
        requireAlive();
        Object known = seen;
        if (known == null) {
            known = kernels.apply(bytes);
            seen = known;
        }
        return known;
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

    BlasPointers pointers() {
        requireAlive();
        return pointers;
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
            Nd4j.getMemoryManager().release(allocation, MemoryKind.HOST);
        }
    }
}
