// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.Optional;
import org.vaelab.framework.posterior.PosteriorFamily;

/**
 * Makes families of posteriors of one kind.
 *
 * @param <S> their settings
 */
public interface PosteriorFactory<S extends Record>
        extends PartFactory<PosteriorFamily, S, PartContext> {

    /**
     * Returns what the family is called as a factor of a product, as in {@code normal(8) x
     * sphere(16)}, where that is not the name under which it is announced.
     */
    default Optional<String> shortName() {
        return Optional.empty();
    }
}
