// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How categorical variables are drawn in training; in evaluation they are always discrete. */
public enum CategoricalDraw {
    /** A point of the simplex (Maddison et al. 2017, Jang et al. 2017). */
    @JsonProperty("relaxed")
    RELAXED,
    /** A unit vector, with the gradient of the point of the simplex that it rounds. */
    @JsonProperty("straight-through")
    STRAIGHT_THROUGH,
    /** A unit vector without a gradient: for estimators that follow the score function. */
    @JsonProperty("discrete")
    DISCRETE
}
