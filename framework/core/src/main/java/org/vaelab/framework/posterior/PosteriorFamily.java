// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.posterior;

import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.tensor.Tensor;

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

    /** Returns the class of what {@link #of} returns, by which a closed-form KL is found. */
    Class<? extends Posterior> type();
}
