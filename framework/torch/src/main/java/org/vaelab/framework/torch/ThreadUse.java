// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.torch;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.vaelab.framework.tensor.spi.BackendException;

/**
 * The use of the threads of this process. Matrix products have those of OpenBLAS; convolutions and
 * all other operations have those of OpenMP. Either kind waits for work by turning in a circle, so
 * that with both, and no processors to spare, each keeps the other from working: a step of 4 ms
 * took 150.
 */
enum ThreadUse {
    /** Matrix products, which are most of the work of dense networks. */
    PRODUCTS,

    /** Convolutions, and everything but matrix products. */
    OPERATIONS;

    static final String PROPERTY = "vaelab.torch.threads";

    /**
     * Returns what the property {@value #PROPERTY} says; else products.
     *
     * @throws BackendException if it says something else
     */
    static ThreadUse chosen() {
        String name = System.getProperty(PROPERTY, PRODUCTS.label());
        return Arrays.stream(values())
                .filter(use -> use.label().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new BackendException(
                                        PROPERTY
                                                + " is '"
                                                + name
                                                + "', allowed are "
                                                + String.join(" and ", labels())));
    }

    private static List<String> labels() {
        return Arrays.stream(values()).map(ThreadUse::label).toList();
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    int ofProducts(int threads) {
        return this == PRODUCTS ? threads : 1;
    }

    int ofOperations(int threads) {
        return this == OPERATIONS ? threads : 1;
    }
}
