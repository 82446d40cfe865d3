// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.tensor.Shape;

/**
 * The space of one latent value z. Posterior and prior of a latent variable live on equal spaces; two
 * spaces are equal as records are.
 */
public interface LatentSpace {

    /** Returns the shape of one value, without draws and batch. */
    Shape eventShape();

    /** Returns the measure to which densities on this space refer. */
    BaseMeasure measure();

    /** Returns how values are laid out for a network. */
    NetworkInput networkInput();

    /**
     * Returns the prior of a model that names none, by the name under which it is announced: one
     * without parameters, such as N(0, I) or the uniform distribution.
     */
    PartChoice referencePrior();
}
