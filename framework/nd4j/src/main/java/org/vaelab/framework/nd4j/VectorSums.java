// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import static org.vaelab.framework.nd4j.VectorMemory.LOAD;
import static org.vaelab.framework.nd4j.VectorMemory.STEP;
import static org.vaelab.framework.nd4j.VectorMemory.STORE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Sums down the columns of a matrix, in the order that {@link Kernels} says. */
final class VectorSums {

    private VectorSums() {}

    static void columns(Floats a, int rows, int width, Floats sums, int columns) throws Throwable {
        Object memory = VectorMemory.of(a);
        int position = VectorMemory.position(a);
        Object target = VectorMemory.of(sums);
        int atTarget = VectorMemory.position(sums);
        for (int i = 0; i < columns * Float.BYTES; i += STEP) {
            column(memory, position + i, rows, width * Float.BYTES, target, atTarget + i);
        }
    }

    /** Adds up a column of vectors. */
    private static void column(Object a, int position, int rows, int step, Object sums, int atSums)
            throws Throwable {
        FloatVector sum = FloatVector.zero(VectorMemory.SPECIES);
        FloatVector rest = FloatVector.zero(VectorMemory.SPECIES);
        int row = 0;
        int at = position;
        while (row < rows) {
            int end = Math.min(rows, row + Kernels.ROWS_AT_ONCE);
            FloatVector x = (FloatVector) LOAD.invokeExact(a, at);
            at += step;
            for (int next = row + 1; next < end; next++) {
                x = x.add((FloatVector) LOAD.invokeExact(a, at));
                at += step;
            }
            row = end;
            FloatVector s = sum.add(x);
            FloatVector part = s.sub(sum);
            rest = rest.add(sum.sub(s.sub(part)).add(x.sub(part)));
            sum = s;
        }
        // The rest of an infinite sum is not a number.
        sum = sum.blend(sum.add(rest), rest.compare(VectorOperators.EQ, rest));
        STORE.invokeExact(sum, sums, atSums);
    }
}
