// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.PairwiseLogDensity;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.special.ModifiedBessel;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.autodiff.Elementwise;

/**
 * The von Mises-Fisher distribution on S^{d-1}, around a mean direction mu.
 *
 * <pre>
 *   q(z) = C_d(kappa) e^{kappa mu . z},   C_d(kappa) = kappa^v / ((2 pi)^{v+1} I_v(kappa)),  v = d/2 - 1
 *   z = R(mu) (w, sqrt(1 - w^2) v),   w = mu . z by rejection, v uniform
 * </pre>
 *
 * <p>The gradient of a draw in mu is that of the rotation. The gradient in kappa is that of the
 * quantile function of w, {@code dw/dkappa = -(dF/dkappa) / p(w)}. Differentiating the accepted
 * draw itself would be biased (at d = 5 and kappa = 2, 0.127662 instead of 0.147389 for
 * dE[w]/dkappa). Log-densities are computed from 1 - w: {@code log q = log C + kappa - kappa (1 -
 * w)}, which is accurate if the distribution is concentrated (Davidson et al. 2018; Figurnov et al.
 * 2018, section 3).
 *
 * <p>kappa lies in [0, 1e100]; 0 is the uniform distribution. If kappa is larger or NaN, the draws
 * of its example are NaN.
 */
public final class VonMisesFisher implements Posterior {

    private final Sphere space;
    private final Tensor meanDirection;
    private final Tensor concentration;
    private double @Nullable [] kappa;
    private VonMisesFisherMarginal @Nullable [] marginals;

    /**
     * Creates the distributions of a batch.
     *
     * @param meanDirection mu, [B, d], rows of length 1
     * @param concentration kappa, [B], not negative
     * @throws IllegalArgumentException if the shapes do not agree, or d is below 2
     */
    public VonMisesFisher(Tensor meanDirection, Tensor concentration) {
        this.space = SphericalShapes.space(meanDirection, concentration);
        this.meanDirection = meanDirection;
        this.concentration = concentration;
    }

    /** Read on first use: the location does not need them. */
    private double[] kappa() {
        double[] known = kappa;
        if (known == null) {
            known = concentration.readDoubles();
            kappa = known;
        }
        return known;
    }

    private VonMisesFisherMarginal[] marginals() {
        VonMisesFisherMarginal[] known = marginals;
        if (known == null) {
            VonMisesFisherMarginal.Dimension dimension = VonMisesFisherMarginal.in(space.ambient());
            known =
                    Arrays.stream(kappa())
                            .mapToObj(k -> dimension.at(inDomain(k) ? k : Double.NaN))
                            .toArray(VonMisesFisherMarginal[]::new);
            marginals = known;
        }
        return known;
    }

    private static boolean inDomain(double kappa) {
        return kappa >= 0 && kappa <= ModifiedBessel.LARGEST_ARGUMENT;
    }

    @Override
    public Draw draw(RandomKey key, int samples) {
        double[] complements =
                new WoodSampler(space.ambient())
                        .drawComplements(key.split("cosine"), kappa(), samples);
        Tensor complement =
                Elementwise.drawn(concentration, complements, () -> slopes(complements));
        Tensor z = Rotation.draw(key.split("direction"), meanDirection, complement);
        return Draw.of(z, logProbabilityAt(complement));
    }

    /** dw/dkappa with the sign of 1 - w. */
    private double[] slopes(double[] complements) {
        double[] slopes = new double[complements.length];
        VonMisesFisherMarginal[] each = marginals();
        for (int i = 0; i < slopes.length; i++) {
            slopes[i] = -each[i % each.length].derivative(complements[i]);
        }
        return slopes;
    }

    /**
     * {@inheritDoc}
     *
     * <p>1 - mu . z is computed as |z - mu|^2 / 2.
     */
    @Override
    public Tensor logProbability(Tensor z) {
        return logProbabilityAt(z.sub(meanDirection).square().sum(-1).mul(0.5));
    }

    /**
     * Returns log q at points that are given by the complement of the cosine.
     *
     * @param complement 1 - mu . z, [..., B]
     * @return [..., B]
     */
    public Tensor logProbabilityAt(Tensor complement) {
        return scaledLogNormalizer().sub(concentration.mul(complement));
    }

    /** log C_d(kappa) + kappa: the log-density at mu. */
    private Tensor scaledLogNormalizer() {
        double logSurface = space.logSurface();
        return function(
                q -> -q.logScaledPartition() - logSurface, VonMisesFisherMarginal::meanComplement);
    }

    /** Returns log C_d(kappa), [B]. */
    public Tensor logNormalizer() {
        double logSurface = space.logSurface();
        return function(
                q -> -q.logScaledPartition() - q.concentration() - logSurface, q -> -q.mean());
    }

    /** Returns the mean resultant length A = |E[z]|, in [0, 1), [B]. */
    public Tensor meanResultantLength() {
        return function(VonMisesFisherMarginal::mean, VonMisesFisherMarginal::variance);
    }

    /** Returns the entropy in nats, {@code -log C - kappa A}, [B]. */
    @Override
    public Optional<Tensor> entropy() {
        double logSurface = space.logSurface();
        return Optional.of(function(q -> logSurface - q.klToUniform(), q -> -q.klSlope()));
    }

    /** Returns the divergence from the uniform distribution in nats, [B]; 0 for kappa = 0. */
    public Tensor klToUniform() {
        return function(VonMisesFisherMarginal::klToUniform, VonMisesFisherMarginal::klSlope);
    }

    private Tensor function(
            ToDoubleFunction<VonMisesFisherMarginal> value,
            ToDoubleFunction<VonMisesFisherMarginal> slope) {
        return Elementwise.of(
                concentration,
                Arrays.stream(marginals()).mapToDouble(value).toArray(),
                Arrays.stream(marginals()).mapToDouble(slope).toArray());
    }

    public Tensor meanDirection() {
        return meanDirection;
    }

    public Tensor concentration() {
        return concentration;
    }

    /**
     * {@inheritDoc}
     *
     * <p>1 - mu_r . z is computed as |z - mu_r|^2 / 2, by a matrix product in float64. The
     * cancellation in the expanded square is below the precision of float32.
     */
    @Override
    public PairwiseLogDensity pairwise() {
        Tensor mu = meanDirection.cast(DType.FLOAT64);
        Tensor halfSquares = mu.square().sum(-1).mul(0.5);
        return z -> {
            Tensor points = z.cast(DType.FLOAT64);
            Tensor complements =
                    points.square()
                            .sum(-1)
                            .expandDims(-1)
                            .mul(0.5)
                            .add(halfSquares)
                            .sub(points.matmul(mu.transpose()))
                            .cast(meanDirection.dtype());
            return logProbabilityAt(complements).cast(z.dtype());
        };
    }

    @Override
    public Tensor location() {
        return meanDirection;
    }

    /** Returns A(kappa) mu, in the ball; 0 for kappa = 0. */
    @Override
    public Optional<Tensor> expectation() {
        return Optional.of(meanDirection.mul(meanResultantLength().expandDims(-1)));
    }

    @Override
    public GradientKind gradient() {
        return GradientKind.IMPLICIT;
    }

    @Override
    public Map<String, Tensor> numbers() {
        return SphericalShapes.numbers(meanDirection, concentration);
    }
}
