// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.problem;

import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.IndependentNormal;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyNormal;

/**
 * Normals whose 2 d draws are no random ones: {@code mean + std e} with e = +-sqrt(d) in one of d
 * coordinates and 0 in the others. Their mean is the expectation of every quadratic function, so
 * that estimates of linear-Gaussian models are exact; d counts the coordinates of all variables
 * that are drawn together.
 *
 * @param space of this variable
 * @param first its first coordinate among the d
 * @param coordinates d
 * @param batch the number of examples B
 */
public record SigmaPoints(Euclidean space, int first, int coordinates, int batch)
        implements PosteriorFamily {

    /** Returns K, the only number of draws that there is. */
    public int samples() {
        return 2 * coordinates;
    }

    @Override
    public Head head() {
        return new ToyNormal.Family(space.dimension()).head();
    }

    @Override
    public Posterior of(Tensor headOutput, Phase phase) {
        return new Points(new ToyNormal.Family(space.dimension()).of(headOutput, phase), this);
    }

    /** The noise of K draws of B rows, whichever way they are counted. */
    private Tensor noise(Tensor like, int samples, int rows) {
        int width = space.dimension();
        double[] noise = new double[samples * rows * width];
        for (int n = 0; n < samples * rows; n++) {
            int point = n / batch;
            int own = point / 2 - first;
            if (own >= 0 && own < width) {
                noise[n * width + own] = Math.sqrt(coordinates) * (point % 2 == 0 ? 1 : -1);
            }
        }
        return like.runtime().tensor(noise, Shape.of(samples, rows, width));
    }

    /**
     * The Normals of a batch.
     *
     * @param normal whose draws the points replace
     * @param points the family
     */
    public record Points(ToyNormal normal, SigmaPoints points)
            implements Posterior, IndependentNormal {

        @Override
        public Draw draw(RandomKey key, int samples) {
            int rows = mean().shape().extent(0);
            if (samples * rows != points.samples() * points.batch()) {
                throw new AssertionError(samples + " draws of " + rows + " rows");
            }
            Tensor noise = points.noise(mean(), samples, rows);
            Tensor z = mean().add(logVariance().mul(0.5).exp().mul(noise));
            return Draw.of(z, logProbability(z));
        }

        @Override
        public Tensor mean() {
            return normal.mean();
        }

        @Override
        public Tensor logVariance() {
            return normal.logVariance();
        }

        @Override
        public Tensor logProbability(Tensor z) {
            return normal.logProbability(z);
        }

        @Override
        public Tensor location() {
            return normal.location();
        }

        @Override
        public GradientKind gradient() {
            return GradientKind.PATHWISE;
        }
    }
}
