// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.prior;

import java.util.Arrays;
import java.util.Locale;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.IndependentNormal;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.plugin.PriorContext;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Called;
import org.vaelab.framework.settings.Cites;
import org.vaelab.framework.settings.Counts;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * A Normal on R^d whose neighbouring coordinates are correlated, from which no independent Normals
 * are nearer than a rate of nats (delta-VAE; Razavi et al. 2019, section 2.2): so the code cannot
 * be given up.
 *
 * <pre>
 *   z_1 ~ N(0, 1),   z_i = a z_{i-1} + sqrt(1 - a^2) e_i,   e_i ~ N(0, 1)
 *   log p(z) = -1/2 [ z_1^2 + sum_{i>1} (z_i - a z_{i-1})^2 / (1 - a^2) + (d - 1) ln(1 - a^2) + d ln 2 pi ]
 *   min_q KL(q || p) = 1/2 [ sum_i ln P_ii - ln det P ] = 1/2 [ (d - 2) ln(1 + a^2) - ln(1 - a^2) ]
 * </pre>
 *
 * <p>P is the precision: 1 / (1 - a^2) at both ends of its diagonal, (1 + a^2) / (1 - a^2) between
 * them, and det P = (1 - a^2)^-(d - 1). The minimum over factorised q, of any shape, is at
 * independent Normals of mean 0 and variances 1 / P_ii. Each coordinate by itself is N(0, 1).
 *
 * <p>a is the one above 0 that has the rate asked for. Deviation from the paper: one chain through
 * all coordinates with one a, where the paper has one through time for each channel.
 *
 * @param runtime where samples are created
 * @param space R^d, of d at least 2
 * @param logPrecision -ln(1 - a^2)
 */
public record AutoregressiveNormal(TensorRuntime runtime, Euclidean space, double logPrecision)
        implements Prior {

    @Cites("razavi2019")
    @Called("autoregressive Normal")
    @Part(
            value = "autoregressive-normal",
            description =
                    "a Normal on R^d of correlated coordinates, which commits a rate of nats (delta-VAE)",
            paper = "Razavi et al. (2019)")
    public record Settings(
            @Setting(
                            value =
                                    "nats that the KL of no factorised posterior falls below, above 0",
                            defaultValue = "3")
                    double rate)
            implements PriorPart {

        public Settings {
            Counts.positive("rate", rate);
        }

        @Override
        public Prior create(PriorContext context) {
            return AutoregressiveNormal.of(
                    context.runtime(),
                    context.space(Euclidean.class, "prior autoregressive-normal"),
                    rate);
        }
    }

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    /** The largest -ln(1 - a^2): with less noise, float32 could not resolve a coordinate. */
    private static final double LARGEST = 6 * Math.log(10);

    private static final int HALVINGS = 200;

    /**
     * Returns the prior of a rate.
     *
     * @param rate the least KL of factorised q in nats, above 0
     * @throws IllegalArgumentException if there is one coordinate only, or the rate is out of
     *     reach: 1 - a^2 would be below 1e-6
     */
    public static AutoregressiveNormal of(TensorRuntime runtime, Euclidean space, double rate) {
        int d = space.dimension();
        if (d < 2) {
            throw new IllegalArgumentException(
                    "prior autoregressive-normal needs two coordinates at least: with latent: 1 no rate is"
                            + " committed");
        }
        double largest = rate(d, LARGEST);
        if (!(rate > 0 && rate <= largest)) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "prior autoregressive-normal: rate must be above 0 and, with %d coordinates, at most %.4g nats, is %s",
                            d,
                            largest,
                            rate));
        }
        return new AutoregressiveNormal(runtime, space, solved(d, rate));
    }

    /** The rate for l = -ln(1 - a^2), where a^2 = 1 - e^-l; it grows with l. */
    private static double rate(int d, double l) {
        return 0.5 * ((d - 2) * Math.log1p(-Math.expm1(-l)) + l);
    }

    private static double solved(int d, double rate) {
        double low = 0;
        double high = LARGEST;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = 0.5 * (low + high);
            if (rate(d, middle) < rate) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** Returns a, in (0, 1). */
    public double coefficient() {
        return Math.sqrt(-Math.expm1(-logPrecision));
    }

    /** Returns the least KL(q || p) of factorised q, in nats. */
    public double rate() {
        return rate(space.dimension(), logPrecision);
    }

    @Override
    public Tensor logProbability(Tensor z) {
        double constant =
                0.5 * (space.dimension() * LOG_TWO_PI - (space.dimension() - 1) * logPrecision);
        return form(z).mul(-0.5).sub(constant);
    }

    /** Returns z' P z, [...]. */
    private Tensor form(Tensor z) {
        int d = space.dimension();
        Tensor first = z.slice(-1, 0, 1);
        Tensor steps = z.slice(-1, 1, d).sub(z.slice(-1, 0, d - 1).mul(coefficient()));
        return first.square().sum(-1).add(steps.square().sum(-1).mul(Math.exp(logPrecision)));
    }

    /**
     * Returns KL(q || p) row by row in nats: {@code 1/2 [ sum_i (P_ii s_i - 1 - ln s_i) - ln det P
     * + m' P m ]} with means m and variances s.
     *
     * @return [R]
     */
    public Tensor divergenceOf(IndependentNormal q) {
        int d = space.dimension();
        double[] diagonal = new double[d];
        double end = Math.exp(logPrecision);
        Arrays.fill(diagonal, end * (1 + coefficient() * coefficient()));
        diagonal[0] = end;
        diagonal[d - 1] = end;
        Tensor l = q.logVariance();
        Tensor variances = l.exp().mul(runtime.vector(diagonal).cast(l.dtype())).sub(l).sum(-1);
        double constant = d + (d - 1) * logPrecision;
        return variances.add(form(q.mean())).sub(constant).mul(0.5);
    }

    @Override
    public Tensor sample(RandomKey key, int n) {
        int d = space.dimension();
        Tensor noise = runtime.normal(key, Shape.of(n, d));
        return noise.matmul(runtime.tensor(fromNoise(d), Shape.of(d, d)));
    }

    /**
     * The matrix from e to z, transposed: row j says what the j-th noise adds to each coordinate.
     */
    private double[] fromNoise(int d) {
        double[] matrix = new double[d * d];
        double deviation = Math.exp(-0.5 * logPrecision);
        double a = coefficient();
        for (int j = 0; j < d; j++) {
            double share = j == 0 ? 1 : deviation;
            for (int i = j; i < d; i++) {
                matrix[j * d + i] = share;
                share *= a;
            }
        }
        return matrix;
    }
}
