// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.posterior;

import java.util.List;
import java.util.function.Function;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.tensor.Tensor;

/**
 * A family whose encoder was trained elsewhere: its numbers stay as they are, without the soft
 * bounds that training needs.
 *
 * @param family the same with its bounds
 * @param forms in which the numbers may come
 * @param unbounded the distributions of the output of the head
 */
public record GivenFamily(
        PosteriorFamily family, List<HeadForm> forms, Function<Tensor, Posterior> unbounded)
        implements PosteriorFamily {

    @Override
    public LatentSpace space() {
        return family.space();
    }

    @Override
    public Head head() {
        return family.head();
    }

    @Override
    public Posterior of(Tensor headOutput, Phase phase) {
        return unbounded.apply(headOutput);
    }

    @Override
    public NetworkInput networkInput() {
        return family.networkInput();
    }

    @Override
    public List<Parameter> parameters() {
        return family.parameters();
    }
}
