// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.likelihood;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.IndependentValues;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.likelihood.LikelihoodPart;
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
 * {@code log p(x given z) = sum_d [ log C(n, x_d) + log B(x_d + a_d, n - x_d + b_d) - log B(a_d,
 * b_d) ]}.
 *
 * <p>A count above n has probability 0. log a and log b are softly bounded to (-81, 81), where a
 * and b are normal numbers in single precision. A grey level k / 255 is the count k.
 *
 * @param trials n
 * @param unit the count of a value 1 of x: 255 for grey levels, 1 for counts
 */
public record BetaBinomial(int trials, int unit) implements Likelihood {

    /** The settings. */
    @Part(
            value = "beta-binomial",
            description = "independent counts of successes in a number of trials")
    public record Settings(
            @Setting("n, the number of trials of each value; absent: 255 for grey levels")
                    @JsonInclude(JsonInclude.Include.NON_NULL)
                    @Nullable Integer trials)
            implements LikelihoodPart {

        public Settings {
            if (trials != null) {
                Counts.atLeastOne("trials", trials);
            }
            if (trials != null && trials > CountDraws.LARGEST) {
                throw new SettingException(
                        "trials", "must be at most " + CountDraws.LARGEST + ", is " + trials);
            }
        }

        @Override
        public Likelihood create(PartContext context) {
            boolean ofLevels = context.data().domain() == ValueDomain.GREY_LEVELS;
            if (trials == null && context.data().domain() == ValueDomain.COUNTS) {
                throw new IllegalArgumentException(
                        "likelihood 'beta-binomial' needs the number of trials of each count, such as {type: beta-binomial, trials: 10}");
            }
            return new BetaBinomial(
                    trials == null ? GreyLevels.LAST : trials, ofLevels ? GreyLevels.LAST : 1);
        }
    }

    private static final double LEAST = -80;
    private static final double GREATEST = 80;

    /** Keeps the initial probability away from 0 and 1. */
    private static final double MARGIN = 1e-3;

    @Override
    public Set<ValueDomain> domains() {
        return Set.of(ValueDomain.COUNTS, ValueDomain.GREY_LEVELS);
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
        return new Values(
                trials, unit, bounded.slice(-1, 0, size), bounded.slice(-1, size, 2 * size));
    }

    /** {@inheritDoc} The sum a + b starts from 2. */
    @Override
    public void startAt(double[] mean, Decoder decoder) {
        decoder.startAt(mean, this::headOutputForMean);
    }

    private double[] headOutputForMean(double[] mean) {
        double[] start = Arrays.copyOf(mean, 2 * mean.length);
        for (int i = 0; i < mean.length; i++) {
            double p = Math.min(Math.max(mean[i] * unit / trials, MARGIN), 1 - MARGIN);
            start[i] = Math.log(2 * p);
            start[mean.length + i] = Math.log(2 * (1 - p));
        }
        return start;
    }

    private record Values(int trials, int unit, Tensor logA, Tensor logB)
            implements IndependentValues {

        @Override
        public Tensor each(Tensor x) {
            Tensor counts = unit == 1 ? x : GreyLevels.of(x);
            return CountDensities.betaBinomial(counts, trials, logA, logB);
        }

        @Override
        public Optional<Tensor> mean() {
            return Optional.of(logA.sub(logB).sigmoid().mul((double) trials / unit));
        }

        @Override
        public Tensor sample(RandomKey key) {
            double[] probabilities =
                    key.split("probability")
                            .beta(logA.exp().readDoubles(), logB.exp().readDoubles());
            double[] drawn = CountDraws.binomial(trials, probabilities, key.split("count"));
            Tensor counts = logA.runtime().tensor(drawn, logA.shape()).cast(logA.dtype());
            return unit == 1 ? counts : GreyLevels.values(counts);
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
            return "%s of %s trials with probabilities from `Beta(exp(logA), exp(logB))`"
                    .formatted(unit == 1 ? "binomial counts" : "k / 255 with binomial k", trials);
        }
    }
}
