// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.vaelab.framework.settings.PartChoice;

/**
 * A family of latent distributions with its settings. The encoder's head has a given number of
 * outputs h, or one more. So steps of different families have the same hidden layers and nearly the
 * same heads.
 */
enum Family {
    GAUSSIAN("diagonal-normal"),
    BETA("diagonal-normal"),
    VMF("von-mises-fisher"),
    POWER_SPHERICAL("power-spherical"),
    GUMBEL("categorical"),
    VQ("vector-quantised"),
    FSQ("fsq"),
    WRAPPED_NORMAL("wrapped-normal"),
    STUDENT_T("student-t"),
    POISSON("poisson"),
    SQ("sq"),
    DIRICHLET("dirichlet"),
    VAE_GAN("diagonal-normal"),
    PRODUCT("product");

    private final String posterior;

    Family(String posterior) {
        this.posterior = posterior;
    }

    /** Returns the name of the posterior. */
    String posterior() {
        return posterior;
    }

    /** Returns the regulariser that replaces the KL, if any. */
    Optional<PartChoice> regularizer() {
        return switch (this) {
            case BETA -> Optional.of(new PartChoice("beta", Map.of("beta", 4)));
            case VAE_GAN -> Optional.of(new PartChoice("vae-gan", Map.of("gamma", 10)));
            default -> Optional.empty();
        };
    }

    /**
     * Returns the settings of the posterior, as a config has them.
     *
     * @param outputs of the encoder's head, a multiple of 20
     */
    Map<String, Object> settings(int outputs) {
        return switch (this) {
            case WRAPPED_NORMAL -> Map.of("latent", outputs / 2, "input", "tangent");
            case GAUSSIAN, BETA, STUDENT_T, VAE_GAN -> Map.of("latent", outputs / 2);
            // The coordinates of a direction, and a concentration.
            case VMF, POWER_SPHERICAL -> Map.of("latent", outputs - 1);
            case GUMBEL -> Map.of("variables", outputs / 10, "categories", 10);
            case POISSON -> Map.of("latent", outputs, "temperature", 1);
            case DIRICHLET -> Map.of("latent", outputs);
            case SQ ->
                    Map.of(
                            "positions",
                            outputs / 4,
                            "codebookSize",
                            4096,
                            "codeDimension",
                            4,
                            "temperature",
                            1);
            case FSQ -> Map.of("positions", outputs / 4, "levels", List.of(8, 8, 8, 8));
            case VQ -> Map.of("positions", outputs / 4, "codebookSize", 32, "codeDimension", 4);
            // A quarter of the outputs each for a normal and a sphere, the rest for categories.
            case PRODUCT -> {
                int quarter = outputs / 4;
                yield Map.of(
                        "latent",
                        String.format(
                                Locale.ROOT,
                                "normal(%d) x sphere(%d) x onehot(%d, 10)",
                                quarter / 2,
                                quarter - 1,
                                (outputs - 2 * quarter) / 10));
            }
        };
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
