// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.testkit.space.IntegrationRule;

/** A prior whose density and draws are tested. */
final class PriorDistribution extends TestedDistribution {

    private final Prior prior;

    PriorDistribution(TensorRuntime runtime, Prior prior, IntegrationRule rule, RandomKey key) {
        super(runtime, rule, "p(z)", key);
        this.prior = prior;
    }

    Prior prior() {
        return prior;
    }

    @Override
    Tensor logDensity(double[] points, int n) {
        return prior.logProbability(
                runtime().tensor(points, prior.space().eventShape().prepend(n)));
    }

    @Override
    Tensor draw(RandomKey from, int n) {
        return prior.sample(from, n);
    }
}
