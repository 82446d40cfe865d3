// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.family;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.IndependentValues;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;

/** Independent binary values, {@code log p(x given z) = sum_d [x_d l_d - softplus(l_d)]}. */
@Part(value = "toy-coins", description = "independent binary values, for tests")
public record ToyCoins() implements Likelihood {

    private static final double MARGIN = 1e-3;

    @Override
    public Set<ValueDomain> domains() {
        return Set.of(ValueDomain.BINARY);
    }

    @Override
    public Head head(DataShape x) {
        return Head.of(Head.real("logits", x.size()));
    }

    @Override
    public OutputDistribution of(Tensor headOutput) {
        return new Coins(headOutput);
    }

    @Override
    public void startAt(double[] mean, Decoder decoder) {
        decoder.startAt(
                mean,
                at ->
                        Arrays.stream(at)
                                .map(m -> Math.min(Math.max(m, MARGIN), 1 - MARGIN))
                                .map(m -> Math.log(m / (1 - m)))
                                .toArray());
    }

    private record Coins(Tensor logits) implements IndependentValues {

        @Override
        public Tensor logProbability(Tensor x) {
            return Fused.bernoulliLogProbability(logits, x);
        }

        @Override
        public Tensor each(Tensor x) {
            return logits.mul(x).sub(logits.softplus());
        }

        @Override
        public Optional<Tensor> mean() {
            return Optional.of(logits.sigmoid());
        }

        @Override
        public Tensor sample(RandomKey key) {
            return logits.runtime().uniform(key, logits.shape()).lt(logits.sigmoid());
        }
    }
}
