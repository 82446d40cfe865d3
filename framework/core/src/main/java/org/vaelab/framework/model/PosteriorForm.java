// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

/** The form of a posterior, which decides the quantities that can be computed. */
public enum PosteriorForm {
    /**
     * An approximation that has a density, or is a point mass in a discrete space: it gives a
     * bound.
     */
    DENSITY,
    /** The posterior itself: one draw of it gives log p(x). */
    EXACT,
    /**
     * Values alone, such as the states of a Markov chain or the mode: log q is NaN. Expectations
     * under them are known, a bound of log p(x) is not.
     */
    DRAWS
}
