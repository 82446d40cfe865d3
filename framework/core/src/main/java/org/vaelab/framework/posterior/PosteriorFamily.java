// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.posterior;

import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.prior.Prior;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;

/** A family of distributions from which an encoder chooses one per example. */
public interface PosteriorFamily extends Component {

    /** Returns the space of z. */
    LatentSpace space();

    /** Returns what the encoder must produce. */
    Head head();

    /**
     * Returns the posteriors of a batch.
     *
     * @param headOutput the encoder's output [B, head().width()]
     * @param phase training, with its clock, or evaluation
     */
    Posterior of(Tensor headOutput, Phase phase);

    /**
     * Returns whether a posterior of this family, in evaluation, is a point mass. All draws of an
     * example are then equal, and importance weighting adds nothing to the bound.
     */
    default boolean isDeterministic() {
        return false;
    }

    /**
     * Returns the prior under which the family is taken unless another is chosen, such as N(0, I) or
     * the uniform distribution of its space.
     *
     * @param runtime where the prior computes
     */
    Prior standardPrior(TensorRuntime runtime);

    /** Returns the number of coordinates that a decoder is given for one value. */
    default int embeddedWidth() {
        return space().embeddedWidth();
    }

    /**
     * Returns what a decoder is given for latent values: by default as their space lays them out. A
     * family with a codebook looks them up.
     *
     * @param z [..., event]
     * @return [..., embeddedWidth]
     */
    default Tensor embed(Tensor z) {
        return space().embed(z);
    }

    /**
     * Returns the grid on which the embedded coordinates lie, if on one: equally many at each
     * position, those of one position side by side, positions row by row.
     */
    default Optional<Grid> embeddedGrid() {
        return Optional.empty();
    }

    /** Returns the families of the factors of a product by name, in order; else none. */
    default Map<String, PosteriorFamily> factors() {
        return Map.of();
    }

    /** Returns the class of what {@link #of} returns, by which a closed-form KL is found. */
    Class<? extends Posterior> type();
}
