// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Pointers into a block, made once and moved for each call: three of each type, since the operands
 * of a product may lie in one block.
 */
final class BlasPointers {

    private static final int OPERANDS = 3;

    private final FloatPointer[] floats = new FloatPointer[OPERANDS];
    private final DoublePointer[] doubles = new DoublePointer[OPERANDS];

    BlasPointers(BytePointer start) {
        for (int i = 0; i < OPERANDS; i++) {
            floats[i] = new FloatPointer(start);
            doubles[i] = new DoublePointer(start);
        }
    }

    /** Returns one of three pointers, moved to an element. */
    FloatPointer floats(int operand, int offset) {
        return floats[operand].position(offset);
    }

    /** Returns one of three pointers, moved to an element. */
    DoublePointer doubles(int operand, int offset) {
        return doubles[operand].position(offset);
    }
}
