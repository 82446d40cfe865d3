// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import static org.vaelab.framework.nd4j.VectorMemory.LOAD;
import static org.vaelab.framework.nd4j.VectorMemory.STEP;
import static org.vaelab.framework.nd4j.VectorMemory.STORE;

import jdk.incubator.vector.FloatVector;
import org.vaelab.framework.tensor.spi.Binary;

/** Arithmetic functions of two operands, a loop over whole vectors for each. */
final class VectorBinary {

    private VectorBinary() {}

    /** Returns whether a function has a loop here; the plain kernels compute the others. */
    static boolean knows(Binary function) {
        return switch (function) {
            case ADD, SUBTRACT, MULTIPLY, DIVIDE, MAXIMUM, MINIMUM -> true;
            case POWER, EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> false;
        };
    }

    /**
     * Computes whole vectors.
     *
     * @param step bytes from vector to vector of the second operand; 0 takes the same again
     */
    static void apply(Binary function, Floats first, Floats second, int step, Floats result, int n)
            throws Throwable {
        Object a = VectorMemory.of(first);
        int atA = VectorMemory.position(first);
        Object b = VectorMemory.of(second);
        int atB = VectorMemory.position(second);
        Object y = VectorMemory.of(result);
        int atY = VectorMemory.position(result);
        int bytes = n * Float.BYTES;
        switch (function) {
            case ADD -> add(a, atA, b, atB, step, y, atY, bytes);
            case SUBTRACT -> subtract(a, atA, b, atB, step, y, atY, bytes);
            case MULTIPLY -> multiply(a, atA, b, atB, step, y, atY, bytes);
            case DIVIDE -> divide(a, atA, b, atB, step, y, atY, bytes);
            case MAXIMUM -> maximum(a, atA, b, atB, step, y, atY, bytes);
            case MINIMUM -> minimum(a, atA, b, atB, step, y, atY, bytes);
            default -> throw new IllegalArgumentException(function + " is not computed here");
        }
    }

    static void add(Object a, int atA, Object b, int atB, int step, Object y, int atY, int bytes)
            throws Throwable {
        int at = atB;
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector v = (FloatVector) LOAD.invokeExact(a, atA + i);
            v = v.add((FloatVector) LOAD.invokeExact(b, at));
            STORE.invokeExact(v, y, atY + i);
            at += step;
        }
    }

    private static void subtract(
            Object a, int atA, Object b, int atB, int step, Object y, int atY, int bytes)
            throws Throwable {
        int at = atB;
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector v = (FloatVector) LOAD.invokeExact(a, atA + i);
            v = v.sub((FloatVector) LOAD.invokeExact(b, at));
            STORE.invokeExact(v, y, atY + i);
            at += step;
        }
    }

    private static void multiply(
            Object a, int atA, Object b, int atB, int step, Object y, int atY, int bytes)
            throws Throwable {
        int at = atB;
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector v = (FloatVector) LOAD.invokeExact(a, atA + i);
            v = v.mul((FloatVector) LOAD.invokeExact(b, at));
            STORE.invokeExact(v, y, atY + i);
            at += step;
        }
    }

    private static void divide(
            Object a, int atA, Object b, int atB, int step, Object y, int atY, int bytes)
            throws Throwable {
        int at = atB;
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector v = (FloatVector) LOAD.invokeExact(a, atA + i);
            v = v.div((FloatVector) LOAD.invokeExact(b, at));
            STORE.invokeExact(v, y, atY + i);
            at += step;
        }
    }

    private static void maximum(
            Object a, int atA, Object b, int atB, int step, Object y, int atY, int bytes)
            throws Throwable {
        int at = atB;
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector v = (FloatVector) LOAD.invokeExact(a, atA + i);
            v = v.max((FloatVector) LOAD.invokeExact(b, at));
            STORE.invokeExact(v, y, atY + i);
            at += step;
        }
    }

    private static void minimum(
            Object a, int atA, Object b, int atB, int step, Object y, int atY, int bytes)
            throws Throwable {
        int at = atB;
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector v = (FloatVector) LOAD.invokeExact(a, atA + i);
            v = v.min((FloatVector) LOAD.invokeExact(b, at));
            STORE.invokeExact(v, y, atY + i);
            at += step;
        }
    }
}
