// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.nd4j;

import org.vaelab.framework.tensor.Activation;
import org.vaelab.framework.tensor.spi.Binary;
import org.vaelab.framework.tensor.spi.Unary;

/**
 * Loops over float32 numbers that lie one after another in native memory: where the time of all
 * element-wise work goes.
 *
 * <p>Every implementation gives the same bits (of a NaN, that it is one): no product is fused with a
 * sum, and sums are taken in an order that does not depend on the width of vectors. Where a result
 * is written, no operand lies, except those that are said to be overwritten. An instance has scratch
 * memory of its own and belongs to one thread.
 */
interface Kernels extends AutoCloseable {

    /** How many partial sums a row is added up in: the lanes of the widest vector. */
    int PARTIAL_SUMS = 16;

    /** How many rows are added in float32 before the sum is compensated. */
    int ROWS_AT_ONCE = 16;

    /** Returns what doctor and records say of these kernels. */
    String description();

    /** y = f(x), element by element. */
    void unary(Unary function, Floats x, Floats y, int n);

    /** y = f(a, b), element by element. */
    void binary(Binary function, Floats a, Floats b, Floats y, int n);

    /** y = f(a, b) with one number b. */
    void binary(Binary function, Floats a, float b, Floats y, int n);

    /** y = f(y + bias), overwritten row by row. */
    void activate(Activation activation, Floats bias, Floats y, int rows, int width);

    /** dx = dy f'(x) from the output y = f(x); f is not the identity. */
    void activationGradient(Activation activation, Floats y, Floats dy, Floats dx, int n);

    /** One step of Adam; overwrites the value w and the moments m and v. */
    void adam(AdamConstants constants, Floats w, Floats g, Floats m, Floats v, int n);

    /**
     * Adds up some columns of a matrix.
     *
     * <p>{@value #ROWS_AT_ONCE} rows at a time are added one after another; their sums with the
     * rounding error of each addition carried along.
     *
     * @param width elements from row to row
     * @param columns how many columns are added up, from that on at which {@code a} points
     */
    void columnSums(Floats a, int rows, int width, Floats sums, int columns);

    /** Frees scratch memory. */
    @Override
    void close();
}
