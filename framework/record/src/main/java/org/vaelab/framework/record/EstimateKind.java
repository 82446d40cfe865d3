// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.record;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * The relation of a measured number to the quantity it is named after.
 *
 * <p>Numbers of unlike kinds are never ranked against each other: a lower bound that is higher than
 * an estimate proves nothing about the two models.
 */
public enum EstimateKind {
    /** The quantity itself, up to rounding. */
    EXACT,
    /** In expectation not above the quantity, for example the evidence lower bound. */
    LOWER_BOUND,
    /** In expectation not below the quantity. */
    UPPER_BOUND,
    /** Its expectation is the quantity. */
    UNBIASED_ESTIMATE,
    /**
     * No statement about a likelihood: an accuracy, a count, a score, or a number whose bias has no
     * known sign, such as the total correlation.
     */
    NOT_A_LIKELIHOOD;

    private final String jsonName = name().toLowerCase(Locale.ROOT).replace('_', '-');

    @JsonValue
    public String jsonName() {
        return jsonName;
    }

    @Override
    public String toString() {
        return jsonName;
    }
}
