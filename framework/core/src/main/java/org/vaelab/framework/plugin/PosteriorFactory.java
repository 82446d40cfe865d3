// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.Optional;
import org.vaelab.framework.latent.LatentSpace;
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

    /**
     * Returns the space of the family that would be made, so that what does not go with it is refused
     * when a config is read; by default it is known once the family is made, and not before.
     */
    default Optional<LatentSpace> space(S settings) {
        return Optional.empty();
    }
}
