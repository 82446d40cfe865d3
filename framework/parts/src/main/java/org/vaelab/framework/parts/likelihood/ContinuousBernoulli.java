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
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.tensor.Pullback;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.autodiff.CustomGradient;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Independent continuous Bernoulli values on [0, 1], by their logits l (Loaiza-Ganem and Cunningham
 * 2019, equations 7 and 8):
 *
 * <pre>
 *   log p(x given z) = sum_d [ x_d l_d - log((e^l_d - 1) / l_d) ]
 *   E[x_d] = 1 / (1 - e^-l_d) - 1 / l_d,  1/2 at l_d = 0
 * </pre>
 *
 * <p>Computed as {@code x l - max(l, 0) + log(|l| / (1 - e^-|l|))}, which neither overflows nor
 * cancels. It is smooth through l = 0 (lambda = 1/2). The mean uses its series if |l| is below 1.
 *
 * <p>It is a density, so log p(x) may exceed 0. Grey levels are evaluated at the values k/255 as
 * they are: the density is against Lebesgue measure on [0, 1], and gives no bits per level. A value
 * that is 0 (or 1) in all data drives its logit l to infinity, and log p(x) grows as log |l|.
 * Binary data have no density here, and are rejected.
 */
@Cites("loaiza2019")
@Called("continuous Bernoulli")
@Part(
        value = "continuous-bernoulli",
        description = "a density of values in [0, 1], from logits",
        paper = "Loaiza-Ganem and Cunningham (2019)")
public record ContinuousBernoulli() implements Likelihood {

    /** Keeps the initial logit of a value that is always 0, or 1, within +-100. */
    private static final double MEAN_MARGIN = 1e-2;

    private static final double LARGEST_INITIAL_LOGIT = 200;

    /**
     * The mean uses a series if |l| is below this; above, the closed form loses less than a digit.
     */
    private static final double SERIES_RADIUS = 1;

    /** B_2n / (2n)! for n = 1 ... 8, of {@code 1/2 coth(l/2) - 1/l = sum_n c_n l^(2n-1)}. */
    private static final double[] SERIES = {
        1.0 / 12,
        -1.0 / 720,
        1.0 / 30240,
        -1.0 / 1209600,
        1.0 / 47900160,
        -691.0 / 1307674368000.0,
        1.0 / 74724249600.0,
        -3617.0 / 10670622842880000.0
    };

    /** Replaces l = 0 in quotients with a finite limit there, which they then reach exactly. */
    private static final double TINY = 1e-30;

    @Override
    public Set<ValueDomain> domains() {
        return Set.of(ValueDomain.UNIT_INTERVAL, ValueDomain.GREY_LEVELS);
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
        return new Values(headOutput);
    }

    @Override
    public void startAt(double[] mean, Decoder decoder) {
        decoder.startAt(mean, ContinuousBernoulli::headOutputForMean);
    }

    private static double[] headOutputForMean(double[] mean) {
        return Arrays.stream(mean)
                .map(m -> Math.min(Math.max(m, MEAN_MARGIN), 1 - MEAN_MARGIN))
                .map(
                        m ->
                                Inversion.ofIncreasing(
                                        ContinuousBernoulli::mean,
                                        m,
                                        -LARGEST_INITIAL_LOGIT,
                                        LARGEST_INITIAL_LOGIT))
                .toArray();
    }

    private static double mean(double logit) {
        if (Math.abs(logit) < SERIES_RADIUS) {
            double square = logit * logit;
            double sum = 0;
            for (int n = SERIES.length - 1; n >= 0; n--) {
                sum = sum * square + SERIES[n];
            }
            return 0.5 + logit * sum;
        }
        return 0.5 + 0.5 / Math.tanh(logit / 2) - 1 / logit;
    }

    private record Values(Tensor logits) implements OutputDistribution {

        @Override
        public Map<String, Tensor> numbers() {
            return Map.of("logits", logits);
        }

        @Override
        public String howToDraw() {
            return "numbers in [0, 1] with densities proportional to `exp(logits * x)`";
        }

        @Override
        public Tensor logProbability(Tensor x) {
            return CustomGradient.of(
                    () -> each(x).sum(-1),
                    Pullback.of(g -> x.sub(expectation()).mul(g.expandDims(-1))),
                    List.of(logits));
        }

        @Override
        public Optional<Tensor> byValue(Tensor x) {
            return Optional.of(
                    CustomGradient.of(
                            () -> each(x),
                            Pullback.of(g -> x.sub(expectation()).mul(g)),
                            List.of(logits)));
        }

        private Tensor each(Tensor x) {
            return logits.mul(x).sub(logits.relu()).add(logNormalizer());
        }

        /** Returns log(u / (1 - e^-u)) for u = |l|, which is 0 at 0. */
        private Tensor logNormalizer() {
            Tensor minusSize = logits.abs().maximum(TINY).neg();
            return minusSize.div(minusSize.expm1()).log();
        }

        @Override
        public Optional<Tensor> mean() {
            return Optional.of(expectation());
        }

        private Tensor expectation() {
            Tensor isSmall = logits.abs().lt(SERIES_RADIUS);
            Tensor small = logits.maximum(-SERIES_RADIUS).minimum(SERIES_RADIUS);
            Tensor square = small.square();
            Tensor sum = square.mul(SERIES[SERIES.length - 1]);
            for (int n = SERIES.length - 2; n > 0; n--) {
                sum = sum.add(SERIES[n]).mul(square);
            }
            Tensor series = sum.add(SERIES[0]).mul(small);
            Tensor large = one().where(isSmall, logits);
            Tensor closed = large.mul(0.5).tanh().mul(2).reciprocal().sub(large.reciprocal());
            return series.where(isSmall, closed).add(0.5);
        }

        private Tensor one() {
            TensorRuntime runtime = logits.runtime();
            return runtime.ones(Shape.scalar()).cast(logits.dtype());
        }

        /** Inverts the cumulative distribution {@code (e^(l x) - 1) / (e^l - 1)}. */
        @Override
        public Tensor sample(RandomKey key) {
            Tensor uniform = logits.runtime().uniform(key, logits.shape()).cast(logits.dtype());
            Tensor size = logits.abs().maximum(TINY);
            Tensor fromNearEnd = uniform.mul(size.neg().expm1()).log1p().neg().div(size).minimum(1);
            return fromNearEnd.neg().add(1).where(logits.gt(0), fromNearEnd);
        }
    }
}
