// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor;

import java.util.function.Supplier;
import org.vaelab.framework.tensor.spi.ProductOperations;

/**
 * The time in which layers of networks multiply in the reduced precision of their run, if it has
 * one: from {@link TensorRuntime#reducedProducts()} to {@link #close}. A step of training lies in
 * it, an evaluation does not.
 *
 * <p>Within it, only layers do: {@link Fused#dense}, convolutions, and their gradients. Products of
 * which densities and distances are made, where large numbers cancel, never do.
 */
public final class ReducedProducts implements AutoCloseable {

    private final ProductOperations products;
    private int opened;

    ReducedProducts(ProductOperations products) {
        this.products = products;
    }

    ReducedProducts open() {
        opened++;
        return this;
    }

    /** Ends what the last call began. */
    @Override
    public void close() {
        opened--;
    }

    /** Computes the product of a layer. */
    <T> T ofLayer(Supplier<T> product) {
        if (opened == 0) {
            return product.get();
        }
        products.reduceProducts(true);
        try {
            return product.get();
        } finally {
            products.reduceProducts(false);
        }
    }
}
