// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.IndependentValues;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.OutputDistribution;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.HeadForm;
import org.vaelab.framework.network.SoftBounds;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;

/**
 * Independent counts of successes in n trials, whose probability has the distribution Beta(a, b):
 * {@code log p(x given z) = sum_d [ log C(n, x_d) + log B(x_d + a_d, n - x_d + b_d) - log B(a_d, b_d) ]}.
 *
 * <p>A count above n has probability 0. log a and log b are softly bounded to (-11, 19).
 *
 * @param trials n
 */
@Part(
        value = "beta-binomial",
        description = "independent counts of successes in a number of trials")
public record BetaBinomial(@Setting("n, the number of trials of each value") int trials)
        implements Likelihood {

    private static final double LEAST = -10;
    private static final double GREATEST = 18;

    /** Keeps the initial probability away from 0 and 1. */
    private static final double MARGIN = 1e-3;

    public BetaBinomial {
        Counts.atLeastOne("trials", trials);
        if (trials > CountDraws.LARGEST) {
            throw new SettingException(
                    "trials", "must be at most " + CountDraws.LARGEST + ", is " + trials);
        }
    }

    @Override
    public Set<ValueDomain> domains() {
        return Set.of(ValueDomain.COUNTS);
    }

    @Override
    public Head head(DataShape x) {
        return Head.of(Head.real("logA", x.size()), Head.real("logB", x.size()));
    }

    /** Returns the head's parameters, which have limits. */
    @Override
    public List<HeadForm> forms(DataShape x) {
        return List.of(
                HeadForm.of(head(x))
                        .within("logA", LEAST, GREATEST)
                        .within("logB", LEAST, GREATEST));
    }

    @Override
    public OutputDistribution of(Tensor headOutput) {
        Tensor bounded = SoftBounds.of(headOutput, LEAST, GREATEST);
        int size = bounded.shape().extent(-1) / 2;
        return new Values(trials, bounded.slice(-1, 0, size), bounded.slice(-1, size, 2 * size));
    }

    /** {@inheritDoc} The sum a + b starts from 2. */
    @Override
    public void startAt(double[] mean, Decoder decoder) {
        decoder.startAt(mean, this::headOutputForMean);
    }

    private double[] headOutputForMean(double[] mean) {
        double[] start = Arrays.copyOf(mean, 2 * mean.length);
        for (int i = 0; i < mean.length; i++) {
            double p = Math.min(Math.max(mean[i] / trials, MARGIN), 1 - MARGIN);
            start[i] = Math.log(2 * p);
            start[mean.length + i] = Math.log(2 * (1 - p));
        }
        return start;
    }

    private record Values(int trials, Tensor logA, Tensor logB) implements IndependentValues {

        @Override
        public Tensor each(Tensor x) {
            return CountDensities.betaBinomial(x, trials, logA, logB);
        }

        @Override
        public Optional<Tensor> mean() {
            return Optional.of(logA.sub(logB).sigmoid().mul(trials));
        }

        @Override
        public Tensor sample(RandomKey key) {
            double[] probabilities =
                    key.split("probability")
                            .beta(logA.exp().readDoubles(), logB.exp().readDoubles());
            double[] drawn = CountDraws.binomial(trials, probabilities, key.split("count"));
            return logA.runtime().tensor(drawn, logA.shape()).cast(logA.dtype());
        }

        @Override
        public Map<String, Tensor> numbers() {
            Map<String, Tensor> numbers = new LinkedHashMap<>();
            numbers.put("logA", logA);
            numbers.put("logB", logB);
            return numbers;
        }

        @Override
        public String howToDraw() {
            return "binomial counts of "
                    + trials
                    + " trials with probabilities from `Beta(exp(logA), exp(logB))`";
        }
    }
}
