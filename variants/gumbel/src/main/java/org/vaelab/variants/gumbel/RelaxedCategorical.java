// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.gumbel;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.vaelab.framework.latent.CategoricalLogits;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.SettingException;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.autodiff.CustomGradient;

/**
 * The relaxation of independent categorical variables: z = e^y with y of {@link Concrete}.
 *
 * <p>With a {@code hard} draw, the value is the unit vector of the largest coordinate, and the
 * gradient and densities are those of the relaxed value (Jang et al. 2017, section 2.2). Both
 * gradients are biased for the discrete objective. A lower temperature gives less bias and more
 * noise.
 *
 * <p>All densities are densities of y, as in {@link Concrete#logDensity}. The density of a draw is
 * computed from its noise. A prior supplies its own relaxation at the same temperature.
 *
 * @param logits [B, n, k]
 * @param temperature above 0
 * @param hard whether z is rounded to a unit vector
 */
record RelaxedCategorical(Tensor logits, double temperature, boolean hard) implements Categorical {

    public RelaxedCategorical {
        GumbelNoise.requireRows(logits);
        if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new SettingException(
                    "temperature", "must be above 0 and finite, is " + temperature);
        }
    }

    @Override
    public Draw draw(RandomKey key, int samples) {
        GumbelNoise noise = GumbelNoise.of(logits, key, samples);
        Tensor tempered = Concrete.tempered(logits, noise.logExponentials(), temperature);
        Tensor soft = tempered.softmax(-1);
        Tensor z =
                hard ? CustomGradient.straightThrough(soft, GumbelNoise.hardMax(tempered)) : soft;
        return new RelaxedDraw(
                z, () -> noise.logDensity(temperature), () -> tempered.logSoftmax(-1), temperature);
    }

    /**
     * Returns the log-density of y = log z.
     *
     * @param z in the simplices, [K, B, n, k]; a coordinate that has underflowed to 0 counts as the
     *     least normal float, about e^-87
     */
    @Override
    public Tensor logProbability(Tensor z) {
        Tensor y = z.maximum(Float.MIN_NORMAL).log();
        return Concrete.logDensity(logits, temperature, y).sum(-1);
    }

    /**
     * Returns the temperature, and the share of draws at a corner of the simplex among the
     * variables whose distribution is far from one.
     */
    @Override
    public Map<String, Double> signals(Draw draw) {
        Map<String, Double> signals = new LinkedHashMap<>();
        signals.put(SaturatedRelaxation.TEMPERATURE, temperature);
        if (draw instanceof RelaxedDraw relaxed) {
            double[] most = relaxed.y().get().exp().max(-1).readDoubles();
            double[] likeliest = logits.softmax(-1).max(-1).readDoubles();
            signals.put(SaturatedRelaxation.SATURATION, SaturatedRelaxation.share(most, likeliest));
        }
        return signals;
    }

    @Override
    public GradientKind gradient() {
        return hard ? GradientKind.STRAIGHT_THROUGH : GradientKind.RELAXED;
    }

    /**
     * Values of a relaxation. Their log q is the density of a relaxation. The matching log p is a
     * density too, at the point y = log z; y is kept because z underflows.
     *
     * @param z in the simplices, or rounded to unit vectors, [K, R, n, k]
     * @param density returns that of y, [K, R]
     * @param y returns the logarithm of the relaxed values, [K, R, n, k]; a KL in closed form asks
     *     for neither
     */
    private record RelaxedDraw(
            Tensor z, Supplier<Tensor> density, Supplier<Tensor> y, double temperature)
            implements Draw {

        @Override
        public Tensor logProbability() {
            return density.get();
        }

        /**
         * {@inheritDoc}
         *
         * @throws IllegalArgumentException if the variables are not independent under the other
         */
        @Override
        public Tensor logProbabilityUnder(Distribution other) {
            if (other instanceof CategoricalLogits categorical) {
                return Concrete.logDensity(categorical.logits(), temperature, y.get()).sum(-1);
            }
            throw new IllegalArgumentException(
                    "prior "
                            + other.getClass().getSimpleName()
                            + " has no relaxation with which a relaxed draw could be compared;"
                            + " use the KL between the discrete distributions (kl: analytic)"
                            + " or another prior");
        }

        @Override
        public boolean isRelaxed() {
            return true;
        }

        @Override
        public Draw mapped(UnaryOperator<Tensor> function) {
            return new RelaxedDraw(
                    function.apply(z),
                    () -> function.apply(density.get()),
                    () -> function.apply(y.get()),
                    temperature);
        }
    }
}
