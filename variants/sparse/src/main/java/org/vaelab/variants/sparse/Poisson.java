// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.sparse;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Independent Poisson counts, drawn as the number of arrivals until time 1 (Vafaii et al. 2024).
 *
 * <pre>
 *   t_n = (E_1 + ... + E_n) / rate,   E exponential
 *   z = sum_n [t_n &lt; 1],   relaxed: z = sum_n 1 / (1 + e^((t_n - 1) / temperature))
 * </pre>
 *
 * <p>As many arrivals are drawn as the largest rate of the batch needs. A count exceeds them with a
 * probability below 1e-12. The sum of a relaxed count ends at an arrival N that its own rate
 * chooses, well after time 1, and the expectation of the rest given t_N is added:
 *
 * <pre>
 *   rate int_{t_N}^inf dt / (1 + e^((t - 1) / temperature)) = rate temperature log(1 + e^((1 - t_N) / temperature))
 * </pre>
 *
 * <p>So the mean of a relaxed count is that of the whole sum, {@code rate temperature log(1 + e^(1
 * / temperature))}, which is 1.31 rate at temperature 1 and tends to the rate. At temperatures up
 * to 1 its variance is too small by less than one percent. No draw depends on the rates of other
 * rows.
 *
 * @param logRate [R, D]
 * @param temperature of the relaxation, or 0: counts without a gradient
 */
public record Poisson(Tensor logRate, double temperature) implements Posterior, PoissonRates {

    private static final double LOG_TAIL = Math.log(1e-12);

    /** So many temperatures after time 1 a relaxed sum ends, where an arrival counts e^-2. */
    private static final double REACH = 2;

    /** An arrival that counts nothing. */
    private static final double NEVER = 1e20;

    @Override
    public Draw draw(RandomKey key, int samples) {
        Tensor rate = logRate.exp();
        if (temperature == 0) {
            int most = mostArrivals(rate.max().readScalar());
            Tensor z = arrivals(key, samples, most).lt(rate).sum(0);
            return Draw.of(z, () -> logProbability(z));
        }
        Tensor z = relaxed(key, samples, rate);
        return new RelaxedDraw<>(
                z,
                () -> logProbability(z),
                List.of(z),
                PoissonRates.class,
                (p, at) -> p.logProbability(at.get(0)));
    }

    private Tensor relaxed(RandomKey key, int samples, Tensor rate) {
        Tensor mean = rate.stopGradient();
        Tensor counts = mean.mul(1 + REACH * temperature).add(mean.sqrt().mul(4)).add(4).floor();
        int most = Math.max(1, (int) counts.max().readScalar());
        double[] numbers = IntStream.range(0, most).asDoubleStream().toArray();
        Tensor number = rate.runtime().vector(numbers).cast(rate.dtype()).reshape(most, 1, 1, 1);
        Tensor arrivals = arrivals(key, samples, most);
        Tensor own = number.lt(counts);
        Tensor last = arrivals.mul(own).max(0);
        Tensor never = rate.runtime().full(NEVER, Shape.scalar()).cast(rate.dtype());
        Tensor slope = rate.mul(-temperature).reciprocal();
        Tensor rest = softness(last, slope).softplus().mul(rate).mul(temperature);
        return softness(arrivals.where(own, never), slope).sigmoid().sum(0).add(rest);
    }

    /**
     * Returns {@code (1 - t) / temperature} of arrivals of rate 1; the slope is -1 / (rate
     * temperature).
     */
    private Tensor softness(Tensor arrivals, Tensor slope) {
        return arrivals.mul(slope).add(1 / temperature);
    }

    /**
     * Draws the times of the first arrivals of rate 1, sums of exponential variates, [count, K, R,
     * D].
     */
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

    /**
     * Returns an n with {@code P(z > n) <= e^-rate (e rate / n)^n < 1e-12} (Chernoff); of NaN 1.
     */
    static int mostArrivals(double rate) {
        int n = 1;
        while (n <= rate || n * (1 + Math.log(rate / n)) - rate > LOG_TAIL) {
            n++;
        }
        return n;
    }

    /**
     * Returns KL(q || p) of each coordinate in nats, {@code r (log r - l) - r + e^l} with the rate
     * r of q and the log rate l of p, [R, D].
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
