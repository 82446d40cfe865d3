// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

/** The measure to which a density refers; densities under different measures do not compare. */
public enum BaseMeasure {
    /** Volume in R^d. */
    LEBESGUE,
    /** Surface of the unit sphere. */
    SPHERE_SURFACE,
    /**
     * Volume in the Riemannian metric of a space from outside, such as hyperbolic space. Unlike
     * those above it means the same only on equal spaces.
     */
    RIEMANNIAN,
    /** The number of points: densities are probabilities. */
    COUNTING,
    /**
     * A product of measures of which none counts points, and which are not all volumes in R^d. As
     * {@link #RIEMANNIAN} it means the same only on equal spaces.
     */
    PRODUCT,
    /**
     * A product of which some factor counts points and another does not, or volume with point
     * masses beside it. As {@link #PRODUCT}.
     */
    MIXED;

    /** Returns whether some coordinate is discrete. */
    public boolean countsPoints() {
        return this == COUNTING || this == MIXED;
    }
}
