// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.imputation;

import java.util.Locale;

/** The sampler of z given data with missing values. */
public enum ImputationMethod {
    /**
     * From q(z given x), with what was imputed in the step before in the place of what is missing
     * (Rezende, Mohamed and Wierstra 2014, appendix F). Draws have the distribution p(x given what
     * is observed) where q is the posterior itself, and approach another where it is not.
     */
    PSEUDO_GIBBS,
    /**
     * Proposed by q(z given x) and accepted by a test of Metropolis and Hastings (Mattei and
     * Frellsen 2018, algorithm 1), so that draws approach p(x given what is observed) whatever q
     * is.
     */
    METROPOLIS,
    /**
     * K draws from q(z given the observed values), weighted by p(observed given z) p(z) / q(z), and
     * some of them picked by their weights (Mattei and Frellsen 2019, section 3). Exact in the
     * limit of many K.
     */
    IMPORTANCE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
