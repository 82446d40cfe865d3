// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.vaelab.framework.model.LatentVariableModel;

/** How KL(q || p) enters a bound. Which one was used stands in the record of the run. */
public enum KlMode {
    /** In closed form if one is known, else by Monte Carlo. */
    @JsonProperty("auto")
    AUTO,
    /** In closed form. */
    @JsonProperty("exact")
    EXACT,
    /** As the mean of log q(z given x) - log p(z) over the draws. */
    @JsonProperty("monte-carlo")
    MONTE_CARLO;

    /**
     * Returns whether the closed form is used for a model.
     *
     * @throws IllegalArgumentException if it is asked for and not known
     */
    public boolean isExactFor(LatentVariableModel model) {
        if (this == EXACT && model.closedFormKl().isEmpty()) {
            throw new IllegalArgumentException(
                    "kl: exact, but no closed form is known between "
                            + model.posterior().type().getSimpleName()
                            + " and "
                            + model.prior().getClass().getSimpleName()
                            + "; use auto or monte-carlo");
        }
        return this != MONTE_CARLO && model.closedFormKl().isPresent();
    }
}
