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

    private final Kernels plain;
    private final int least;
    private final VectorBernoulli bernoulli = new VectorBernoulli();
    private final NativeBlock constant = new NativeBlock(STEP);

    /**
     * Leaves what vectors cannot do to the plain kernels, and loops over fewer elements than {@code
     * least}: these are short, and would run for long before they are compiled, which vectors need.
     */
    VectorKernels(Kernels plain, int least) {
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
        if (n < least || !VectorUnary.knows(function)) {
            plain.unary(function, x, y, n);
            return;
        }
        int whole = n - n % LANES;
        for (int start = 0; start < whole; start += Tiles.LENGTH) {
            unaryOfWhole(
                    function, x.plus(start), y.plus(start), Math.min(Tiles.LENGTH, whole - start));
        }
        if (whole < n) {
            unaryOfWhole(function, x.plus(n - LANES), y.plus(n - LANES), LANES);
        }
    }

    private void unaryOfWhole(Unary function, Floats x, Floats y, int n) {
        if (!VectorUnary.apply(function, x, y, n)) {
            plain.unary(function, x, y, n);
        }
    }

    @Override
    public void binary(Binary function, Floats a, Floats b, Floats y, int n) {
        if (n < least || !VectorBinary.knows(function)) {
            plain.binary(function, a, b, y, n);
            return;
        }
        binaryOfMany(function, a, b, y, n);
    }

    @Override
    public void binaryRows(Binary function, Floats a, Floats row, Floats y, int rows, int width) {
        if (width < LANES || rows * width < least || !VectorBinary.knows(function)) {
            plain.binaryRows(function, a, row, y, rows, width);
            return;
        }
        for (int i = 0; i < rows; i++) {
            binaryOfMany(function, a.plus(i * width), row, y.plus(i * width), width);
        }
    }

    private static void binaryOfMany(Binary function, Floats a, Floats b, Floats y, int n) {
        VectorBinary.apply(function, a, b, STEP, y, n - n % LANES);
        if (n % LANES > 0) {
            int last = n - LANES;
            VectorBinary.apply(function, a.plus(last), b.plus(last), STEP, y.plus(last), LANES);
        }
    }

    @Override
    public void binary(Binary function, Floats a, float b, Floats y, int n) {
        if (n < least || !VectorBinary.knows(function)) {
            plain.binary(function, a, b, y, n);
            return;
        }
        Floats repeated = new Floats(constant, 0);
        for (int i = 0; i < LANES; i++) {
            repeated.put(i, b);
        }
        VectorBinary.apply(function, a, repeated, 0, y, n - n % LANES);
        if (n % LANES > 0) {
            int last = n - LANES;
            VectorBinary.apply(function, a.plus(last), repeated, 0, y.plus(last), LANES);
        }
    }

    // -------------------------------------------------------------------------------- dense layer

    @Override
    public void activate(Activation activation, Floats bias, Floats y, int rows, int width) {
        if (width < LANES || rows * width < least) {
            plain.activate(activation, bias, y, rows, width);
        } else {
            VectorActivation.apply(activation, bias, y, rows, width);
        }
    }

    @Override
    public void activationGradient(Activation activation, Floats y, Floats dy, Floats dx, int n) {
        if (n < least) {
            plain.activationGradient(activation, y, dy, dx, n);
            return;
        }
        VectorActivation.gradient(activation, y, dy, dx, n - n % LANES);
        if (n % LANES > 0) {
            int last = n - LANES;
            VectorActivation.gradient(
                    activation, y.plus(last), dy.plus(last), dx.plus(last), LANES);
        }
    }

    // ------------------------------------------------------------------------------------- update

    @Override
    public void adam(AdamConstants constants, Floats w, Floats g, Floats m, Floats v, int n) {
        int whole = n < least ? 0 : n - n % LANES;
        VectorAdam.update(constants, w, g, m, v, whole);
        if (whole < n) {
            plain.adam(
                    constants,
                    w.plus(whole),
                    g.plus(whole),
                    m.plus(whole),
                    v.plus(whole),
                    n - whole);
        }
    }

    // --------------------------------------------------------------------------------------- sums

    @Override
    public void columnSums(Floats a, int rows, int width, Floats sums, int columns) {
        if (columns < LANES || rows * columns < least) {
            plain.columnSums(a, rows, width, sums, columns);
            return;
        }
        VectorSums.columns(a, rows, width, sums, columns - columns % LANES);
        if (columns % LANES > 0) {
            int last = columns - LANES;
            VectorSums.columns(a.plus(last), rows, width, sums.plus(last), LANES);
        }
    }

    // ----------------------------------------------------------------------------- log-densities

    @Override
    public void bernoulliLogProbability(Floats l, Floats x, Floats result, int rows, int width) {
        if (rows * width < least) {
            plain.bernoulliLogProbability(l, x, result, rows, width);
        } else {
            bernoulli.logProbability(l, x, result, rows, width);
        }
    }

    @Override
    public void bernoulliLogProbabilityGradient(
            Floats l, Floats x, Floats weights, Floats result, int rows, int width) {
        if (width < LANES || rows * width < least) {
            plain.bernoulliLogProbabilityGradient(l, x, weights, result, rows, width);
        } else {
            VectorBernoulli.gradient(l, x, weights, result, rows, width);
        }
    }

    @Override
    public void close() {
        bernoulli.close();
        constant.free();
        plain.close();
    }
}
