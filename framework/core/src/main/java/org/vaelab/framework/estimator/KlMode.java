// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How KL(q || p) enters a bound. The record of a run says which one was used. */
public enum KlMode {
    /** Uses a closed form if one is known, else Monte Carlo. */
    @JsonProperty("auto")
    AUTO,
    /** In closed form, or over the draws of a point mass, which are all equal. */
    @JsonProperty("analytic")
    ANALYTIC,
    /** As the mean of log q(z given x) - log p(z) over the draws. */
    @JsonProperty("monte-carlo")
    MONTE_CARLO,
    /** As the mean of -log p(z) over the draws, less the entropy of q in closed form. */
    @JsonProperty("entropy")
    ENTROPY
}
