// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import static org.vaelab.framework.nd4j.VectorMemory.STEP;
import static org.vaelab.framework.nd4j.VectorMemory.load;
import static org.vaelab.framework.nd4j.VectorMemory.store;

import jdk.incubator.vector.FloatVector;

/** A step of Adam in one pass over memory. */
final class VectorAdam {

    private VectorAdam() {}

    static void update(AdamConstants c, Floats w, Floats g, Floats m, Floats v, int n) {
        update(
                c,
                VectorMemory.of(w),
                VectorMemory.position(w),
                VectorMemory.of(g),
                VectorMemory.position(g),
                VectorMemory.of(m),
                VectorMemory.position(m),
                VectorMemory.of(v),
                VectorMemory.position(v),
                n * Float.BYTES);
    }

    private static void update(
            AdamConstants c,
            Object w,
            int atW,
            Object g,
            int atG,
            Object m,
            int atM,
            Object v,
            int atV,
            int bytes) {
        float beta1 = c.beta1();
        float rest1 = c.rest1();
        float beta2 = c.beta2();
        float rest2 = c.rest2();
        float correction = c.correction();
        float epsilon = c.epsilon();
        float rate = c.rate();
        float decay = c.decay();
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector gradient = load(g, atG + i);
            FloatVector first = load(m, atM + i).mul(beta1).add(gradient.mul(rest1));
            FloatVector square = gradient.mul(gradient);
            FloatVector second = load(v, atV + i).mul(beta2).add(square.mul(rest2));
            store(first, m, atM + i);
            store(second, v, atV + i);
            FloatVector scale = second.mul(correction).sqrt().add(epsilon);
            FloatVector change = first.div(scale).mul(rate);
            store(load(w, atW + i).mul(decay).sub(change), w, atW + i);
        }
    }
}
