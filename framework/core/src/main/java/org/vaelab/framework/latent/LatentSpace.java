// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.List;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;

/**
 * The space of one latent value z. Posterior and prior of a model live on equal spaces; two spaces
 * are equal as records are.
 */
public interface LatentSpace {

    /** Returns the shape of one value, without draws and batch. */
    Shape eventShape();

    /** Returns the measure to which densities on this space refer. */
    BaseMeasure measure();

    /** Returns the factors of a product, in order; itself for other spaces. */
    default List<LatentSpace> factors() {
        return List.of(this);
    }

    /** Returns the number of coordinates that a decoder is given for one value. */
    int embeddedWidth();

    /**
     * Returns what a decoder is given for latent values.
     *
     * @param z [..., eventShape]
     * @return [..., embeddedWidth]
     */
    Tensor embed(Tensor z);
}
