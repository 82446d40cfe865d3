// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.plugin;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.settings.AlsoKnownAs;

/**
 * The section {@code supervision} of a config: a label that is a latent variable, observed where it is
 * known.
 *
 * @param column the label column; {@value ModelBlueprint#LABEL} is the only one of data that have one
 * @param classification alpha, the weight of what a classifier of its own would minimise, for all known
 *     labels together as much as alpha for each datum; default 0.1, as in the paper; 0: none
 * @param draw how the label is drawn in training where it is not known, default {@link Draw#ENUMERATED}
 * @param posterior the posterior of the label by the name under which it is announced, default
 *     {@value #CATEGORICAL}: one with {@code variables}, {@code categories} and {@code draw}
 */
public record Supervision(
        String column, @AlsoKnownAs("alpha") Double classification, Draw draw, String posterior) {

    /** The posterior of one label. */
    public static final String CATEGORICAL = "categorical";

    private static final double ALPHA = 0.1;

    /** How a label that is not known is drawn in training. */
    public enum Draw {
        /** Not at all: it takes every value, weighed by its probability. */
        @JsonProperty("enumerated")
        ENUMERATED,
        /** As a point between the values that passes a gradient. */
        @JsonProperty("relaxed")
        RELAXED,
        /** As a value whose gradient is that of a relaxation. */
        @JsonProperty("straight-through")
        STRAIGHT_THROUGH;

        /** What the posterior is told: of a sum over values it gives the probabilities. */
        String ofPosterior() {
            return this == ENUMERATED
                    ? "discrete"
                    : name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Fills in defaults, and checks the weight. */
    public Supervision(
            @JsonProperty(required = true) String column,
            @Nullable Double classification,
            @Nullable Draw draw,
            @Nullable String posterior) {
        this.column = column;
        this.classification = classification == null ? ALPHA : classification;
        this.draw = draw == null ? Draw.ENUMERATED : draw;
        this.posterior = posterior == null ? CATEGORICAL : posterior;
        if (!(this.classification >= 0) || this.classification.isInfinite()) {
            throw new IllegalArgumentException(
                    "classification must be a number of at least 0, is " + classification);
        }
    }
}
