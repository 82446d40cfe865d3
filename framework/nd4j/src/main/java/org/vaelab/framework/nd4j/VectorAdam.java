// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import static org.vaelab.framework.nd4j.VectorMemory.LOAD;
import static org.vaelab.framework.nd4j.VectorMemory.STEP;
import static org.vaelab.framework.nd4j.VectorMemory.STORE;

import jdk.incubator.vector.FloatVector;

/** A step of Adam in one pass over memory. */
final class VectorAdam {

    private VectorAdam() {}

    static void update(AdamConstants c, Floats w, Floats g, Floats m, Floats v, int n)
            throws Throwable {
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
            int bytes)
            throws Throwable {
        float beta1 = c.beta1();
        float rest1 = c.rest1();
        float beta2 = c.beta2();
        float rest2 = c.rest2();
        float correction = c.correction();
        float epsilon = c.epsilon();
        float rate = c.rate();
        float decay = c.decay();
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector gradient = (FloatVector) LOAD.invokeExact(g, atG + i);
            FloatVector first = (FloatVector) LOAD.invokeExact(m, atM + i);
            FloatVector second = (FloatVector) LOAD.invokeExact(v, atV + i);
            FloatVector value = (FloatVector) LOAD.invokeExact(w, atW + i);
            first = first.mul(beta1).add(gradient.mul(rest1));
            second = second.mul(beta2).add(gradient.mul(gradient).mul(rest2));
            FloatVector scale = second.mul(correction).sqrt().add(epsilon);
            value = value.mul(decay).sub(first.div(scale).mul(rate));
            STORE.invokeExact(first, m, atM + i);
            STORE.invokeExact(second, v, atV + i);
            STORE.invokeExact(value, w, atW + i);
        }
    }
}
