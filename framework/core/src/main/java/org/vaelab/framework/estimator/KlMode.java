// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.estimator;

/** How KL(q || p) enters a bound. The record of a run says which one was used. */
public enum KlMode {
    /** Uses a closed form if one is known, else Monte Carlo. */
    AUTO,
    /** In closed form, or over the draws of a point mass, which are all equal. */
    ANALYTIC,
    /** As the mean of log q(z given x) - log p(z) over the draws. */
    MONTE_CARLO,
    /** As the mean of -log p(z) over the draws, less the entropy of q in closed form. */
    ENTROPY
}
