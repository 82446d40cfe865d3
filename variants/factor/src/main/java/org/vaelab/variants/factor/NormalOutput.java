// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.factor;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * p(x given z) = N(W z + b, diag psi), in nats:
 *
 * <pre>
 *   log p(x given z) = -1/2 sum_d [ (x_d - mu_d)^2 / psi_d + log psi_d + log 2 pi ]
 * </pre>
 *
 * @param location mu = W z + b, [..., D]
 * @param logVariance log psi, [D]
 */
record NormalOutput(Tensor location, Tensor logVariance) implements OutputDistribution {

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    @Override
    public Tensor logProbability(Tensor x) {
        Tensor squares = x.sub(location).square().mul(logVariance.neg().exp()).sum(-1);
        double constant = LOG_TWO_PI * logVariance.shape().size();
        return squares.add(logVariance.sum()).add(constant).mul(-0.5);
    }

    @Override
    public Optional<Tensor> byValue(Tensor x) {
        Tensor squares = x.sub(location).square().mul(logVariance.neg().exp());
        return Optional.of(squares.add(logVariance).add(LOG_TWO_PI).mul(-0.5));
    }

    @Override
    public Optional<Tensor> mean() {
        return Optional.of(location);
    }

    @Override
    public Tensor sample(RandomKey key) {
        Tensor noise = location.runtime().normal(key, location.shape()).cast(location.dtype());
        return noise.mul(logVariance.mul(0.5).exp()).add(location);
    }

    @Override
    public Map<String, Tensor> numbers() {
        Map<String, Tensor> numbers = new LinkedHashMap<>();
        numbers.put("mean", location);
        numbers.put("logVariance", logVariance);
        return numbers;
    }

    @Override
    public Map<String, Tensor> numbersOf(Tensor offset, Tensor scale) {
        return new NormalOutput(
                        location.mul(scale).add(offset), logVariance.add(scale.log().mul(2)))
                .numbers();
    }

    @Override
    public String howToDraw() {
        return "independent Normals, `mean + exp(logVariance / 2) * noise` with standard Normal"
                + " noise";
    }
}
