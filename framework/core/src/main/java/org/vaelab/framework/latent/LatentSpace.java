// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.Optional;
import org.vaelab.framework.network.Grid;
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

    /** Returns the number of coordinates that a decoder is given for one value. */
    int embeddedWidth();

    /**
     * Returns what a decoder is given for latent values.
     *
     * @param z [..., eventShape]
     * @return [..., embeddedWidth]
     */
    Tensor embed(Tensor z);

    /**
     * Returns the grid on which the embedded coordinates lie, if on one: equally many at each
     * position, those of one position side by side, positions row by row.
     */
    default Optional<Grid> embeddedGrid() {
        return Optional.empty();
    }
}
