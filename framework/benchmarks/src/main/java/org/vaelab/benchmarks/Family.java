// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A family of latent distributions, with settings in which the head of the encoder has a given
 * number of outputs, exactly or with one more: so that steps of different families pass the same
 * hidden layers and nearly the same heads.
 */
enum Family {
    /** {@code h / 2} dimensions, a mean and a variance each. */
    GAUSSIAN("gaussian") {
        @Override
        Map<String, Object> settings(int outputs) {
            return Map.of("latent", outputs / 2);
        }
    },
    /** The same, the KL weighted by 4. */
    BETA("beta") {
        @Override
        Map<String, Object> settings(int outputs) {
            return Map.of("latent", outputs / 2, "beta", 4);
        }
    },
    /** h coordinates of a direction, and a concentration. */
    VMF("vmf") {
        @Override
        Map<String, Object> settings(int outputs) {
            return Map.of("latent", outputs - 1);
        }
    },
    /** h coordinates of a direction, and a concentration. */
    POWER_SPHERICAL("gaussian") {
        @Override
        Map<String, Object> settings(int outputs) {
            return Map.of("latent", outputs - 1);
        }

        @Override
        String posterior() {
            return "power-spherical";
        }
    },
    /** {@code h / 10} variables of 10 categories. */
    GUMBEL("gumbel") {
        @Override
        Map<String, Object> settings(int outputs) {
            return Map.of("variables", outputs / CATEGORIES, "categories", CATEGORIES);
        }
    },
    /** {@code h / 4} positions, each with one of 32 codes of 4 coordinates. */
    VQ("vq") {
        @Override
        Map<String, Object> settings(int outputs) {
            return Map.of(
                    "positions",
                    outputs / CODE_WIDTH,
                    "codebookSize",
                    32,
                    "codeDimension",
                    CODE_WIDTH);
        }
    },
    /** A quarter of the outputs each to normal and to sphere, the rest to categories. */
    PRODUCT("product") {
        @Override
        Map<String, Object> settings(int outputs) {
            int quarter = outputs / 4;
            int variables = (outputs - 2 * quarter) / CATEGORIES;
            String latent =
                    String.format(
                            Locale.ROOT,
                            "normal(%d) x sphere(%d) x onehot(%d, %d)",
                            quarter / 2,
                            quarter - 1,
                            variables,
                            CATEGORIES);
            return Map.of("latent", latent);
        }
    };

    private static final int CATEGORIES = 10;
    private static final int CODE_WIDTH = 4;

    private final String variant;

    Family(String variant) {
        this.variant = variant;
    }

    /** Returns the name of the variant. */
    final String variant() {
        return variant;
    }

    /** Returns the name of the posterior that stands instead of the variant's, or the empty text. */
    String posterior() {
        return "";
    }

    /**
     * Returns the settings, as they stand in a config, of the posterior if there is one instead of
     * the variant's, and else of the variant.
     *
     * @param outputs of the encoder's head, h, a multiple of 20
     */
    abstract Map<String, Object> settings(int outputs);

    /** Returns the name under which tables and arguments know it. */
    final String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Finds a family.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    static Family of(String label) {
        return Arrays.stream(values())
                .filter(family -> family.label().equals(label))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "no family '"
                                                + label
                                                + "'; there are: "
                                                + Arrays.stream(values())
                                                        .map(Family::label)
                                                        .collect(Collectors.joining(", "))));
    }
}
