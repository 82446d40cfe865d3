// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.ConditionalPrior;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.model.Condition;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * A learned p(z given c): a network chooses a distribution of a family for each c (Sohn, Lee and Yan
 * 2015, equation 4).
 *
 * @param condition c
 * @param network from c to the head of the family
 * @param family of p(z given c)
 */
public record LearnedConditional(Condition condition, Network network, PosteriorFamily family)
        implements ConditionalPrior {

    @Override
    public LatentSpace space() {
        return family.space();
    }

    @Override
    public boolean isConditional() {
        return true;
    }

    @Override
    public Posterior given(Map<String, Tensor> given) {
        return family.of(network.apply(condition.vector(given)), Phase.evaluation());
    }

    @Override
    public Tensor sample(RandomKey key, int n, Map<String, Tensor> given) {
        Tensor drawn = given(given).draw(key, 1).z();
        return drawn.reshape(drawn.shape().from(1));
    }

    /** Returns those of the network, and of the family within {@code family}. */
    @Override
    public List<Parameter> parameters() {
        List<Parameter> all = new ArrayList<>(network.parameters());
        family.parameters().forEach(p -> all.add(p.within("family")));
        return all;
    }
}
