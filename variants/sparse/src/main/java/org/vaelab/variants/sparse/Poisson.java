// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.sparse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;

/**
 * Independent Poisson counts, drawn as the number of arrivals until time 1 (Vafaii et al. 2024).
 *
 * <pre>
 *   t_n = (E_1 + ... + E_n) / rate,   E exponential
 *   z = sum_n [t_n &lt; 1],   relaxed: z = sum_n 1 / (1 + e^((t_n - 1) / temperature))
 * </pre>
 *
 * <p>As many arrivals are drawn as the largest rate of the batch needs: a count exceeds them with a
 * probability below 1e-12. The relaxed count has the mean {@code rate temperature log(1 + e^(1 /
 * temperature))}, which is 1.31 rate at temperature 1 and tends to the rate.
 *
 * @param logRate [R, D]
 * @param temperature of the relaxation, or 0: counts without a gradient
 */
record Poisson(Tensor logRate, double temperature) implements Posterior, PoissonRates {

    private static final double LOG_TAIL = Math.log(1e-12);

    @Override
    public Draw draw(RandomKey key, int samples) {
        Tensor rate = logRate.exp();
        Tensor arrivals = arrivals(key, samples, mostArrivals(rate.max().readScalar()));
        Tensor z =
                temperature == 0
                        ? arrivals.lt(rate).sum(0)
                        : arrivals.div(rate.mul(-temperature))
                                .add(1 / temperature)
                                .sigmoid()
                                .sum(0);
        return temperature == 0
                ? Draw.of(z, logProbability(z))
                : new RelaxedDraw<>(
                        z,
                        logProbability(z),
                        List.of(z),
                        PoissonRates.class,
                        (p, at) -> p.logProbability(at.get(0)));
    }

    /** Draws the times of the first arrivals of rate 1, sums of exponential variates, [count, K, R, D]. */
    private Tensor arrivals(RandomKey key, int samples, int count) {
        Shape shape = logRate.shape().prepend(samples);
        List<Tensor> times = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            Tensor noise = logRate.runtime().exponential(key.fold(n), shape).cast(logRate.dtype());
            times.add(n == 0 ? noise : times.get(n - 1).add(noise));
        }
        return Tensor.stack(times, 0);
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return units(z).sum(-1);
    }

    /** Returns an n with {@code P(z > n) <= e^-rate (e rate / n)^n < 1e-12} (Chernoff); of NaN 1. */
    static int mostArrivals(double rate) {
        int n = 1;
        while (n <= rate || n * (1 + Math.log(rate / n)) - rate > LOG_TAIL) {
            n++;
        }
        return n;
    }

    /**
     * Returns KL(q || p) of each coordinate in nats, {@code r (log r - l) - r + e^l} with the rate r of q and
     * the log rate l of p, [R, D].
     */
    Tensor kl(PoissonRates p) {
        Tensor rate = logRate.exp();
        return rate.mul(logRate.sub(p.logRate())).sub(rate).add(p.logRate().exp());
    }

    /** Returns the rates, which are the means. */
    @Override
    public Tensor location() {
        return logRate.exp();
    }

    @Override
    public Optional<UnaryOperator<Tensor>> pairwiseByUnit() {
        return Optional.of(z -> units(z.expandDims(1)));
    }

    @Override
    public GradientKind gradient() {
        return temperature == 0 ? GradientKind.SCORE_FUNCTION : GradientKind.RELAXED;
    }
}
