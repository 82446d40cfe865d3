// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.Map;

/**
 * An object of independent, named factors, such as a distribution on a product space. A divergence
 * of two such distributions is the sum of those of their factors.
 *
 * @param <T> what the whole is, and each factor: a T that is Factored is a {@code Factored<T>}
 */
public interface Factored<T> {

    /** Returns the factors by name, in order. */
    Map<String, T> factors();

    /** Returns the factors of a whole by name, in order; of what has none, itself under "". */
    @SuppressWarnings("unchecked") // By the contract of the type parameter.
    static <T> Map<String, T> of(T whole) {
        return whole instanceof Factored<?> factored
                ? ((Factored<T>) factored).factors()
                : Map.of("", whole);
    }
}
