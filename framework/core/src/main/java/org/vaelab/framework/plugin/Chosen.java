// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

/**
 * A factory together with the settings it is given: all that is needed to make a part.
 *
 * @param name the name by which the factory was found
 * @param factory the factory
 * @param settings an instance of its settings class
 * @param <F> the kind of factory
 */
public record Chosen<F>(String name, F factory, Record settings) {

    /**
     * Checks the settings of a part, as {@link PartFactory#check} does.
     *
     * @throws IllegalArgumentException if they are refused
     */
    public static void check(Chosen<? extends PartFactory<?, ?>> chosen) {
        check(chosen.factory(), chosen.settings());
    }

    private static <S extends Record> void check(PartFactory<?, S> factory, Record settings) {
        factory.check(factory.settingsType().cast(settings));
    }

    /** Makes a part. */
    public static <T> T make(
            Chosen<? extends PartFactory<? extends T, ?>> chosen, PartContext context) {
        return make(chosen.factory(), chosen.settings(), context);
    }

    private static <T, S extends Record> T make(
            PartFactory<? extends T, S> factory, Record settings, PartContext context) {
        return factory.create(factory.settingsType().cast(settings), context);
    }
}
