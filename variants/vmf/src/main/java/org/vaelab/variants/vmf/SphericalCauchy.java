// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.vmf;

import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The spherical Cauchy distribution on S^{d-1}, around a mean direction mu (Kato and McCullagh
 * 2020).
 *
 * <pre>
 *   q(z) = ((1 - rho^2) / (1 + rho^2 - 2 rho mu . z))^{d-1} / area
 *        = (sqrt(1 + 2 k) / (1 + k (1 - mu . z)))^{d-1} / area
 *   k = kappa / (d-1) = 2 rho / (1 - rho)^2
 *   z = rho mu + (1 - rho^2) (y + rho mu) / |y + rho mu|^2,   y uniform on the sphere
 *   1 - mu . z = (1 - mu . y) / (1 + k (1 + mu . y))
 * </pre>
 *
 * <p>The draw is the Moebius map of a uniform point, which moves it along its meridian: an exact
 * function of kappa, mu and noise, without rejection and Bessel functions. Near mu the density
 * falls as that of a von Mises-Fisher distribution with the same kappa, and for d to infinity it
 * tends to it; far from mu it is larger.
 *
 * <p>The parameter kappa keeps the digits of 1 - rho: no formula subtracts rho from 1. Any kappa in
 * [0, 1e100]; 0 is the uniform distribution. Draws and densities are those of tensors, so a float32
 * needs kappa below 1e37.
 */
public final class SphericalCauchy extends SphericalPosterior {

    private final int dimension;

    /**
     * Returns the distributions of a batch, whose values are checked.
     *
     * @param meanDirection mu, [B, d], rows of length 1
     * @param concentration kappa, [B], not negative
     * @throws IllegalArgumentException if a row has another length, or a concentration is negative
     */
    public static SphericalCauchy of(Tensor meanDirection, Tensor concentration) {
        return checked(meanDirection, concentration, SphericalCauchy::new);
    }

    /**
     * Creates the distributions of a batch. Values are not checked, as networks give them: outside
     * their domain, results are NaN. {@link #of} checks them.
     *
     * @param meanDirection mu, [B, d], rows of length 1
     * @param concentration kappa, [B], not negative
     * @throws IllegalArgumentException if the shapes do not agree, or d is below 2
     */
    public SphericalCauchy(Tensor meanDirection, Tensor concentration) {
        super(meanDirection, concentration);
        this.dimension = space().dimension();
    }

    @Override
    public Draw draw(RandomKey key, int samples) {
        TensorRuntime runtime = concentration().runtime();
        DType dtype = concentration().dtype();
        Shape shape = concentration().shape().prepend(samples);
        Tensor along = runtime.normal(key.split("cosine"), shape).cast(dtype);
        Tensor across = runtime.normal(key.split("direction"), shape.append(dimension)).cast(dtype);
        Tensor square = across.square().sum(-1);
        Tensor length = square.add(along.square()).sqrt();
        Tensor reach = length.add(along.abs());
        Tensor far = reach.div(length);
        Tensor near = square.div(reach.mul(length));
        Tensor isAhead = along.gt(0);
        Tensor oneMinusCosine = near.where(isAhead, far);
        Tensor onePlusCosine = far.where(isAhead, near);
        Tensor stretch = rate().mul(onePlusCosine);
        Tensor complement = oneMinusCosine.div(stretch.add(1));
        Tensor z = MeanDirection.place(meanDirection(), complement, across);
        return Draw.of(z, logDensity(stretch.log1p().sub(logPeak())));
    }

    /**
     * {@inheritDoc}
     *
     * <p>1 - mu . z is taken as |z - mu|^2 / 2.
     */
    @Override
    public Tensor logProbability(Tensor z) {
        Tensor complement = z.sub(meanDirection()).square().sum(-1).mul(0.5);
        return logDensity(logPeak().sub(rate().mul(complement).log1p()));
    }

    private Tensor logDensity(Tensor logRatio) {
        return logRatio.mul(dimension).sub(space().logSurface());
    }

    /** k, [B]. */
    private Tensor rate() {
        return concentration().div(dimension);
    }

    /** log sqrt(1 + 2 k), [B]. */
    private Tensor logPeak() {
        return rate().mul(2).log1p().mul(0.5);
    }

    /**
     * {@inheritDoc}
     *
     * <pre>
     *   KL = (d-1) (E[log |y + rho mu|^2] - log(1 - rho^2)),   y uniform
     *   E[log |y + rho mu|^2] = -sum_{n &gt;= 1} c_n rho^{2n} / n,   c_n = (1 - d/2)_n / (d/2)_n
     *   dKL/dkappa = A / (1 + 2 k)
     * </pre>
     *
     * <p>A is the mean resultant length. The sum is finite for even d. For odd d its terms fall as
     * n^-d at least.
     */
    @Override
    public Tensor klToUniform() {
        return ofConcentration(
                k -> new Moments(dimension, k).divergence(),
                k -> new Moments(dimension, k).divergenceSlope());
    }

    /** Returns {@code A = rho (1 - (1 - rho^2) sum_{n >= 1} c_n rho^{2n-2})}, [B]. */
    @Override
    public Tensor meanResultantLength() {
        return ofConcentration(
                k -> new Moments(dimension, k).length(),
                k -> new Moments(dimension, k).lengthSlope());
    }

    @Override
    public GradientKind gradient() {
        return GradientKind.PATHWISE;
    }

    @Override
    public String howToDraw() {
        return "the spherical Cauchy distribution on the sphere, with (d-1) 2 rho / (1 - rho)^2 as its"
                + " concentration";
    }

    /** The sums at one kappa; all are NaN if it is. */
    private static final class Moments {

        /** A term of this size ends a sum. */
        private static final double NEGLIGIBLE = 1e-17;

        private final int dimension;

        /** (1 + rho) / (1 - rho). */
        private final double ratio;

        private final double rho;
        private final double complement;

        /** sum c_n rho^{2n-2}. */
        private final double series;

        /** E[log |y + rho mu|^2] - log(1 - rho^2). */
        private final double logMean;

        Moments(int dimension, double kappa) {
            this.dimension = dimension;
            double rate = kappa / dimension;
            this.ratio = Math.sqrt(1 + 2 * rate);
            double square = (1 + ratio) * (1 + ratio);
            this.rho = 2 * rate / square;
            this.complement = 4 * ratio / square;
            double x = rho * rho;
            if (dimension == 2 && x > 0.5) {
                // In R^3 the sums are logarithms; their terms fall slowly.
                double a = 0.5 * Math.log(ratio) / rho;
                this.series = -0.5 * (1 - complement * a) / x;
                this.logMean = (1 + x) * a - 1;
                return;
            }
            double half = 0.5 * (dimension + 1);
            double sum = 0;
            double logSum = Math.log1p(rate * rate / (ratio * square));
            double term = (1 - half) / half;
            for (int n = 1; Math.abs(term) > NEGLIGIBLE * n; n++) {
                sum += term;
                logSum -= term * x / n;
                term *= x * (n + 1 - half) / (n + half);
            }
            this.series = sum;
            this.logMean = logSum;
        }

        double divergence() {
            return dimension * logMean;
        }

        double divergenceSlope() {
            return length() / (ratio * ratio);
        }

        double length() {
            return rho * (1 - complement * series);
        }

        /** In rho by the differential equation of the series, times drho/dkappa. */
        double lengthSlope() {
            double excess = 0.5 * (dimension - 1);
            double inRho =
                    1
                            - complement * series
                            + 2 * (series + excess * (series * (1 + rho * rho) + 1));
            return inRho * 2 / (ratio * (1 + ratio) * (1 + ratio) * dimension);
        }
    }
}
