// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.spi.Buffer;
import org.vaelab.framework.tensor.spi.ProductOperations;

/**
 * A product of matrices, or a convolution, without its operands' values.
 *
 * @param first operand
 * @param second operand
 * @param call computes it
 */
record Product(Operand first, Operand second, Call call) {

    /**
     * An operand.
     *
     * @param shape of it
     * @param parameter the number of the parameter that it is, or -1
     */
    record Operand(Shape shape, int parameter) {}

    /** Computes a product on a backend. */
    @FunctionalInterface
    interface Call {
        Buffer on(ProductOperations backend, Buffer first, Buffer second);
    }
}
