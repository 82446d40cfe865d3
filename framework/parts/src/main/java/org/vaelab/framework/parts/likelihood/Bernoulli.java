// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.tensor.Fused;
import org.vaelab.framework.tensor.Tensor;

/**
 * Independent Bernoulli pixels, by their logits l: {@code log p(x given z) = sum_d [x_d l_d -
 * softplus(l_d)]}.
 *
 * <p>It is a probability of binary data only. The same formula on grey values is not the logarithm
 * of any density (Loaiza-Ganem and Cunningham 2019), so those are rejected.
 */
@Called("Bernoulli")
@Part(value = "bernoulli", description = "independent Bernoulli pixels, for binary data")
public record Bernoulli() implements Likelihood {

    /** Keeps the initial logit of a pixel that is always, or never, on within about +-7. */
    private static final double MEAN_MARGIN = 1e-3;

    @Override
    public Set<ValueDomain> domains() {
        return Set.of(ValueDomain.BINARY);
    }

    @Override
    public Head head(DataShape x) {
        return Head.of(Head.real("logits", x.size()));
    }

    @Override
    public List<HeadForm> forms(DataShape x) {
        return HeadForm.ofLogits(head(x));
    }

    @Override
    public OutputDistribution of(Tensor headOutput) {
        return new Pixels(headOutput);
    }

    @Override
    public void startAt(double[] mean, Decoder decoder) {
        decoder.startAt(mean, Bernoulli::logits);
    }

    /** Returns the logits of means, of which 0 and 1 count as near to them. */
    static double[] logits(double[] mean) {
        return Arrays.stream(mean)
                .map(m -> Math.min(Math.max(m, MEAN_MARGIN), 1 - MEAN_MARGIN))
                .map(m -> Math.log(m) - Math.log1p(-m))
                .toArray();
    }

    private record Pixels(Tensor logits) implements OutputDistribution {

        @Override
        public Map<String, Tensor> numbers() {
            return Map.of("logits", logits);
        }

        @Override
        public String howToDraw() {
            return "zeros and ones, ones with probabilities `sigmoid(logits)`";
        }

        @Override
        public Tensor logProbability(Tensor x) {
            return Fused.bernoulliLogProbability(logits, x);
        }

        @Override
        public Optional<Tensor> byValue(Tensor x) {
            return Optional.of(logits.mul(x).sub(logits.softplus()));
        }

        @Override
        public Optional<Tensor> mean() {
            return Optional.of(logits.sigmoid());
        }

        @Override
        public Tensor sample(RandomKey key) {
            Tensor uniform = logits.runtime().uniform(key, logits.shape()).cast(logits.dtype());
            return uniform.lt(logits.sigmoid());
        }
    }
}
