// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * A family of latent distributions with its settings. The encoder's head has a given number of
 * outputs h, or one more. So steps of different families have the same hidden layers and nearly the
 * same heads.
 */
enum Family {
    /** {@code h / 2} dimensions, a mean and a variance each. */
    GAUSSIAN("gaussian", h -> Map.of("latent", h / 2)),
    /** The Gaussian with a KL weight of 4. */
    BETA("beta", h -> Map.of("latent", h / 2, "beta", 4)),
    /** h coordinates of a direction, and a concentration. */
    VMF("vmf", h -> Map.of("latent", h - 1)),
    /** h coordinates of a direction, and a concentration. */
    POWER_SPHERICAL("gaussian", h -> Map.of("latent", h - 1)),
    /** {@code h / 10} variables of 10 categories. */
    GUMBEL("gumbel", h -> Map.of("variables", h / 10, "categories", 10)),
    /** {@code h / 4} positions, each with one of 32 codes of 4 coordinates. */
    VQ("vq", h -> Map.of("positions", h / 4, "codebookSize", 32, "codeDimension", 4)),
    /** A quarter of the outputs each for a normal and a sphere, the rest for categories. */
    PRODUCT(
            "product",
            h ->
                    Map.of(
                            "latent",
                            String.format(
                                    Locale.ROOT,
                                    "normal(%d) x sphere(%d) x onehot(%d, 10)",
                                    h / 4 / 2,
                                    h / 4 - 1,
                                    (h - 2 * (h / 4)) / 10)));

    private final String variant;
    private final IntFunction<Map<String, Object>> settings;

    Family(String variant, IntFunction<Map<String, Object>> settings) {
        this.variant = variant;
        this.settings = settings;
    }

    /** Returns the name of the variant. */
    String variant() {
        return variant;
    }

    /** Returns the name of the posterior that replaces the variant's, or the empty text. */
    String posterior() {
        return this == POWER_SPHERICAL ? label() : "";
    }

    /**
     * Returns the settings as a config has them: those of {@link #posterior} if it has a name,
     * otherwise those of the variant.
     *
     * @param outputs of the encoder's head, a multiple of 20
     */
    Map<String, Object> settings(int outputs) {
        return settings.apply(outputs);
    }

    /** Returns the name in tables and arguments, such as {@code power-spherical}. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Finds a family.
     *
     * @throws IllegalArgumentException if no family has this name
     */
    static Family of(String label) {
        return Arrays.stream(values())
                .filter(family -> family.label().equals(label))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "no family '" + label + "'; there are: " + labels()));
    }

    private static String labels() {
        return Arrays.stream(values()).map(Family::label).collect(Collectors.joining(", "));
    }
}
