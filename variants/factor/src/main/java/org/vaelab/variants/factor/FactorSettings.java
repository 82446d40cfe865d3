// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.factor;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.LatentDimension;

/**
 * The settings of a linear-Gaussian model.
 *
 * @param latent q, the number of factors
 * @param start default random
 * @param least what the standard deviations of the noise stay above, default 0.001
 */
public record FactorSettings(@LatentDimension int latent, Start start, Double least) {

    /** Fills in defaults, and checks the numbers. */
    public FactorSettings(
            @JsonProperty(required = true) int latent,
            @Nullable Start start,
            @Nullable Double least) {
        this.latent = Counts.atLeastOne("latent", latent);
        this.start = start == null ? Start.RANDOM : start;
        this.least = least == null ? 1e-3 : least;
        if (!(this.least > 0 && this.least < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("least must be finite and above 0, is " + least);
        }
    }
}
