// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import java.util.Optional;
import org.vaelab.framework.latent.LatentSpace;

/**
 * A factory together with the settings it is given: all that is needed to make a part.
 *
 * @param name the name by which the factory was found
 * @param factory the factory
 * @param settings an instance of its settings class
 * @param <F> the kind of factory
 */
public record ConfiguredPart<F>(String name, F factory, Record settings) {

    /**
     * Checks the settings of a part, as {@link PartFactory#check} does.
     *
     * @throws IllegalArgumentException if they are refused
     */
    public static void check(ConfiguredPart<? extends PartFactory<?, ?, ?>> chosen) {
        check(chosen.factory(), chosen.settings());
    }

    private static <S extends Record> void check(PartFactory<?, S, ?> factory, Record settings) {
        factory.check(factory.settingsType().cast(settings));
    }

    /** Returns the space of a posterior that is yet to be made, as {@link PosteriorFactory#space} does. */
    public static Optional<LatentSpace> space(ConfiguredPart<PosteriorFactory<?>> chosen) {
        return space(chosen.factory(), chosen.settings());
    }

    private static <S extends Record> Optional<LatentSpace> space(
            PosteriorFactory<S> factory, Record settings) {
        return factory.space(factory.settingsType().cast(settings));
    }

    /** Makes a part. */
    public static <T, C> T make(
            ConfiguredPart<? extends PartFactory<? extends T, ?, ? super C>> chosen, C context) {
        return make(chosen.factory(), chosen.settings(), context);
    }

    private static <T, S extends Record, C> T make(
            PartFactory<? extends T, S, ? super C> factory, Record settings, C context) {
        return factory.create(factory.settingsType().cast(settings), context);
    }
}
