// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

import org.vaelab.framework.tensor.shape.ProductPrecision;

/**
 * The settings of a backend.
 *
 * @param device {@code auto}, {@code cpu} or {@code cuda}
 * @param threads how many threads its matrix products may use, at least 1
 * @param products how it multiplies where {@link ProductOperations#reduceProducts} allows it
 */
public record BackendSettings(String device, int threads, ProductPrecision products) {

    public BackendSettings {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, is " + threads);
        }
    }

    /** Asks for products in the precision of their dtype. */
    public BackendSettings(String device, int threads) {
        this(device, threads, ProductPrecision.FULL);
    }

    /**
     * Refuses reduced products, for a backend that knows none.
     *
     * @param backend its name
     * @throws BackendException if they are asked for
     */
    public void requireFullProducts(String backend) {
        if (products != ProductPrecision.FULL) {
            throw new BackendException(
                    "backend "
                            + backend
                            + " multiplies in float32 and float64 alone; runtime.precision "
                            + products.label()
                            + " needs the backend torch");
        }
    }
}
