// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import static org.vaelab.framework.nd4j.VectorMemory.LOAD;
import static org.vaelab.framework.nd4j.VectorMemory.SPECIES;
import static org.vaelab.framework.nd4j.VectorMemory.STEP;
import static org.vaelab.framework.nd4j.VectorMemory.STORE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** Loops over whole vectors of one operand; the result may lie where the operand does. */
final class VectorLoops {

    private VectorLoops() {}

    static void negate(Object x, int from, Object y, int to, int bytes) throws Throwable {
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector v = (FloatVector) LOAD.invokeExact(x, from + i);
            FloatVector r = v.neg();
            STORE.invokeExact(r, y, to + i);
        }
    }

    static void abs(Object x, int from, Object y, int to, int bytes) throws Throwable {
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector v = (FloatVector) LOAD.invokeExact(x, from + i);
            FloatVector r = v.abs();
            STORE.invokeExact(r, y, to + i);
        }
    }

    static void minusAbs(Object x, int from, Object y, int to, int bytes) throws Throwable {
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector v = (FloatVector) LOAD.invokeExact(x, from + i);
            FloatVector r = v.abs().neg();
            STORE.invokeExact(r, y, to + i);
        }
    }

    static void sqrt(Object x, int from, Object y, int to, int bytes) throws Throwable {
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector v = (FloatVector) LOAD.invokeExact(x, from + i);
            FloatVector r = v.sqrt();
            STORE.invokeExact(r, y, to + i);
        }
    }

    static void square(Object x, int from, Object y, int to, int bytes) throws Throwable {
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector v = (FloatVector) LOAD.invokeExact(x, from + i);
            FloatVector r = v.mul(v);
            STORE.invokeExact(r, y, to + i);
        }
    }

    static void relu(Object x, int from, Object y, int to, int bytes) throws Throwable {
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector v = (FloatVector) LOAD.invokeExact(x, from + i);
            FloatVector r = v.max(0);
            STORE.invokeExact(r, y, to + i);
        }
    }

    static void negativePart(Object x, int from, Object y, int to, int bytes) throws Throwable {
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector v = (FloatVector) LOAD.invokeExact(x, from + i);
            FloatVector r = v.min(0);
            STORE.invokeExact(r, y, to + i);
        }
    }

    static void reciprocal(Object x, int from, Object y, int to, int bytes) throws Throwable {
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector v = (FloatVector) LOAD.invokeExact(x, from + i);
            FloatVector r = FloatVector.broadcast(SPECIES, 1).div(v);
            STORE.invokeExact(r, y, to + i);
        }
    }

    /** 1 / (1 + x). */
    static void logistic(Object x, int from, Object y, int to, int bytes) throws Throwable {
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector v = (FloatVector) LOAD.invokeExact(x, from + i);
            FloatVector r = FloatVector.broadcast(SPECIES, 1).div(v.add(1));
            STORE.invokeExact(r, y, to + i);
        }
    }

    /** 2 max(-10, min(10, x)). */
    static void twiceLimited(Object x, int from, Object y, int to, int bytes) throws Throwable {
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector v = (FloatVector) LOAD.invokeExact(x, from + i);
            FloatVector r = v.min(FloatFunctions.TANH_MOST).max(-FloatFunctions.TANH_MOST).mul(2);
            STORE.invokeExact(r, y, to + i);
        }
    }

    /** x / (x + 2). */
    static void overItselfAndTwo(Object x, int from, Object y, int to, int bytes) throws Throwable {
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector v = (FloatVector) LOAD.invokeExact(x, from + i);
            FloatVector r = v.div(v.add(2));
            STORE.invokeExact(r, y, to + i);
        }
    }

    // Operation for operation those of FloatFunctions, so that every bit is the same.

    static void exp(Object x, int from, Object y, int to, int bytes) throws Throwable {
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector v = (FloatVector) LOAD.invokeExact(x, from + i);
            v = v.min(FloatFunctions.EXP_MOST).max(FloatFunctions.EXP_LEAST);
            FloatVector rounded = v.mul(FloatFunctions.LOG2_E).add(FloatFunctions.ROUND);
            IntVector k = rounded.reinterpretAsInts().sub(FloatFunctions.ROUND_BITS);
            FloatVector whole = rounded.sub(FloatFunctions.ROUND);
            FloatVector r =
                    v.sub(whole.mul(FloatFunctions.LN_2_HEAD))
                            .sub(whole.mul(FloatFunctions.LN_2_TAIL));
            FloatVector sum = r.mul(1f / 5040).add(1f / 720);
            sum = sum.mul(r).add(1f / 120);
            sum = sum.mul(r).add(1f / 24);
            sum = sum.mul(r).add(1f / 6);
            sum = sum.mul(r).add(0.5f);
            sum = r.add(r.mul(r).mul(sum));
            IntVector half = k.lanewise(VectorOperators.ASHR, 1);
            FloatVector scale =
                    half.add(FloatFunctions.BIAS)
                            .lanewise(VectorOperators.LSHL, FloatFunctions.FRACTION)
                            .reinterpretAsFloats();
            FloatVector otherScale =
                    k.sub(half)
                            .add(FloatFunctions.BIAS)
                            .lanewise(VectorOperators.LSHL, FloatFunctions.FRACTION)
                            .reinterpretAsFloats();
            FloatVector result = sum.add(1).mul(scale).mul(otherScale);
            STORE.invokeExact(result, y, to + i);
        }
    }

    static void expm1(Object x, int from, Object y, int to, int bytes) throws Throwable {
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector v = (FloatVector) LOAD.invokeExact(x, from + i);
            v = v.min(FloatFunctions.EXPM1_MOST).max(FloatFunctions.EXPM1_LEAST);
            FloatVector rounded = v.mul(FloatFunctions.LOG2_E).add(FloatFunctions.ROUND);
            IntVector k = rounded.reinterpretAsInts().sub(FloatFunctions.ROUND_BITS);
            FloatVector whole = rounded.sub(FloatFunctions.ROUND);
            FloatVector r =
                    v.sub(whole.mul(FloatFunctions.LN_2_HEAD))
                            .sub(whole.mul(FloatFunctions.LN_2_TAIL));
            FloatVector sum = r.mul(1f / 5040).add(1f / 720);
            sum = sum.mul(r).add(1f / 120);
            sum = sum.mul(r).add(1f / 24);
            sum = sum.mul(r).add(1f / 6);
            sum = sum.mul(r).add(0.5f);
            sum = r.add(r.mul(r).mul(sum));
            FloatVector scale =
                    k.sub(1)
                            .add(FloatFunctions.BIAS)
                            .lanewise(VectorOperators.LSHL, FloatFunctions.FRACTION)
                            .reinterpretAsFloats();
            FloatVector result = scale.mul(sum).add(scale.sub(0.5f)).mul(2);
            STORE.invokeExact(result, y, to + i);
        }
    }

    /**
     * The logarithm of positive normal numbers.
     *
     * @return whether all are
     */
    static boolean log(Object x, int from, Object y, int to, int bytes) throws Throwable {
        IntVector specials = FloatVector.zero(SPECIES).reinterpretAsInts();
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector v = (FloatVector) LOAD.invokeExact(x, from + i);
            IntVector bits = v.reinterpretAsInts();
            specials =
                    specials.or(bits.sub(FloatFunctions.LEAST_NORMAL_BITS))
                            .or(bits.neg().add(FloatFunctions.LARGEST_BITS));
            IntVector e =
                    bits.sub(FloatFunctions.ROOT_HALF_BITS)
                            .lanewise(VectorOperators.ASHR, FloatFunctions.FRACTION);
            FloatVector f =
                    bits.sub(e.lanewise(VectorOperators.LSHL, FloatFunctions.FRACTION))
                            .reinterpretAsFloats()
                            .sub(1);
            FloatVector exponent =
                    e.add(FloatFunctions.ROUND_BITS)
                            .reinterpretAsFloats()
                            .sub(FloatFunctions.ROUND);
            FloatVector s = f.div(f.add(2));
            FloatVector square = s.mul(s);
            FloatVector sum = square.mul(2f / 9).add(2f / 7);
            sum = sum.mul(square).add(2f / 5);
            sum = sum.mul(square).add(2f / 3);
            sum = s.mul(square).mul(sum).add(exponent.mul(FloatFunctions.LN_2_TAIL));
            FloatVector result = s.mul(2).add(sum).add(exponent.mul(FloatFunctions.LN_2_HEAD));
            STORE.invokeExact(result, y, to + i);
        }
        return specials.reduceLanes(VectorOperators.OR) >= 0;
    }

    /** Writes u = 1 + x, and to another place what u lost of x, over u. */
    static void onePlus(Object x, int from, Object y, int to, Object lost, int atLost, int bytes)
            throws Throwable {
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector v = (FloatVector) LOAD.invokeExact(x, from + i);
            FloatVector u = v.add(1);
            FloatVector rest = v.sub(u.sub(1)).div(u);
            STORE.invokeExact(u, y, to + i);
            STORE.invokeExact(rest, lost, atLost + i);
        }
    }
}
