// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

/**
 * The start of contiguous float32 numbers; callers give the count.
 *
 * @param offset of the first, in elements of the block
 */
record Floats(NativeBlock block, int offset) {

    /** Returns the place some elements further on. */
    Floats plus(int elements) {
        return elements == 0 ? this : new Floats(block, offset + elements);
    }

    void get(int position, float[] values, int n) {
        block.floats().get(offset + position, values, 0, n);
    }

    void put(int position, float[] values, int n) {
        block.floats().put(offset + position, values, 0, n);
    }

    /** Copies the bits of n elements. */
    void get(int position, int[] bits, int n) {
        block.ints().get(offset + position, bits, 0, n);
    }

    /** Overwrites the bits of n elements. */
    void put(int position, int[] bits, int n) {
        block.ints().put(offset + position, bits, 0, n);
    }

    float get(int position) {
        return block.floats().get(offset + position);
    }

    void put(int position, float value) {
        block.floats().put(offset + position, value);
    }
}
