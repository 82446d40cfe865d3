// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

/** The measure to which a density refers; densities under different measures do not compare. */
public enum BaseMeasure {
    /** Volume in R^d. */
    LEBESGUE,
    /** Surface of the unit sphere. */
    SPHERE_SURFACE,
    /** The number of points: densities are probabilities. */
    COUNTING,
    /**
     * A product of measures that are not all volumes or all counts. Which, the {@link
     * LatentSpace#factors} say: unlike the others it means the same only on equal spaces.
     */
    PRODUCT
}
