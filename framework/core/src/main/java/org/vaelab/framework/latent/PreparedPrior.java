// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.latent.Prior.FitLoss;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * A prior whose terms that depend on its parameters alone are computed in advance.
 *
 * @param density its log-density, from what is computed
 */
public record PreparedPrior(Prior original, UnaryOperator<Tensor> density) implements Prior {

    @Override
    public LatentSpace space() {
        return original.space();
    }

    @Override
    public double tailIndex() {
        return original.tailIndex();
    }

    @Override
    public Optional<double[]> variances() {
        return original.variances();
    }

    @Override
    public double decay() {
        return original.decay();
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return density.apply(z);
    }

    @Override
    public Optional<UnaryOperator<Tensor>> byUnit() {
        return original.byUnit();
    }

    @Override
    public Optional<FitLoss> fitLoss() {
        return original.fitLoss();
    }

    @Override
    public Tensor sample(RandomKey key, int n) {
        return original.sample(key, n);
    }

    @Override
    public List<Parameter> parameters() {
        return original.parameters();
    }
}
