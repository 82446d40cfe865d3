// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.posterior;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.settings.Parts;
import org.vaelab.framework.tensor.Tensor;

/**
 * A family of distributions from which a network chooses one per row: an encoder one q(z given x)
 * per example, or a layer of a hierarchy one p(z given its parents).
 *
 * <p>A family without parameters is a record of its settings: {@code LaplaceFamily(int latent)}
 * with {@link org.vaelab.framework.settings.Part} gives the space, the head and the distribution.
 */
public interface PosteriorFamily extends Component, PosteriorPart {

    LatentSpace space();

    /** Returns the outputs that the family needs from the network. */
    Head head();

    /**
     * Returns the forms in which an encoder from elsewhere may give the parameters, the preferred
     * one first. The default is the head's own parameters under their constraints.
     */
    default List<HeadForm> forms() {
        return List.of(HeadForm.of(head()));
    }

    /**
     * Returns the family of an encoder that was trained elsewhere, whose parameters are as it gives
     * them. The default is this one. A family with bounds that belong to its own training drops
     * them.
     */
    default PosteriorFamily asGiven() {
        return this;
    }

    /**
     * Returns the distributions of a batch.
     *
     * @param headOutput the network's output [R, head().width()]
     * @param phase training, with its clock, or evaluation
     */
    Posterior of(Tensor headOutput, Phase phase);

    /**
     * Returns how values are laid out for the networks that are given them: by default as the space
     * does. A family with a codebook looks them up; its parameters are the generative model's.
     */
    default NetworkInput networkInput() {
        return space().networkInput();
    }

    @Override
    default Optional<LatentSpace> knownSpace(Parts parts) {
        return Optional.of(space());
    }

    @Override
    default PosteriorFamily create(PartContext context) {
        return this;
    }
}
