// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.testkit.space.IntegrationRule;
import org.vaelab.testkit.space.Nodes;

final class PriorDistribution implements TestedDistribution {

    private static final int CHUNK = 20_000;

    private final TensorRuntime runtime;
    private final Prior prior;
    private final IntegrationRule rule;

    PriorDistribution(TensorRuntime runtime, Prior prior, IntegrationRule rule) {
        this.runtime = runtime;
        this.prior = prior;
        this.rule = rule;
    }

    Prior prior() {
        return prior;
    }

    @Override
    public boolean neverRepeats() {
        return rule.dimension() > 0;
    }

    @Override
    public int width() {
        return prior.space().eventShape().size();
    }

    @Override
    public double[] logDensity(double[] points) {
        return inLots(
                runtime,
                points,
                CHUNK,
                lot -> {
                    int n = lot.length / width();
                    Tensor z = runtime.tensor(lot, prior.space().eventShape().prepend(n));
                    return prior.logProbability(z).readDoubles();
                });
    }

    @Override
    public double[] sample(RandomKey key, int n) {
        try (TensorScope scope = runtime.scope()) {
            return prior.sample(key, n).readDoubles();
        }
    }

    @Override
    public Nodes nodes(double[] draws, RandomKey key) {
        return rule.nodes(draws, key);
    }

    @Override
    public double[] spoilt(double[] draws) {
        return rule.spoilt(draws);
    }
}
