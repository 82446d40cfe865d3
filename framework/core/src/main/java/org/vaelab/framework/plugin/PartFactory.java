// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

/**
 * Makes a part from its settings. One instance serves every model of a process; it has no state.
 *
 * @param <T> what it makes
 * @param <S> its settings: a record that Jackson reads, whose constructor checks the values and
 *     throws {@link IllegalArgumentException} with a message that names the value and what is
 *     allowed
 * @param <C> what it may know of the model that the part becomes part of
 */
public interface PartFactory<T, S extends Record, C> {

    /** Returns the class of the settings. */
    Class<S> settingsType();

    /** Returns what {@code vaelab list} says of the part, in one line. */
    String description();

    /**
     * Checks what settings say of other parts, of which their own constructor knows nothing. Called
     * when a config is read, before anything is made.
     *
     * @throws IllegalArgumentException with a message that begins with the key at fault; lines after
     *     the first are hints
     */
    default void check(S settings) {}

    /** Makes the part. */
    T create(S settings, C context);
}
