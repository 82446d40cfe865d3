// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.ConditionalPrior;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * p(z given c) at one c, as a prior.
 *
 * @param conditional p(z given c)
 */
record AtCondition(ConditionalPrior conditional, Conditioning condition, TensorRuntime runtime)
        implements Prior {

    @Override
    public LatentSpace space() {
        return conditional.space();
    }

    @Override
    public Tensor logProbability(Tensor z) {
        Shape event = space().eventShape();
        Shape leading = z.shape().range(0, z.shape().rank() - event.rank());
        Tensor rows = z.reshape(event.prepend(leading.size(), 1));
        return conditional.given(condition.trial(1, runtime)).logProbability(rows).reshape(leading);
    }

    @Override
    public double tailIndex() {
        return conditional.given(condition.trial(1, runtime)).tailIndex();
    }

    @Override
    public double decay() {
        return conditional.given(condition.trial(1, runtime)).decay();
    }

    @Override
    public Tensor sample(RandomKey key, int n) {
        Map<String, Tensor> given = new LinkedHashMap<>();
        condition
                .trial(1, runtime)
                .forEach((name, c) -> given.put(name, c.broadcastTo(c.shape().with(0, n))));
        return conditional.sample(key, n, given);
    }

    @Override
    public List<Parameter> parameters() {
        return conditional.parameters();
    }
}
