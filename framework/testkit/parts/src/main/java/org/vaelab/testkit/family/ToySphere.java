// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.family;

import java.util.Arrays;
import java.util.Optional;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Sphere;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.tensor.Tensor;

/**
 * Spherical Cauchy distributions (Kato and McCullagh 2020, equations 1 and 8), Moebius transforms
 * of uniform points: exact pathwise.
 *
 * <pre>
 *   psi = h / sqrt(1 + |h|^2),   z = psi + (1 - |psi|^2) (y + psi) / |y + psi|^2,   y uniform
 *   log q(z) = (d - 1) [log(1 - |psi|^2) - log |z - psi|^2] - log surface
 * </pre>
 *
 * @param space S^{d-1}
 * @param direction h, the mean direction, times more the more concentrated; 0 is uniform, [R, d]
 */
public record ToySphere(Sphere space, Tensor direction) implements Posterior {

    private static final int ANGLES = 10_000;

    @Override
    public Draw draw(RandomKey key, int samples) {
        Tensor noise = direction.runtime().normal(key, direction.shape().prepend(samples));
        Tensor moved = unit(noise).add(psi());
        Tensor share = squaredNorm(direction).add(1).reciprocal().div(squaredNorm(moved));
        Tensor z = moved.mul(share.expandDims(-1)).add(psi());
        return Draw.of(z, logProbability(z));
    }

    private Tensor psi() {
        return direction.div(squaredNorm(direction).add(1).sqrt().expandDims(-1));
    }

    private static Tensor squaredNorm(Tensor vectors) {
        return vectors.square().sum(-1);
    }

    private static Tensor unit(Tensor vectors) {
        return vectors.div(squaredNorm(vectors).sqrt().expandDims(-1));
    }

    @Override
    public Tensor logProbability(Tensor z) {
        Tensor logRatio = squaredNorm(direction).log1p().add(squaredNorm(z.sub(psi())).log());
        return logRatio.mul(-space.dimension()).sub(space.logSurface());
    }

    /** The mean direction; of the uniform distribution, that of the diagonal. */
    @Override
    public Tensor location() {
        return unit(direction.add(1e-12));
    }

    /** The direction of psi times E[w], w its cosine with z. */
    @Override
    public Optional<Tensor> expectation() {
        double[] lengths = squaredNorm(psi()).sqrt().readDoubles();
        double[] cosines = Arrays.stream(lengths).map(this::meanCosine).toArray();
        Tensor length = direction.runtime().vector(cosines);
        return Optional.of(location().mul(length.expandDims(-1)));
    }

    /** By the trapezium rule in the angle, whose error is about 1e-8. */
    private double meanCosine(double psi) {
        double total = 0;
        double moment = 0;
        for (int i = 0; i <= ANGLES; i++) {
            double angle = Math.PI * i / ANGLES;
            double cosine = Math.cos(angle);
            double area = Math.pow(Math.sin(angle), space.dimension() - 1.0);
            double end = i == 0 || i == ANGLES ? 0.5 : 1;
            double density = Math.pow(1 + psi * psi - 2 * psi * cosine, -space.dimension());
            total += end * area * density;
            moment += end * area * density * cosine;
        }
        return moment / total;
    }

    @Override
    public GradientKind gradient() {
        return GradientKind.PATHWISE;
    }

    /** The family on a sphere. */
    @Part(value = "toy-sphere", description = "spherical Cauchy distributions on S^d, for tests")
    public record Family(@Setting("the dimension d") int latent) implements PosteriorFamily {

        @Override
        public Sphere space() {
            return Sphere.ofDimension(latent);
        }

        @Override
        public Head head() {
            return Head.of(Head.real("direction", space().ambient()));
        }

        @Override
        public ToySphere of(Tensor headOutput, Phase phase) {
            return new ToySphere(space(), headOutput);
        }
    }
}
