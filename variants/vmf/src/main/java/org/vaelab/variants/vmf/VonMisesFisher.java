// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.latent.PairwiseLogDensity;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.autodiff.Elementwise;
import org.vaelab.framework.tensor.shape.DType;

/**
 * The von Mises-Fisher distribution on S^{d-1}, around a mean direction mu.
 *
 * <pre>
 *   q(z) = C_d(kappa) e^{kappa mu . z},   C_d(kappa) = kappa^v / ((2 pi)^{v+1} I_v(kappa)),  v = d/2 - 1
 *   z = R(mu) (w, sqrt(1 - w^2) v),   w = mu . z by rejection, v uniform
 * </pre>
 *
 * <p>The gradient of a draw is that of the rotation in mu; in kappa it is that of the quantile
 * function of w, {@code dw/dkappa = -(dF/dkappa) / p(w)}. The draw that the rejection accepts is
 * not differentiated itself: that would be biased (at d = 5 and kappa = 2, 0.127662 instead of
 * 0.147389 for dE[w]/dkappa). Log-densities are formed from 1 - w: {@code log q = log C + kappa -
 * kappa (1 - w)}, which keeps its digits where the distribution is concentrated (Davidson et al.
 * 2018; Figurnov et al. 2018, section 3).
 *
 * <p>Any kappa in [0, 1e100]; 0 is the uniform distribution. A kappa beyond it, or NaN, makes the
 * draws of its example NaN.
 */
public final class VonMisesFisher extends SphericalPosterior {

    private VonMisesFisherMarginal @Nullable [] marginals;

    /**
     * Returns the distributions of a batch, whose values are checked.
     *
     * @param meanDirection mu, [B, d], rows of length 1
     * @param concentration kappa, [B], not negative
     * @throws IllegalArgumentException if a row has another length, or a concentration is negative
     */
    public static VonMisesFisher of(Tensor meanDirection, Tensor concentration) {
        return checked(meanDirection, concentration, VonMisesFisher::new);
    }

    /**
     * Creates the distributions of a batch. Values are not checked, as networks give them: outside
     * their domain, results are NaN. {@link #of} checks them.
     *
     * @param meanDirection mu, [B, d], rows of length 1
     * @param concentration kappa, [B], not negative
     * @throws IllegalArgumentException if the shapes do not agree, or d is below 2
     */
    public VonMisesFisher(Tensor meanDirection, Tensor concentration) {
        super(meanDirection, concentration);
    }

    /** Returns the distributions of w, one of each row. */
    VonMisesFisherMarginal[] marginals() {
        VonMisesFisherMarginal[] known = marginals;
        if (known == null) {
            VonMisesFisherMarginal.Dimension dimension =
                    VonMisesFisherMarginal.in(space().ambient());
            known =
                    Arrays.stream(kappa())
                            .mapToObj(dimension::at)
                            .toArray(VonMisesFisherMarginal[]::new);
            marginals = known;
        }
        return known;
    }

    @Override
    public Draw draw(RandomKey key, int samples) {
        double[] complements =
                new WoodSampler(space().ambient())
                        .drawComplements(key.split("cosine"), kappa(), samples);
        Tensor complement =
                Elementwise.drawn(concentration(), complements, () -> slopes(complements));
        Tensor z = MeanDirection.draw(key.split("direction"), meanDirection(), complement);
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
     * <p>1 - mu . z is taken as |z - mu|^2 / 2.
     */
    @Override
    public Tensor logProbability(Tensor z) {
        return logProbabilityAt(z.sub(meanDirection()).square().sum(-1).mul(0.5));
    }

    /**
     * Returns log q at points of which only the complement of the cosine is known.
     *
     * @param complement 1 - mu . z, [..., B]
     * @return [..., B]
     */
    public Tensor logProbabilityAt(Tensor complement) {
        return scaledLogNormalizer().sub(concentration().mul(complement));
    }

    /** log C_d(kappa) + kappa: the log-density at mu. */
    private Tensor scaledLogNormalizer() {
        double logSurface = space().logSurface();
        return function(
                q -> -q.logScaledPartition() - logSurface, VonMisesFisherMarginal::meanComplement);
    }

    /** Returns log C_d(kappa), [B]. */
    public Tensor logNormalizer() {
        double logSurface = space().logSurface();
        return function(
                q -> -q.logScaledPartition() - q.concentration() - logSurface, q -> -q.mean());
    }

    @Override
    public Tensor meanResultantLength() {
        return function(VonMisesFisherMarginal::mean, VonMisesFisherMarginal::variance);
    }

    /** {@link VonMisesFisherMarginal#klToUniform}, of each concentration. */
    @Override
    public Tensor klToUniform() {
        return function(VonMisesFisherMarginal::klToUniform, VonMisesFisherMarginal::klSlope);
    }

    private Tensor function(
            ToDoubleFunction<VonMisesFisherMarginal> value,
            ToDoubleFunction<VonMisesFisherMarginal> slope) {
        return Elementwise.of(
                concentration(),
                Arrays.stream(marginals()).mapToDouble(value).toArray(),
                Arrays.stream(marginals()).mapToDouble(slope).toArray());
    }

    /**
     * {@inheritDoc}
     *
     * <p>1 - mu_r . z as |z - mu_r|^2 / 2, by a matrix product in float64: what the expanded square
     * loses by cancellation is less than a float32 can hold.
     */
    @Override
    public PairwiseLogDensity pairwise() {
        Tensor mu = meanDirection().cast(DType.FLOAT64);
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
                            .cast(meanDirection().dtype());
            return logProbabilityAt(complements).cast(z.dtype());
        };
    }

    @Override
    public GradientKind gradient() {
        return GradientKind.IMPLICIT;
    }

    @Override
    public String howToDraw() {
        return "the von Mises-Fisher distribution on the sphere";
    }
}
