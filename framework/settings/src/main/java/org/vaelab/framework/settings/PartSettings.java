// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import java.util.Collection;
import java.util.List;

/**
 * A record of settings that creates a part. A config holds its components; its constructor checks
 * the values and throws {@link IllegalArgumentException} with a message that names the key and what
 * is allowed.
 *
 * @param <T> what it creates
 * @param <C> what it may know of the model that the part belongs to
 */
public interface PartSettings<T, C> {

    T create(C context);

    /**
     * Checks settings that name other parts. Called when a config is read, before anything is
     * created.
     *
     * @throws IllegalArgumentException with a message that begins with the key at fault; lines
     *     after the first are hints
     */
    default void check(Parts parts) {}

    /**
     * Returns the parts that this one is made of, such as the factors of a product; none by
     * default.
     *
     * @throws IllegalArgumentException as {@link #check} does
     */
    default Collection<?> inner(Parts parts) {
        return List.of();
    }
}
