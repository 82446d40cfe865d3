// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.latent.Torus;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.autodiff.Elementwise;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * Independent von Mises distributions of d angles.
 *
 * <pre>
 *   q(z) = prod_i e^{kappa_i cos(z_i - m_i)} / (2 pi I_0(kappa_i))
 *   z = m + theta modulo 2 pi,   cos theta by rejection, the sign of theta uniform
 *   KL(q || uniform) = sum_i kappa_i A(kappa_i) - log I_0(kappa_i),   A = I_1 / I_0
 * </pre>
 *
 * <p>The gradient of a draw is 1 in m. In kappa it is {@code dtheta/dkappa = -(dF/dkappa) /
 * q(theta)}, F the distribution function (Figurnov et al. 2018, section 3), which {@link
 * VonMisesFisherMarginal} integrates with a relative error below 1e-9. Log-densities are formed
 * from {@code 1 - cos(z - m) = 2 sin^2((z - m)/2)}, which keeps its digits.
 *
 * <p>Any kappa in [0, 1e100]; 0 is the uniform distribution. A kappa beyond it, or NaN, makes the
 * draws of its angle NaN.
 */
public final class VonMises implements Posterior {

    private final Tensor mean;
    private final Tensor concentration;

    /** Each angle as a point of a circle of its own: B d rows. */
    private final VonMisesFisher circles;

    /**
     * Creates the distributions of a batch.
     *
     * @param mean m, angles, [B, d]
     * @param concentration kappa, [B, d], not negative
     * @throws IllegalArgumentException if the shapes do not agree
     */
    public VonMises(Tensor mean, Tensor concentration) {
        if (mean.shape().rank() != 2 || !mean.shape().equals(concentration.shape())) {
            throw new IllegalArgumentException(
                    "mean %s and concentration %s are not both [B, d]"
                            .formatted(mean.shape(), concentration.shape()));
        }
        this.mean = mean;
        this.concentration = concentration;
        int circles = mean.shape().size();
        Tensor axis = mean.runtime().ones(Shape.of(circles, 1)).cast(mean.dtype()).pad(-1, 0, 1);
        this.circles = new VonMisesFisher(axis, concentration.reshape(circles));
    }

    @Override
    public Draw draw(RandomKey key, int samples) {
        double[] complements =
                new WoodSampler(2).drawComplements(key.split("cosine"), circles.kappa(), samples);
        double[] sides = key.split("side").uniform(complements.length);
        double[] angles = new double[complements.length];
        for (int i = 0; i < angles.length; i++) {
            double u = complements[i];
            double angle = 2 * Math.atan2(Math.sqrt(u), Math.sqrt(2 - u));
            angles[i] = sides[i] < 0.5 ? -angle : angle;
        }
        Tensor theta =
                Elementwise.drawn(circles.concentration(), angles, () -> slopes(complements, sides))
                        .reshape(mean.shape().prepend(samples));
        Tensor z = Torus.wrap(mean.add(theta));
        return Draw.of(z, logDensities(complement(theta)).sum(-1));
    }

    private double[] slopes(double[] complements, double[] sides) {
        VonMisesFisherMarginal[] each = circles.marginals();
        double[] slopes = new double[complements.length];
        for (int i = 0; i < slopes.length; i++) {
            double slope = each[i % each.length].angleDerivative(complements[i]);
            slopes[i] = sides[i] < 0.5 ? -slope : slope;
        }
        return slopes;
    }

    @Override
    public Tensor logProbability(Tensor z) {
        return logDensities(complement(z.sub(mean))).sum(-1);
    }

    /** 1 - cos theta. */
    private static Tensor complement(Tensor theta) {
        return theta.mul(0.5).sin().square().mul(2);
    }

    /** The log-density of each angle, [N, B, d], where 1 - cos(z - m) is given. */
    private Tensor logDensities(Tensor complement) {
        Shape flat = Shape.of(complement.shape().extent(0), mean.shape().size());
        return circles.logProbabilityAt(complement.reshape(flat)).reshape(complement.shape());
    }

    @Override
    public Optional<UnaryOperator<Tensor>> pairwiseByUnit() {
        return Optional.of(z -> logDensities(complement(z.expandDims(1).sub(mean))));
    }

    /** Returns the mean directions as angles, [B, d]. */
    @Override
    public Tensor location() {
        return mean;
    }

    /** Returns nothing: the mean of angles in [-pi, pi) is not known, and says little. */
    @Override
    public Optional<Tensor> expectation() {
        return Optional.empty();
    }

    @Override
    public Optional<Tensor> entropy() {
        return Optional.of(circles.entropy().orElseThrow().reshape(mean.shape()).sum(-1));
    }

    /** Returns the divergence of each angle from the uniform distribution in nats, [B, d]. */
    public Tensor klToUniform() {
        return circles.klToUniform().reshape(mean.shape());
    }

    @Override
    public GradientKind gradient() {
        return GradientKind.IMPLICIT;
    }

    /** Returns {@code mean} and {@code concentration}. */
    @Override
    public Map<String, Tensor> numbers() {
        Map<String, Tensor> numbers = new LinkedHashMap<>();
        numbers.put("mean", mean);
        numbers.put("concentration", concentration);
        return numbers;
    }

    @Override
    public String howToDraw() {
        return "independent von Mises distributions of the angles";
    }
}
