// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import org.vaelab.framework.tensor.spi.Unary;

/**
 * Functions of one operand on vectors, composed of {@link VectorLoops} that each pass over a tile in
 * the first-level cache; operation for operation those of {@link FloatFunctions}.
 */
final class VectorFunctions {

    private final NativeBlock block = new NativeBlock(2L * Tiles.LENGTH * Float.BYTES);
    private final Floats scratchA = new Floats(block, 0);
    private final Floats scratchB = new Floats(block, Tiles.LENGTH);
    private final Object scratch = VectorMemory.of(scratchA);
    private final int atA = VectorMemory.position(scratchA);
    private final int atB = VectorMemory.position(scratchB);

    /** Returns whether a function is computed here; some are computed in float64. */
    static boolean knows(Unary function) {
        return switch (function) {
            case NEGATE, ABS, SQRT, SQUARE, RECIPROCAL, RELU -> true;
            case EXP, EXPM1, LOG, LOG1P, TANH, SIGMOID, SOFTPLUS, ELU -> true;
            case SIGN, FLOOR, SIN, COS, ERF, LGAMMA, DIGAMMA, TRIGAMMA -> false;
        };
    }

    /**
     * Computes whole vectors, of a tile at most. The result may lie where the operand does, unless
     * the function is a logarithm.
     *
     * @return whether the results are right: a logarithm does not know zeros, negative numbers,
     *     infinities and those below the normal ones
     */
    boolean apply(Unary function, Floats operand, Floats result, int n) throws Throwable {
        Object x = VectorMemory.of(operand);
        int from = VectorMemory.position(operand);
        Object y = VectorMemory.of(result);
        int to = VectorMemory.position(result);
        int bytes = n * Float.BYTES;
        switch (function) {
            case NEGATE -> VectorLoops.negate(x, from, y, to, bytes);
            case ABS -> VectorLoops.abs(x, from, y, to, bytes);
            case SQRT -> VectorLoops.sqrt(x, from, y, to, bytes);
            case SQUARE -> VectorLoops.square(x, from, y, to, bytes);
            case RECIPROCAL -> VectorLoops.reciprocal(x, from, y, to, bytes);
            case RELU -> VectorLoops.relu(x, from, y, to, bytes);
            case EXP -> VectorLoops.exp(x, from, y, to, bytes);
            case EXPM1 -> VectorLoops.expm1(x, from, y, to, bytes);
            case LOG -> {
                return VectorLoops.log(x, from, y, to, bytes);
            }
            case LOG1P -> {
                return log1p(x, from, y, to, bytes);
            }
            case TANH -> tanh(x, from, y, to, bytes);
            case SIGMOID -> sigmoid(x, from, y, to, bytes);
            case SOFTPLUS -> softplus(x, from, y, to, bytes);
            case ELU -> elu(x, from, y, to, bytes);
            default -> throw new IllegalArgumentException(function + " is not computed here");
        }
        return true;
    }

    /** Overwrites whole vectors of x by e^x. */
    void exponentials(Floats x, int n) throws Throwable {
        Object memory = VectorMemory.of(x);
        int at = VectorMemory.position(x);
        VectorLoops.exp(memory, at, memory, at, n * Float.BYTES);
    }

    /** Overwrites whole vectors of finite x above -1 by ln(1 + x). */
    void logarithmsOfOnePlus(Floats x, int n) throws Throwable {
        Object memory = VectorMemory.of(x);
        int at = VectorMemory.position(x);
        log1p(memory, at, memory, at, n * Float.BYTES);
    }

    private boolean log1p(Object x, int from, Object y, int to, int bytes) throws Throwable {
        VectorLoops.onePlus(x, from, y, to, scratch, atB, bytes);
        boolean right = VectorLoops.log(y, to, y, to, bytes);
        VectorBinary.add(y, to, scratch, atB, VectorMemory.STEP, y, to, bytes);
        return right;
    }

    private static void tanh(Object x, int from, Object y, int to, int bytes) throws Throwable {
        VectorLoops.twiceLimited(x, from, y, to, bytes);
        VectorLoops.expm1(y, to, y, to, bytes);
        VectorLoops.overItselfAndTwo(y, to, y, to, bytes);
    }

    private static void sigmoid(Object x, int from, Object y, int to, int bytes) throws Throwable {
        VectorLoops.negate(x, from, y, to, bytes);
        VectorLoops.exp(y, to, y, to, bytes);
        VectorLoops.logistic(y, to, y, to, bytes);
    }

    private void softplus(Object x, int from, Object y, int to, int bytes) throws Throwable {
        VectorLoops.relu(x, from, scratch, atA, bytes);
        VectorLoops.minusAbs(x, from, y, to, bytes);
        VectorLoops.exp(y, to, y, to, bytes);
        log1p(y, to, y, to, bytes);
        VectorBinary.add(y, to, scratch, atA, VectorMemory.STEP, y, to, bytes);
    }

    private void elu(Object x, int from, Object y, int to, int bytes) throws Throwable {
        VectorLoops.relu(x, from, scratch, atA, bytes);
        VectorLoops.negativePart(x, from, y, to, bytes);
        VectorLoops.expm1(y, to, y, to, bytes);
        VectorBinary.add(y, to, scratch, atA, VectorMemory.STEP, y, to, bytes);
    }

    void close() {
        block.free();
    }
}
