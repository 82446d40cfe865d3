// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import org.vaelab.framework.tensor.Activation;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Unary;

/**
 * The kernels in Java's Vector API, straight on native memory. Where a loop does not fill a vector,
 * and for functions computed in float64, the plain kernels take over.
 *
 * <p>The last vector of a row overlaps the one before it instead of being cut: what both compute is
 * the same.
 */
final class VectorKernels implements Kernels {

    private static final int LANES = VectorMemory.LANES;
    private static final int STEP = VectorMemory.STEP;

    /** Shorter vectors are those of a JVM that has none. */
    private static final int LEAST_LANES = 4;

    private final Kernels plain;
    private final int least;
    private final VectorFunctions functions = new VectorFunctions();
    private final VectorBernoulli bernoulli = new VectorBernoulli(functions);
    private final NativeBlock block = new NativeBlock(STEP);
    private final Floats constant = new Floats(block, 0);

    /**
     * Leaves what vectors cannot do to the plain kernels, and loops over fewer elements than {@code
     * least}: these are short, and would run for long before they are compiled, which vectors need.
     *
     * @throws LinkageError if the vectors of this JVM do not fit the partial sums
     */
    VectorKernels(Kernels plain, int least) {
        if (LANES < LEAST_LANES || PARTIAL_SUMS % LANES != 0) {
            throw new LinkageError("vectors of " + LANES + " lanes");
        }
        this.plain = plain;
        this.least = Math.max(least, LANES);
    }

    @Override
    public String description() {
        return VectorMemory.SPECIES.vectorBitSize() + "-bit vectors (jdk.incubator.vector)";
    }

    // ------------------------------------------------------------------------------- primitives

    @Override
    public void unary(Unary function, Floats x, Floats y, int n) {
        if (n < least || !VectorFunctions.knows(function)) {
            plain.unary(function, x, y, n);
            return;
        }
        int whole = n - n % LANES;
        for (int start = 0; start < whole; start += Tiles.LENGTH) {
            int length = Math.min(Tiles.LENGTH, whole - start);
            Floats from = x.plus(start);
            Floats to = y.plus(start);
            if (!isRight(() -> functions.apply(function, from, to, length))) {
                plain.unary(function, from, to, length);
            }
        }
        plain.unary(function, x.plus(whole), y.plus(whole), n - whole);
    }

    @Override
    public void binary(Binary function, Floats a, Floats b, Floats y, int n) {
        if (n < least || !VectorBinary.knows(function)) {
            plain.binary(function, a, b, y, n);
            return;
        }
        run(() -> binaryOfMany(function, a, b, STEP, y, n));
    }

    @Override
    public void binaryRows(Binary function, Floats a, Floats row, Floats y, int rows, int width) {
        if (width < LANES || rows * width < least || !VectorBinary.knows(function)) {
            plain.binaryRows(function, a, row, y, rows, width);
            return;
        }
        run(
                () -> {
                    for (int i = 0; i < rows; i++) {
                        int at = i * width;
                        binaryOfMany(function, a.plus(at), row, STEP, y.plus(at), width);
                    }
                });
    }

    @Override
    public void binary(Binary function, Floats a, float b, Floats y, int n) {
        if (n < least || !VectorBinary.knows(function)) {
            plain.binary(function, a, b, y, n);
            return;
        }
        for (int i = 0; i < LANES; i++) {
            constant.put(i, b);
        }
        run(() -> binaryOfMany(function, a, constant, 0, y, n));
    }

    /** With the bytes from vector to vector of the second operand. */
    private static void binaryOfMany(Binary function, Floats a, Floats b, int step, Floats y, int n)
            throws Throwable {
        VectorBinary.apply(function, a, b, step, y, n - n % LANES);
        if (n % LANES > 0) {
            int last = n - LANES;
            Floats lastOfB = step == 0 ? b : b.plus(last);
            VectorBinary.apply(function, a.plus(last), lastOfB, step, y.plus(last), LANES);
        }
    }

    // -------------------------------------------------------------------------------- dense layer

    @Override
    public void activate(Activation activation, Floats bias, Floats y, int rows, int width) {
        if (width < LANES || rows * width < least) {
            plain.activate(activation, bias, y, rows, width);
            return;
        }
        run(() -> VectorTraining.addBias(bias, y, rows, width, activation == Activation.RELU));
        if (activation != Activation.RELU) {
            Unary.of(activation).ifPresent(function -> unary(function, y, y, rows * width));
        }
    }

    @Override
    public void activationGradient(Activation activation, Floats y, Floats dy, Floats dx, int n) {
        int whole = n < least ? 0 : n - n % LANES;
        run(() -> VectorTraining.gradient(activation, y, dy, dx, whole));
        plain.activationGradient(
                activation, y.plus(whole), dy.plus(whole), dx.plus(whole), n - whole);
    }

    // ------------------------------------------------------------------------------------- update

    @Override
    public void adam(AdamConstants constants, Floats w, Floats g, Floats m, Floats v, int n) {
        int whole = n < least ? 0 : n - n % LANES;
        run(() -> VectorTraining.adam(constants, w, g, m, v, whole));
        plain.adam(
                constants, w.plus(whole), g.plus(whole), m.plus(whole), v.plus(whole), n - whole);
    }

    // --------------------------------------------------------------------------------------- sums

    @Override
    public void columnSums(Floats a, int rows, int width, Floats sums, int columns) {
        if (columns < LANES || rows * columns < least) {
            plain.columnSums(a, rows, width, sums, columns);
            return;
        }
        run(
                () -> {
                    VectorTraining.columnSums(a, rows, width, sums, columns - columns % LANES);
                    if (columns % LANES > 0) {
                        int last = columns - LANES;
                        VectorTraining.columnSums(
                                a.plus(last), rows, width, sums.plus(last), LANES);
                    }
                });
    }

    // ----------------------------------------------------------------------------- log-densities

    @Override
    public void bernoulliLogProbability(Floats l, Floats x, Floats result, int rows, int width) {
        if (rows * width < least) {
            plain.bernoulliLogProbability(l, x, result, rows, width);
        } else {
            run(() -> bernoulli.logProbability(l, x, result, rows, width));
        }
    }

    @Override
    public void bernoulliLogProbabilityGradient(
            Floats l, Floats x, Floats weights, Floats result, int rows, int width) {
        if (width < LANES || rows * width < least) {
            plain.bernoulliLogProbabilityGradient(l, x, weights, result, rows, width);
        } else {
            run(() -> bernoulli.gradient(l, x, weights, result, rows, width));
        }
    }

    // -------------------------------------------------------------------------------- exceptions

    /** Work that invokes handles, which declare to throw everything. */
    private interface Work {
        void run() throws Throwable;
    }

    private interface Question {
        boolean answer() throws Throwable;
    }

    private static void run(Work work) {
        try {
            work.run();
        } catch (Throwable e) {
            throw VectorMemory.unexpected(e);
        }
    }

    private static boolean isRight(Question question) {
        try {
            return question.answer();
        } catch (Throwable e) {
            throw VectorMemory.unexpected(e);
        }
    }

    @Override
    public void close() {
        bernoulli.close();
        functions.close();
        block.free();
        plain.close();
    }
}
