// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import static org.vaelab.framework.nd4j.VectorMemory.STEP;
import static org.vaelab.framework.nd4j.VectorMemory.load;
import static org.vaelab.framework.nd4j.VectorMemory.store;

import java.util.EnumSet;
import java.util.Set;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import org.vaelab.framework.tensor.spi.Unary;

/**
 * Functions of one operand. One loop for each: a loop over a function that is passed to it would
 * make an object of every vector.
 */
final class VectorUnary {

    /** Those that are computed in float64 are not among them. */
    private static final Set<Unary> KNOWN =
            EnumSet.of(
                    Unary.NEGATE,
                    Unary.ABS,
                    Unary.SQRT,
                    Unary.SQUARE,
                    Unary.RELU,
                    Unary.EXP,
                    Unary.EXPM1,
                    Unary.TANH,
                    Unary.SIGMOID,
                    Unary.SOFTPLUS,
                    Unary.ELU,
                    Unary.RECIPROCAL,
                    Unary.LOG,
                    Unary.LOG1P);

    private VectorUnary() {}

    static boolean knows(Unary function) {
        return KNOWN.contains(function);
    }

    /**
     * Computes whole vectors.
     *
     * @return whether the results are right: a logarithm does not know zeros, negative numbers,
     *     infinities and those below the normal ones
     */
    static boolean apply(Unary function, Floats operand, Floats result, int n) {
        Object x = VectorMemory.of(operand);
        int from = VectorMemory.position(operand);
        Object y = VectorMemory.of(result);
        int to = VectorMemory.position(result);
        int bytes = n * Float.BYTES;
        switch (function) {
            case NEGATE -> negate(x, from, y, to, bytes);
            case ABS -> abs(x, from, y, to, bytes);
            case SQRT -> sqrt(x, from, y, to, bytes);
            case SQUARE -> square(x, from, y, to, bytes);
            case RELU -> relu(x, from, y, to, bytes);
            case EXP -> exp(x, from, y, to, bytes);
            case EXPM1 -> expm1(x, from, y, to, bytes);
            case TANH -> tanh(x, from, y, to, bytes);
            case SIGMOID -> sigmoid(x, from, y, to, bytes);
            case SOFTPLUS -> softplus(x, from, y, to, bytes);
            case ELU -> elu(x, from, y, to, bytes);
            case RECIPROCAL -> reciprocal(x, from, y, to, bytes);
            case LOG -> {
                return log(x, from, y, to, bytes);
            }
            case LOG1P -> {
                return log1p(x, from, y, to, bytes);
            }
            default -> throw new IllegalArgumentException(function + " is not computed here");
        }
        return true;
    }

    private static void negate(Object x, int from, Object y, int to, int bytes) {
        for (int i = 0; i < bytes; i += STEP) {
            store(load(x, from + i).neg(), y, to + i);
        }
    }

    private static void abs(Object x, int from, Object y, int to, int bytes) {
        for (int i = 0; i < bytes; i += STEP) {
            store(load(x, from + i).abs(), y, to + i);
        }
    }

    private static void sqrt(Object x, int from, Object y, int to, int bytes) {
        for (int i = 0; i < bytes; i += STEP) {
            store(load(x, from + i).sqrt(), y, to + i);
        }
    }

    private static void square(Object x, int from, Object y, int to, int bytes) {
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector value = load(x, from + i);
            store(value.mul(value), y, to + i);
        }
    }

    private static void relu(Object x, int from, Object y, int to, int bytes) {
        for (int i = 0; i < bytes; i += STEP) {
            store(load(x, from + i).max(0), y, to + i);
        }
    }

    private static void exp(Object x, int from, Object y, int to, int bytes) {
        for (int i = 0; i < bytes; i += STEP) {
            store(VectorFunctions.exp(load(x, from + i)), y, to + i);
        }
    }

    private static void expm1(Object x, int from, Object y, int to, int bytes) {
        for (int i = 0; i < bytes; i += STEP) {
            store(VectorFunctions.expm1(load(x, from + i)), y, to + i);
        }
    }

    private static void tanh(Object x, int from, Object y, int to, int bytes) {
        for (int i = 0; i < bytes; i += STEP) {
            store(VectorFunctions.tanh(load(x, from + i)), y, to + i);
        }
    }

    private static void sigmoid(Object x, int from, Object y, int to, int bytes) {
        for (int i = 0; i < bytes; i += STEP) {
            store(VectorFunctions.sigmoid(load(x, from + i)), y, to + i);
        }
    }

    private static void softplus(Object x, int from, Object y, int to, int bytes) {
        for (int i = 0; i < bytes; i += STEP) {
            store(VectorFunctions.softplus(load(x, from + i)), y, to + i);
        }
    }

    private static void elu(Object x, int from, Object y, int to, int bytes) {
        for (int i = 0; i < bytes; i += STEP) {
            store(VectorFunctions.elu(load(x, from + i)), y, to + i);
        }
    }

    private static void reciprocal(Object x, int from, Object y, int to, int bytes) {
        FloatVector one = FloatVector.broadcast(VectorMemory.SPECIES, 1);
        for (int i = 0; i < bytes; i += STEP) {
            store(one.div(load(x, from + i)), y, to + i);
        }
    }

    private static boolean log(Object x, int from, Object y, int to, int bytes) {
        IntVector specials = load(x, from).reinterpretAsInts().and(0);
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector value = load(x, from + i);
            specials = specials.or(VectorFunctions.specials(value));
            store(VectorFunctions.logOfNormal(value), y, to + i);
        }
        return specials.reduceLanes(VectorOperators.OR) >= 0;
    }

    private static boolean log1p(Object x, int from, Object y, int to, int bytes) {
        IntVector specials = load(x, from).reinterpretAsInts().and(0);
        for (int i = 0; i < bytes; i += STEP) {
            FloatVector value = load(x, from + i);
            specials = specials.or(VectorFunctions.specials(value.add(1)));
            store(VectorFunctions.log1pOfNormal(value), y, to + i);
        }
        return specials.reduceLanes(VectorOperators.OR) >= 0;
    }
}
