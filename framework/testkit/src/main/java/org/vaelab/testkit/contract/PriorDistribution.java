// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.ArrayList;
import java.util.List;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.prior.Prior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;

/** A prior by its numbers. */
final class PriorDistribution implements Distribution {

    private static final int CHUNK = 20_000;

    private final TensorRuntime runtime;
    private final Prior prior;

    PriorDistribution(TensorRuntime runtime, Prior prior) {
        this.runtime = runtime;
        this.prior = prior;
    }

    private List<LatentSpace> factors() {
        List<LatentSpace> factors = new ArrayList<>();
        prior.factors().forEach(factor -> factors.add(factor.space()));
        return factors;
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
        return ReferenceNodes.of(factors(), draws, key);
    }

    @Override
    public double[] spoilt(double[] draws) {
        return Spoilt.in(factors(), draws);
    }
}
